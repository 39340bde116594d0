import type { Surface } from '../../core/dialog/types.ts';

/** What a Telegram chat can show and take. */
export const telegramSurface: Surface = {
  channel: 'telegram',
  accepts: ['text', 'press', 'photo', 'document', 'location', 'contact'],
  choices: 'buttons',
  optionsPerPage: 8,
  showsFiles: true,
  short: false,
};
