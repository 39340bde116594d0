import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** What is known of the runs of one job: one document a job, the newest run in it. */
export interface JobReportDoc {
  /** The job's name. */
  _id: string;
  startedAt?: Date;
  finishedAt?: Date;
  outcome?: 'done' | 'failed';
  /** What the job said it did, or why it failed; one line. */
  said?: string;
  runs: number;
  failures: number;
  /** Failures since the last run that went well. */
  failuresInARow: number;
}

const schema = new Schema<JobReportDoc>(
  {
    _id: { type: String, required: true },
    startedAt: Date,
    finishedAt: Date,
    outcome: { type: String, enum: ['done', 'failed'] },
    said: String,
    runs: { type: Number, default: 0 },
    failures: { type: Number, default: 0 },
    failuresInARow: { type: Number, default: 0 },
  },
  { collection: 'job_reports', versionKey: false },
);

export const jobReportModel = (connection: Connection): Model<JobReportDoc> =>
  (connection.models['JobReport'] as Model<JobReportDoc> | undefined) ??
  connection.model<JobReportDoc>('JobReport', schema);
