export { formatMoment, formatMoney, formatNumber } from './format.ts';
export { flatten, hasText, loadLocales, localeFaults } from './locales.ts';
export type { Locales } from './locales.ts';
export { createSpeak } from './speak.ts';
