export type { WebhookEvent, Webhooks } from './types.ts';
