import { Schema, type Connection, type Model } from 'mongoose';
import { countryCodes, type CountryCode } from '../../dialog/types.ts';

/** A word that stands in some report: what somebody may mean who types it with a slip. */
export interface ReportWordRecord {
  _id: string;
  countries: CountryCode[];
  /** The word, what is left of it without one letter, and how it sounds. */
  nearly: string[];
}

const schema = new Schema<ReportWordRecord>(
  { _id: String, countries: [{ type: String, enum: countryCodes }], nearly: [String] },
  { versionKey: false },
);
schema.index({ nearly: 1 });

export const reportWordModel = (connection: Connection): Model<ReportWordRecord> =>
  (connection.models['ReportWord'] as Model<ReportWordRecord> | undefined) ??
  connection.model<ReportWordRecord>('ReportWord', schema, 'report-words');
