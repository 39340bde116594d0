import type { Surface } from '../../core/dialog/types.ts';

/** A list has ten rows over all; three are kept for "more", "back" and "home". */
export const mostRows = 10;

/** What the official Cloud API can show and take. */
export const whatsappCloudSurface: Surface = {
  channel: 'whatsapp',
  accepts: ['text', 'press', 'photo', 'document', 'location'],
  choices: 'buttons',
  optionsPerPage: mostRows - 3,
  showsFiles: true,
  short: false,
};
