import type { Connection } from 'mongoose';
import type { createDuplicates } from './duplicates.ts';
import type { createCitizenActs } from './citizen-acts.ts';
import { parseReportNumber } from './number.ts';
import { reportModel, toReport, type ReportRecord } from './report.model.ts';
import type { createReporting } from './reporting.ts';
import type { Supporting } from './supporting.ts';
import type { ReportService } from './types.ts';

/** Telling, and what those who tell do. */
export function createReports({
  connection,
  ...doing
}: {
  readonly connection: Connection;
} & ReturnType<typeof createReporting> &
  ReturnType<typeof createDuplicates> &
  Supporting &
  ReturnType<typeof createCitizenActs>): ReportService {
  const reports = reportModel(connection);

  const { report, duplicates, vote, follow, ofPerson, addPhoto, reopen, confirm } = doing;

  return {
    report,
    duplicates,
    vote,
    follow,
    ofPerson,
    addPhoto,
    reopen,
    confirm,

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
