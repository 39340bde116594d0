export { createWhatsappCloudDoor } from './bot.ts';
export type { WhatsappCloudConfig, WhatsappCloudDeps, WhatsappCloudDoor } from './bot.ts';
export { whatsappCloudSurface } from './surface.ts';
