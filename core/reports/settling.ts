import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { dueBy } from '../database/index.ts';
import type { Log } from '../log.ts';
import { leftToBlank } from './blanked.ts';
import { reportModel, toReport, type Report, type ReportRecord } from './report.model.ts';
import type { SupportCounts } from './support-counts.ts';
import type { ReportListener } from './types.ts';

/** After so long whoever was to settle a change is held for dead. */
const lateMs = 15_000;
const atOnce = 200;

/**
 * What follows from a change of a report: votes go over and are counted, and whoever follows reports hears of each event,
 * one after the other. All of it can be repeated; the mark goes once it is done.
 */
export function createSettling({
  connection,
  clock,
  log,
  listeners,
  counts,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly listeners: readonly ReportListener[];
  readonly counts: SupportCounts;
}) {
  const reports = reportModel(connection);

  async function follow(record: ReportRecord): Promise<void> {
    const { _id, reporterId, createdAt } = record;
    if (record.announced === 0 && reporterId) await counts.begin(_id, reporterId, createdAt);
    await counts.settle(_id);
    const blank = leftToBlank(record);
    if (blank) await reports.updateOne({ _id, state: record.state }, blank);
    const report = toReport(record);
    for (const change of record.history.filter(({ seq }) => seq > record.announced)) {
      // One who cannot hear keeps it from nobody else; with the next try all hear of it again, and only then of what is next.
      const heard = await Promise.allSettled(listeners.map(async (listener) => listener(report, change)));
      for (const one of heard) if (one.status === 'rejected') throw one.reason;
      await reports.updateOne({ _id }, { $max: { announced: change.seq } });
    }
  }

  /** Gives the report as it stands then. Never throws: the change itself is made, and what is left over is taken up again. */
  async function settle(reportId: string): Promise<Report | undefined> {
    try {
      const record = await reports.findById(reportId).lean<ReportRecord>();
      if (!record) return undefined;
      await follow(record);
      const settled = await reports
        .findOneAndUpdate(
          { _id: reportId, revision: record.revision },
          { $unset: { pendingSince: 1 } },
          { returnDocument: 'after' },
        )
        .lean<ReportRecord>();
      return settled ? toReport(settled) : undefined;
    } catch (error) {
      log.warn({ reportId, error }, 'what follows from a change of a report is done later');
      return undefined;
    }
  }

  return {
    settle,

    /** What was left over; says how many were settled. */
    async late(): Promise<number> {
      const now = clock();
      const before = new Date(now.getTime() - lateMs);
      let done = await counts.late(before);
      const left = await reports
        .find({ pendingSince: dueBy(before) }, { revision: 1 })
        .sort({ pendingSince: 1 })
        .limit(atOnce)
        .lean<Pick<ReportRecord, '_id' | 'revision'>[]>();
      for (const { _id, revision } of left) {
        await settle(_id);
        const same = { _id, pendingSince: { $exists: true } };
        // One that cannot be settled keeps no other one from its turn.
        const { matchedCount } = await reports.updateOne({ ...same, revision }, { $set: { pendingSince: now } });
        if (matchedCount === 0) done += 1;
      }
      return done;
    },
  };
}

export type Settling = ReturnType<typeof createSettling>;
