import type { Connection } from 'mongoose';
import { LisoloError } from '../errors.ts';
import { mustBeOpenToSee } from './authority.ts';
import { reportModel, toReport, type ReportRecord } from './report.model.ts';
import type { ReportWrites } from './report-writes.ts';
import type { Seeing } from './seeing.ts';
import { supportModel, type SupportRecord } from './support.model.ts';
import type { SupportCounts } from './support-counts.ts';
import type { ReportService } from './types.ts';

/** So many that somebody follows are listed. */
const mostFollowed = 1_000;

type Act = Parameters<ReportService['vote']>[0];

/** F4: "me too", and wanting to hear of it. */
export function createSupporting({
  connection,
  writes,
  counts,
  seeing,
}: {
  readonly connection: Connection;
  readonly writes: Pick<ReportWrites, 'read'>;
  readonly counts: SupportCounts;
  readonly seeing: Seeing;
}) {
  const reports = reportModel(connection);
  const supports = supportModel(connection);

  /** The one that stands for it: what was taken for another is supported there. */
  async function standingFor(reportId: string): Promise<ReportRecord> {
    const report = await writes.read(reportId);
    return report.duplicateOf === undefined ? report : standingFor(report.duplicateOf);
  }

  async function wish({ reportId, actor }: Act, wished: Partial<Pick<SupportRecord, 'voted' | 'follows'>>) {
    if (actor.personId === '') throw new LisoloError('forbidden', { reason: 'nobody' });
    const report = await standingFor(reportId);
    mustBeOpenToSee(report, actor);
    // Whoever told it has said so already.
    const isTeller = report.reporterId === actor.personId;
    const { voted, ...rest } = wished;
    await counts.wish(report._id, actor.personId, {
      ...rest,
      ...(voted !== undefined && { voted: voted && !isTeller }),
    });
    await counts.settle(report._id);
  }

  return {
    /** Who votes follows; who takes the vote back still does. */
    vote: (act: Act): Promise<void> => wish(act, act.on ? { voted: true, follows: true } : { voted: false }),

    follow: (act: Act): Promise<void> => wish(act, { follows: act.on }),

    /** Of a report: who told it or follows it. */
    async concerns({ _id, reporterId }: ReportRecord, personId: string): Promise<boolean> {
      if (personId === '') return false;
      return reporterId === personId || (await supports.exists({ _id: `${_id}:${personId}`, follows: true })) !== null;
    },

    ofPerson: (async (personId, { offset, limit }) => {
      if (personId === '') return { items: [], total: 0 };
      const followed = await supports
        .find({ personId, follows: true }, { reportId: 1 })
        .sort({ at: -1 })
        .limit(mostFollowed)
        .lean<Pick<SupportRecord, 'reportId'>[]>();
      const theirs = { $or: [{ reporterId: personId }, { _id: { $in: followed.map(({ reportId }) => reportId) } }] };
      const [items, total] = await Promise.all([
        reports.find(theirs).sort({ createdAt: -1, _id: -1 }).skip(offset).limit(limit).lean<ReportRecord[]>(),
        reports.countDocuments(theirs),
      ]);
      return { items: await seeing.see(items.map(toReport), { personId, role: 'citizen' }), total };
    }) satisfies ReportService['ofPerson'],
  };
}

export type Supporting = ReturnType<typeof createSupporting>;
