import type { Job } from '../../scheduling/index.ts';
import type { CommentWrites } from './comment-writes.ts';
import type { Flagging } from './flagging.ts';

/** Timed work on what people say of reports. */
export const talkJobs = ({
  commentWrites,
  flagging,
}: {
  readonly commentWrites: Pick<CommentWrites, 'late'>;
  readonly flagging: Pick<Flagging, 'late'>;
}): readonly Job[] => [
  {
    name: 'reports.carry-talk',
    purpose: 'Writes comments into the history of their reports and counts flags where a crash came in between',
    every: '15 seconds',
    run: async () => `${await commentWrites.late()} comments and ${await flagging.late()} flags carried on`,
  },
];
