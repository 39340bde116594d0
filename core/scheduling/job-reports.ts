import type { Connection } from 'mongoose';
import { jobReportModel } from './job-report.model.ts';
import type { JobReportDoc } from './job-report.model.ts';

export type JobReport = Omit<JobReportDoc, '_id'> & { readonly name: string };

export interface JobReports {
  started(name: string, at: Date): Promise<void>;
  finished(name: string, at: Date, outcome: 'done' | 'failed', said: string): Promise<void>;
  all(): Promise<Map<string, JobReport>>;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300);

/** Keeps the newest result of each job, so that the admin API can show it. */
export function createJobReports(connection: Connection): JobReports {
  const reports = jobReportModel(connection);
  return {
    async started(name, at) {
      await reports.updateOne({ _id: name }, { $set: { startedAt: at } }, { upsert: true });
    },
    async finished(name, at, outcome, said) {
      const failed = outcome === 'failed';
      await reports.updateOne(
        { _id: name },
        {
          $set: { finishedAt: at, outcome, said: oneLine(said), ...(failed ? {} : { failuresInARow: 0 }) },
          $inc: { runs: 1, ...(failed ? { failures: 1, failuresInARow: 1 } : {}) },
        },
        { upsert: true },
      );
    },
    async all() {
      const found = await reports.find().lean();
      return new Map(found.map(({ _id, ...rest }) => [_id, { name: _id, ...rest }]));
    },
  };
}
