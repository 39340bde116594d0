import type { Connection } from 'mongoose';
import { parseReportNumber } from './number.ts';
import { reportModel, toReport, type ReportRecord } from './report.model.ts';
import type { createReporting } from './reporting.ts';
import type { ReportService } from './types.ts';

/** Telling, and what those who tell do. */
export function createReports({
  connection,
  report,
}: {
  readonly connection: Connection;
} & ReturnType<typeof createReporting>): Pick<ReportService, 'report' | 'get' | 'byNumber'> {
  const reports = reportModel(connection);

  return {
    report,

    async get(id) {
      const found = await reports.findById(id).lean<ReportRecord>();
      return found ? toReport(found) : undefined;
    },

    async byNumber(typed) {
      const number = parseReportNumber(typed);
      if (number === undefined) return undefined;
      const found = await reports.findOne({ number }).lean<ReportRecord>();
      return found ? toReport(found) : undefined;
    },
  };
}
