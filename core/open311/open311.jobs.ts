import type { Job } from '../scheduling/index.ts';
import type { Open311Posting } from './types.ts';

/** Timed work on what other programs tell. */
export const open311Jobs = ({
  open311Posting,
}: {
  readonly open311Posting: Pick<Open311Posting, 'carryOnDue' | 'sweep'>;
}): readonly Job[] => [
  {
    name: 'open311.fetch-photos',
    purpose: 'Fetches photos of reports of other programs, and tells the reports',
    every: '15 seconds',
    run: async () => `${await open311Posting.carryOnDue()} reports carried on`,
  },
  {
    name: 'open311.sweep',
    purpose: 'Forgets tokens and repeats of other programs that are past their time',
    every: '1 hour',
    run: async () => `${await open311Posting.sweep()} forgotten`,
  },
];
