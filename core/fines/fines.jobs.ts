import type { Job } from '../scheduling/index.ts';
import type { OwnerNotices } from './owner-notices.ts';

/** Timed work on fines. */
export const fineJobs = ({
  ownerNotices,
}: {
  readonly ownerNotices: Pick<OwnerNotices, 'tellDue'>;
}): readonly Job[] => [
  {
    name: 'fines.tell-owners',
    purpose: 'Tells owners of fines that were recorded or voided, where a crash or a fault came in between',
    every: '30 seconds',
    run: async () => `${await ownerNotices.tellDue()} fines looked at`,
  },
];
