import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { createLeftOver, guardedChange } from '../../database/index.ts';
import { isLisoloError, LisoloError } from '../../errors.ts';
import type { FileService } from '../../files/index.ts';
import type { Log } from '../../log.ts';
import { commentModel, type CommentNews, type CommentRecord } from '../comment.model.ts';
import { mostComments } from '../limits.ts';
import type { ReportWrites } from '../report-writes.ts';
import type { ReportRecord } from '../report.model.ts';

const change = guardedChange({
  counter: 'revision',
  toItem: (record: CommentRecord): CommentRecord => record,
  missing: 'there is no such comment',
});

/** What one act makes of a comment. */
export interface CommentWrite {
  readonly set: Partial<CommentRecord>;
  readonly unset?: readonly (keyof CommentRecord)[];
  readonly news?: CommentNews;
}

/**
 * Changes single comments. What happens to one is written with it, and goes from there into the history of the report,
 * once; what a crash has left over is taken up again.
 */
export function createCommentWrites({
  connection,
  clock,
  log,
  files,
  reportWrites,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: Pick<FileService, 'remove'>;
  readonly reportWrites: Pick<ReportWrites, 'write'>;
}) {
  const comments = commentModel(connection);

  /** With the one that is being written among them. */
  function mustTake(report: ReportRecord, count: number, { what }: CommentNews): void {
    if (what !== 'commented') return;
    if (report.hidden) throw new LisoloError('conflict', { reason: 'hidden' });
    if (count > mostComments) throw new LisoloError('conflict', { reason: 'too_many_comments' });
  }

  async function carryOne({ _id: commentId, reportId, photo }: CommentRecord, news: CommentNews): Promise<void> {
    const { key, ...happened } = news;
    try {
      await reportWrites.write(reportId, key, async (report) => {
        const count = await comments.countDocuments({ reportId, hidden: false });
        mustTake(report, count, news);
        return { set: { comments: count }, changes: [{ ...happened, commentId }] };
      });
    } catch (error) {
      // There was no room for it any more: nothing of it stays.
      if (news.what === 'commented' && isLisoloError(error, 'conflict')) {
        await comments.deleteOne({ _id: commentId });
        if (photo) await files.remove(photo.fileId);
      }
      throw error;
    }
  }

  /** Writes into the history of the report what happened to a comment and is not there yet. */
  async function carry(commentId: string): Promise<void> {
    const comment = await comments.findById(commentId).lean<CommentRecord>();
    for (const news of comment?.news ?? []) {
      if (comment) await carryOne(comment, news);
      await comments.updateOne({ _id: commentId }, { $pull: { news: { key: news.key } } });
    }
    await comments.updateOne({ _id: commentId, news: { $size: 0 } }, { $unset: { pendingSince: 1 } });
  }

  return {
    /** A new one, with what is told of it. */
    async create(record: Omit<CommentRecord, 'news' | 'pendingSince'>, news: CommentNews): Promise<void> {
      await comments.init();
      await comments.create({ ...record, news: [news], pendingSince: clock() });
    },

    carry,

    /** As `decide` says; gives it as it stands, and whether this has changed it. Throws `not_found`. */
    async write(
      commentId: string,
      decide: (comment: CommentRecord, now: Date) => CommentWrite | undefined,
    ): Promise<{ readonly comment: CommentRecord; readonly isChanged: boolean }> {
      let isChanged = false;
      const comment = await change(comments, commentId, (found) => {
        const now = clock();
        const wished = decide(found, now);
        isChanged = wished !== undefined;
        if (!wished) return undefined;
        const { set, unset = [], news } = wished;
        return {
          $set: { ...set, ...(news && { pendingSince: now }) },
          ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, 1])) }),
          ...(news && { $push: { news } }),
        };
      });
      if (comment.news.length > 0) await carry(commentId);
      return { comment, isChanged };
    },

    /** What was left over; says how many comments. */
    late: createLeftOver({
      model: comments,
      clock,
      log,
      mark: 'pendingSince',
      carryOn: ({ _id }) => carry(_id),
      failed: 'what happened to a comment is written into its report later',
    }),
  };
}

export type CommentWrites = ReturnType<typeof createCommentWrites>;
