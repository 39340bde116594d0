export { createContent } from './content.service.ts';
export type { ContentService, Information } from './content.service.ts';
export { contentDialogs } from './dialogs.ts';
