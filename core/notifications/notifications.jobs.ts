import type { Job } from '../scheduling/types.ts';
import type { NotificationService } from './types.ts';

/** Timed work on notices. */
export const notificationJobs = ({
  notifications,
}: {
  readonly notifications: Pick<NotificationService, 'sendDue' | 'purge'>;
}): readonly Job[] => [
  {
    name: 'notifications.send-due',
    purpose: 'Sends notices whose next try is due, and those that a crash left half sent',
    every: '10 seconds',
    run: async () => `${await notifications.sendDue()} notices taken up`,
  },
  {
    name: 'notifications.purge-old',
    purpose: 'Deletes notices sent 30 days ago or given up 90 days ago',
    every: '1 day',
    run: async (now) => `${await notifications.purge(now)} notices deleted`,
  },
];
