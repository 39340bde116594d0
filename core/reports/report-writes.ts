import type { Connection, UpdateQuery } from 'mongoose';
import type { Clock } from '../clock.ts';
import { guardedChange } from '../database/index.ts';
import type { Print } from './print.ts';
import { reportModel, toReport, type Report, type ReportChange, type ReportRecord } from './report.model.ts';
import type { Settling } from './settling.ts';

const change = guardedChange({
  counter: 'revision',
  toItem: (record: ReportRecord): ReportRecord => record,
  missing: 'there is no such report',
});

/** So many turns are remembered; a repeat comes within moments. */
const turnsRemembered = 100;

/** What one act makes of a report. */
export interface ReportWrite {
  readonly set?: Partial<ReportRecord>;
  readonly unset?: readonly (keyof ReportRecord)[];
  /** Photos that come to it. */
  readonly photos?: ReportRecord['photos'];
  /** What happened; numbered here. */
  readonly changes: readonly Omit<ReportChange, 'seq' | 'at'>[];
}

/** Numbers what happened, behind what happened before. */
export const numbered = (
  changes: ReportWrite['changes'],
  at: Date,
  before: readonly ReportChange[] = [],
): ReportChange[] => changes.map((one, index) => ({ seq: (before.at(-1)?.seq ?? 0) + 1 + index, at, ...one }));

const toUpdate = (
  { set, unset = [], photos = [], changes }: ReportWrite,
  { history, pendingSince }: ReportRecord,
  now: Date,
  print: string | undefined,
): UpdateQuery<ReportRecord> => ({
  $set: {
    ...set,
    ...(set?.photos && { photos: [...set.photos, ...photos] }),
    changedAt: now,
    // What is left over from before is not put off by what comes after it.
    pendingSince: pendingSince ?? now,
  },
  ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, 1])) }),
  $push: {
    history: { $each: numbered(changes, now, history) },
    ...(photos.length > 0 && !set?.photos && { photos: { $each: photos } }),
    ...(print !== undefined && { done: { $each: [print], $slice: -turnsRemembered } }),
  },
});

/** Changes single reports, each in one guarded step, and sees to what follows. */
export function createReportWrites({
  connection,
  clock,
  print,
  settling,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly print: Print;
  readonly settling: Pick<Settling, 'settle'>;
}) {
  const reports = reportModel(connection);

  return {
    /**
     * `decide` looks at the report and gives what to write, nothing when it is as it should be, or throws. A turn that
     * was here before changes nothing; a change of somebody else in between is looked at first. Throws `not_found`.
     */
    async write(
      reportId: string,
      key: string | undefined,
      decide: (report: ReportRecord, now: Date) => ReportWrite | undefined | Promise<ReportWrite | undefined>,
    ): Promise<Report> {
      const own = key === undefined ? undefined : print(key);
      let isChanged = false;
      const after = await change(reports, reportId, async (report) => {
        isChanged = false;
        if (own !== undefined && report.done.includes(own)) return undefined;
        const now = clock();
        const wished = await decide(report, now);
        if (!wished) return undefined;
        isChanged = true;
        return toUpdate(wished, report, now, own);
      });
      if (!isChanged) return toReport(after);
      return (await settling.settle(reportId)) ?? toReport(after);
    },

    /** Throws `not_found`. */
    read: async (reportId: string): Promise<ReportRecord> => change(reports, reportId, () => undefined),
  };
}

export type ReportWrites = ReturnType<typeof createReportWrites>;
