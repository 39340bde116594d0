import type { Job } from '../../scheduling/index.ts';
import type { ContestationNotices } from './notices.ts';

export const contestationJobs = ({
  contestationNotices,
}: {
  readonly contestationNotices: Pick<ContestationNotices, 'tellDue'>;
}): readonly Job[] => [
  {
    name: 'fines.tell-contestations',
    purpose: 'Tells citizens that their contestation came or was decided, where a crash or a fault came in between',
    every: '30 seconds',
    run: async () => `${await contestationNotices.tellDue()} fines looked at`,
  },
];
