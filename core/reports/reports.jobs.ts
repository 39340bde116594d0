import type { Job } from '../scheduling/index.ts';
import type { Settling } from './settling.ts';

/** Timed work on reports. */
export const reportJobs = ({ reportSettling }: { readonly reportSettling: Pick<Settling, 'late'> }): readonly Job[] => [
  {
    name: 'reports.settle',
    purpose: 'Counts votes and tells of reports where a crash or a fault came in between',
    every: '15 seconds',
    run: async () => `${await reportSettling.late()} reports settled`,
  },
];
