import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createLeftOver } from '../database/index.ts';
import type { Log } from '../log.ts';
import { leftToBlank } from './blanked.ts';
import { reportModel, toReport, type Report, type ReportRecord } from './report.model.ts';
import type { SupportCounts } from './support-counts.ts';
import { tellListeners } from './telling-listeners.ts';
import type { ReportListeners } from './types.ts';

/** Of one that was taken for another and that more people follow, they go over when nobody waits for it. */
const mostInHaste = 500;

/**
 * What follows from a change of a report: votes go over and are counted, and whoever listens hears of each event, one after
 * the other. All of it can be repeated; the mark goes once it is done.
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
  readonly listeners: ReportListeners;
  readonly counts: SupportCounts;
}) {
  const reports = reportModel(connection);

  /** What each has heard is kept, so that nobody is told again because of somebody else. */
  async function tell(record: ReportRecord, inHaste: boolean): Promise<boolean> {
    const { announced, ahead, isLeft, faults } = await tellListeners(listeners, record, inHaste);
    const heard = Object.fromEntries(Object.entries(ahead).map(([name, upTo]) => [`heard.${name}`, upTo]));
    await reports.updateOne({ _id: record._id }, { $max: { announced, ...heard } });
    if (faults.length > 0) throw faults[0];
    return !isLeft;
  }

  async function follow(record: ReportRecord, inHaste: boolean): Promise<boolean> {
    const { _id, reporterId, createdAt, duplicateOf, followers } = record;
    if (inHaste && duplicateOf !== undefined && followers > mostInHaste) return false;
    if (record.announced === 0 && reporterId) await counts.begin(_id, reporterId, createdAt);
    await counts.settle(_id);
    const blank = leftToBlank(record);
    const blanked = blank && reports.findOneAndUpdate({ _id, state: record.state }, blank, { returnDocument: 'after' });
    // Nobody hears any more what is taken away.
    return tell((await blanked?.lean<ReportRecord>()) ?? record, inHaste);
  }

  /** Gives the report as it stands then; nothing while something is left, or where it has changed meanwhile. */
  async function carryOn(reportId: string, inHaste: boolean): Promise<Report | undefined> {
    const record = await reports.findById(reportId).lean<ReportRecord>();
    if (!record || !(await follow(record, inHaste))) return undefined;
    const settled = await reports
      .findOneAndUpdate(
        { _id: reportId, revision: record.revision },
        { $unset: { pendingSince: 1, heard: 1 } },
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
    carryOn: ({ _id }) => carryOn(_id, false),
    failed,
  });

  return {
    /** While somebody waits. Gives it as it stands then; never throws: the change is made, and what is left over is taken up again. */
    async settle(reportId: string): Promise<Report | undefined> {
      try {
        return await carryOn(reportId, true);
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
