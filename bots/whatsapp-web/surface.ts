import type { Surface } from '../../core/dialog/types.ts';

/** What WhatsApp without the official API can show and take. Buttons and lists are dead there: choices are numbers. */
export const whatsappSurface: Surface = {
  channel: 'whatsapp',
  accepts: ['text', 'photo', 'document', 'location'],
  choices: 'numbers',
  optionsPerPage: 10,
  showsFiles: true,
  short: false,
};
