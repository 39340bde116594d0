import { Schema, type Connection, type Model } from 'mongoose';

/** A report or comment that a moderator has before them, and nobody else meanwhile. */
export interface JudgingRecord {
  /** Of the report or comment. */
  _id: string;
  by: string;
  until: Date;
}

const schema = new Schema<JudgingRecord>(
  { _id: String, by: { type: String, required: true }, until: { type: Date, required: true } },
  { versionKey: false },
);
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

export const judgingModel = (connection: Connection): Model<JudgingRecord> =>
  (connection.models['ReportJudging'] as Model<JudgingRecord> | undefined) ??
  connection.model<JudgingRecord>('ReportJudging', schema, 'report-judging');
