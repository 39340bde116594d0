import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { createLeftOver, isDuplicateKey } from '../../database/index.ts';
import type { Log } from '../../log.ts';
import { flagModel, type FlagRecord } from '../flag.model.ts';
import { flagsThatHide } from '../limits.ts';
import type { ReportWrites } from '../report-writes.ts';
import type { CommentWrites } from './comment-writes.ts';

const byFlags = { role: 'system', reason: 'flags' } as const;

/** Counts the flags of reports and comments: so many as `flagsThatHide` since a moderator last looked hide the thing. */
export function createFlagging({
  connection,
  clock,
  log,
  reportWrites,
  commentWrites,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly reportWrites: Pick<ReportWrites, 'write'>;
  readonly commentWrites: Pick<CommentWrites, 'write'>;
}) {
  const flags = flagModel(connection);

  const countOf = (reportId: string, commentId: string | undefined, since: Date = new Date(0)): Promise<number> =>
    flags.countDocuments({ reportId, commentId: commentId ?? null, at: { $gt: since } });

  async function countForReport(reportId: string): Promise<void> {
    await reportWrites.write(reportId, undefined, async (report) => {
      const counted = await countOf(reportId, undefined, report.lookedAt);
      if (counted <= report.flags) return undefined;
      const isHidden = counted >= flagsThatHide && !report.hidden;
      return {
        set: { flags: counted, toModerate: true, ...(isHidden && { hidden: true }) },
        changes: isHidden ? [{ what: 'hidden', ...byFlags }] : [],
      };
    });
  }

  async function countForComment(reportId: string, commentId: string, lookedAt: Date | undefined): Promise<void> {
    const counted = await countOf(reportId, commentId, lookedAt);
    await commentWrites.write(commentId, (comment) => {
      if (counted <= comment.flags || comment.lookedAt?.getTime() !== lookedAt?.getTime()) return undefined;
      const isHidden = counted >= flagsThatHide && !comment.hidden;
      return {
        set: { flags: counted, toModerate: true, ...(isHidden && { hidden: true, hiddenBy: 'flags' as const }) },
        ...(isHidden && {
          news: { key: `flags:${commentId}:${comment.revision}`, what: 'comment_hidden' as const, ...byFlags },
        }),
      };
    });
  }

  async function count({ _id, reportId, commentId }: FlagRecord): Promise<void> {
    if (commentId === undefined) await countForReport(reportId);
    else {
      const { comment } = await commentWrites.write(commentId, () => undefined);
      await countForComment(reportId, commentId, comment.lookedAt);
    }
    await flags.updateOne({ _id }, { $unset: { pendingSince: 1 } });
  }

  return {
    /** Once for each person and thing; who flags again has said what they had to say. */
    async flag(record: Omit<FlagRecord, 'pendingSince'>): Promise<void> {
      await flags.init();
      const flag = { ...record, pendingSince: clock() };
      try {
        await flags.create(flag);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return;
      }
      await count(flag);
    },

    /** What was left over; says how many flags. */
    late: createLeftOver({
      model: flags,
      clock,
      log,
      mark: 'pendingSince',
      carryOn: count,
      failed: 'a flag is counted later',
    }),
  };
}

export type Flagging = ReturnType<typeof createFlagging>;
