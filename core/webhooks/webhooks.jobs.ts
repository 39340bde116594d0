import type { Job } from '../scheduling/index.ts';
import type { WebhooksPart } from './webhooks-part.ts';

export type WebhookJobsDeps = Pick<WebhooksPart, 'webhooks' | 'webhookDeliveries'>;

/** Timed work on webhooks. */
export const webhookJobs = ({ webhooks, webhookDeliveries }: WebhookJobsDeps): readonly Job[] => [
  {
    name: 'webhooks.send-due',
    purpose: 'Sends what waits for other systems and is due, and what a crash left half sent',
    every: '10 seconds',
    run: async () => `${await webhooks.sendDue()} webhook deliveries tried`,
  },
  {
    name: 'webhooks.tidy',
    purpose: 'Deletes webhook deliveries of more than 30 days ago, and finds those that a crash has lost from sight',
    every: '1 hour',
    run: async () => `${await webhookDeliveries.tidy()} webhook deliveries deleted`,
  },
];
