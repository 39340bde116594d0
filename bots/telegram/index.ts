export { createTelegramDoor } from './bot.ts';
export type { TelegramConfig, TelegramDoorOptions } from './bot.ts';
export { telegramSurface } from './surface.ts';
