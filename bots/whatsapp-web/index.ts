export { createWhatsappWebDoor } from './bot.ts';
export type { WhatsappWebConfig, WhatsappWebDeps, WhatsappWebDoor } from './bot.ts';
export type { Trouble } from './connection.ts';
export { whatsappSurface } from './surface.ts';
