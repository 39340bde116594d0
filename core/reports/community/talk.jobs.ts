import type { Job } from '../../scheduling/index.ts';
import type { TalkPart } from './talk-part.ts';

/** Timed work on what people say of reports. */
export const talkJobs = ({ talkCarrying }: Pick<TalkPart, 'talkCarrying'>): readonly Job[] => [
  {
    name: 'reports.carry-talk',
    purpose: 'Writes comments into the history of their reports and counts flags where a crash came in between',
    every: '15 seconds',
    run: async () => `${await talkCarrying.late()} comments and flags carried on`,
  },
];
