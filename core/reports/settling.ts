import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createLeftOver } from '../database/index.ts';
import { tellAll } from '../listeners.ts';
import type { Log } from '../log.ts';
import { leftToBlank } from './blanked.ts';
import { reportModel, toReport, type Report, type ReportRecord } from './report.model.ts';
import type { SupportCounts } from './support-counts.ts';
import type { ReportListener } from './types.ts';

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
      await tellAll(listeners, report, change);
      await reports.updateOne({ _id }, { $max: { announced: change.seq } });
    }
  }

  /** Gives the report as it stands then; nothing where it has changed meanwhile, and somebody else settles it. */
  async function carryOn(reportId: string): Promise<Report | undefined> {
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
  }

  const failed = 'what follows from a change of a report is done later';
  const left = createLeftOver({
    model: reports,
    clock,
    log,
    mark: 'pendingSince',
    carryOn: ({ _id }) => carryOn(_id),
    failed,
  });

  return {
    /** As it stands then. Never throws: the change itself is made, and what is left over is taken up again. */
    async settle(reportId: string): Promise<Report | undefined> {
      try {
        return await carryOn(reportId);
      } catch (error) {
        log.warn({ reportId, error }, failed);
        return undefined;
      }
    },

    /** What was left over; says how many were settled. */
    late: async (): Promise<number> => (await counts.late()) + (await left()),
  };
}

export type Settling = ReturnType<typeof createSettling>;
