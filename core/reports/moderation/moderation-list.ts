import type { Connection, QueryFilter } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { isDuplicateKey } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { LisoloError } from '../../errors.ts';
import type { IdentityService } from '../../identity/index.ts';
import { mayDo } from '../actions.ts';
import { commentModel, toComment, type CommentRecord } from '../comment.model.ts';
import { flagModel, type FlagRecord } from '../flag.model.ts';
import { reportModel, toReport, type ReportRecord } from '../report.model.ts';
import type { Actor, ToJudge } from '../types.ts';
import { judgingModel } from './judging.model.ts';

const leaseMs = 600_000;
/** Of the oldest so many, one that nobody else has before them is looked for. */
const looked = 20;
/** Nobody counts farther. */
export const mostToJudge = 1_000;

export type JudgedKind = 'report' | 'comment';

/** F5: what waits for a moderator in a country, the oldest first; never what they have written themselves. */
export function createModerationList({
  connection,
  clock,
  people,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly people: Pick<IdentityService, 'byId'>;
}) {
  const reports = reportModel(connection);
  const comments = commentModel(connection);
  const flags = flagModel(connection);
  const judging = judgingModel(connection);

  async function countryOf({ personId, role }: Actor): Promise<CountryCode> {
    const person = mayDo(role, 'readFlags') ? await people.byId(personId) : undefined;
    if (!person) throw new LisoloError('forbidden', { reason: 'only moderators look at what is flagged' });
    return person.country;
  }

  const waitingReports = (country: CountryCode, personId: string): QueryFilter<ReportRecord> => ({
    toModerate: true,
    country,
    reporterId: { $ne: personId },
  });
  const waitingComments = (country: CountryCode, personId: string): QueryFilter<CommentRecord> => ({
    toModerate: true,
    country,
    authorId: { $ne: personId },
  });

  async function flagsOf(
    reportId: string,
    commentId: string | undefined,
    since = new Date(0),
  ): Promise<ToJudge['flags']> {
    const found = await flags
      .find({ reportId, commentId: commentId ?? null, at: { $gt: since } })
      .sort({ at: 1 })
      .lean<FlagRecord[]>();
    return found.map(({ reason, words, at }) => ({ reason, ...(words !== undefined && { words }), at }));
  }

  async function ofReport(record: ReportRecord): Promise<ToJudge> {
    const waiting = record.photos.filter(({ state }) => state === 'waiting');
    return {
      report: toReport(record),
      flags: await flagsOf(record._id, undefined, record.lookedAt),
      waitingPhotos: waiting.map(({ fileId }) => fileId),
    };
  }

  async function ofComment(record: CommentRecord): Promise<ToJudge | undefined> {
    const report = await reports.findById(record.reportId).lean<ReportRecord>();
    if (!report) return undefined;
    return {
      report: toReport(report),
      comment: toComment(record),
      flags: await flagsOf(record.reportId, record._id, record.lookedAt),
      waitingPhotos: record.photo?.state === 'waiting' ? [record.photo.fileId] : [],
    };
  }

  /** False where somebody else has it before them. */
  async function hold(id: string, personId: string): Promise<boolean> {
    const now = clock();
    await judging.init();
    try {
      await judging.updateOne(
        { _id: id, $or: [{ by: personId }, { until: { $lte: now } }] },
        { $set: { by: personId, until: new Date(now.getTime() + leaseMs) } },
        { upsert: true },
      );
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  return {
    /** At most `mostToJudge`. */
    async count(actor: Actor): Promise<number> {
      const country = await countryOf(actor);
      const [some, others] = await Promise.all([
        reports.countDocuments(waitingReports(country, actor.personId)).limit(mostToJudge),
        comments.countDocuments(waitingComments(country, actor.personId)).limit(mostToJudge),
      ]);
      return Math.min(some + others, mostToJudge);
    },

    async next(actor: Actor, except: readonly string[] = []): Promise<ToJudge | undefined> {
      const { personId } = actor;
      const country = await countryOf(actor);
      const others = { _id: { $nin: [...except] } };
      const [oldReports, oldComments] = await Promise.all([
        reports
          .find({ ...waitingReports(country, personId), ...others })
          .sort({ changedAt: 1 })
          .limit(looked)
          .lean<ReportRecord[]>(),
        comments
          .find({ ...waitingComments(country, personId), ...others })
          .sort({ at: 1 })
          .limit(looked)
          .lean<CommentRecord[]>(),
      ]);
      const all = [
        ...oldReports.map((record) => ({ id: record._id, since: record.changedAt, judged: () => ofReport(record) })),
        ...oldComments.map((record) => ({ id: record._id, since: record.at, judged: () => ofComment(record) })),
      ].sort((a, b) => a.since.getTime() - b.since.getTime());
      for (const { id, judged } of all) if (await hold(id, personId)) return judged();
      return undefined;
    },

    /** One thing, whether it waits or not; to a moderator nothing of another country. */
    async one(actor: Actor, reportId: string, commentId?: string): Promise<ToJudge | undefined> {
      const country = await countryOf(actor);
      const report = await reports.findById(reportId).lean<ReportRecord>();
      if (!report || (actor.role === 'moderator' && report.country !== country)) return undefined;
      if (commentId === undefined) return ofReport(report);
      const comment = await comments.findOne({ _id: commentId, reportId }).lean<CommentRecord>();
      return comment ? ofComment(comment) : undefined;
    },

    /** A page of what waits, whoever has it before them. */
    async waiting(
      actor: Actor,
      kind: JudgedKind,
      { skip, limit, oldestFirst }: { readonly skip: number; readonly limit: number; readonly oldestFirst: boolean },
    ): Promise<{ readonly items: readonly ToJudge[]; readonly total: number }> {
      const country = await countryOf(actor);
      const way = oldestFirst ? 1 : -1;
      if (kind === 'report') {
        const filter = waitingReports(country, actor.personId);
        const [found, total] = await Promise.all([
          reports.find(filter).sort({ changedAt: way }).skip(skip).limit(limit).lean<ReportRecord[]>(),
          reports.countDocuments(filter),
        ]);
        return { items: await Promise.all(found.map(ofReport)), total };
      }
      const filter = waitingComments(country, actor.personId);
      const [found, total] = await Promise.all([
        comments.find(filter).sort({ at: way }).skip(skip).limit(limit).lean<CommentRecord[]>(),
        comments.countDocuments(filter),
      ]);
      return { items: (await Promise.all(found.map(ofComment))).flatMap((one) => one ?? []), total };
    },

    hold,

    async release(id: string, personId: string): Promise<void> {
      await judging.deleteOne({ _id: id, by: personId });
    },
  };
}

export type ModerationList = ReturnType<typeof createModerationList>;
