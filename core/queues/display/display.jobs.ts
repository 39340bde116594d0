import type { Job } from '../../scheduling/index.ts';
import type { DisplayLog } from './display-log.ts';

/** Timed work on what the screens show. */
export const displayJobs = ({ displayLog }: { readonly displayLog: Pick<DisplayLog, 'sweep'> }): readonly Job[] => [
  {
    name: 'queues.sweep-display',
    purpose: 'Deletes what screens were told more than two days ago',
    every: '1 hour',
    run: async () => `${await displayLog.sweep()} deleted`,
  },
];
