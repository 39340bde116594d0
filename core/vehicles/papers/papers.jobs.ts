import type { Job } from '../../scheduling/index.ts';
import type { PaperCarrying } from './carrying.ts';
import type { PaperDrafts } from './drafts.ts';
import type { PaperNotices } from './paper-notices.ts';

export interface PaperJobsDeps {
  readonly paperCarrying: Pick<PaperCarrying, 'carryLate'>;
  readonly paperDrafts: Pick<PaperDrafts, 'sweep'>;
  readonly paperNotices: Pick<PaperNotices, 'tellDue'>;
}

export const paperJobs = ({ paperCarrying, paperDrafts, paperNotices }: PaperJobsDeps): readonly Job[] => [
  {
    name: 'vehicles.carry-over-papers',
    purpose:
      'Brings validated papers into the register and ends photos of rejected ones, where a crash came in between',
    every: '1 minute',
    run: async () => `${await paperCarrying.carryLate()} papers`,
  },
  {
    name: 'vehicles.tell-papers',
    purpose: 'Tells people what became of papers of vehicles, where a crash or a fault came in between',
    every: '30 seconds',
    run: async () => `${await paperNotices.tellDue()} papers looked at`,
  },
  {
    name: 'vehicles.sweep-paper-drafts',
    purpose: 'Deletes what was read of photos of papers that were never sent',
    every: '1 hour',
    run: async () => `${await paperDrafts.sweep()} drafts`,
  },
];
