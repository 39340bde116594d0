import { Schema, type Connection, type Model } from 'mongoose';

/** What one person does with one report: says "me too", and wants to hear of it. */
export interface SupportRecord {
  /** `<report id>:<person id>`: of each there is one. */
  _id: string;
  reportId: string;
  personId: string;
  voted: boolean;
  follows: boolean;
  at: Date;
  /** Since when it is to be counted. */
  pendingSince?: Date;
  /** The report that this one was taken for, once what is wished here counts there too. */
  movedTo?: string;
}

const schema = new Schema<SupportRecord>(
  {
    _id: String,
    reportId: { type: String, required: true },
    personId: { type: String, required: true },
    voted: { type: Boolean, required: true },
    follows: { type: Boolean, required: true },
    at: { type: Date, required: true },
    pendingSince: Date,
    movedTo: String,
  },
  { versionKey: false },
);
schema.index({ reportId: 1, follows: 1 });
schema.index({ reportId: 1, voted: 1 });
schema.index({ personId: 1, follows: 1, at: -1 });
schema.index({ pendingSince: 1 }, { sparse: true });

export const supportModel = (connection: Connection): Model<SupportRecord> =>
  (connection.models['ReportSupport'] as Model<SupportRecord> | undefined) ??
  connection.model<SupportRecord>('ReportSupport', schema, 'report-supports');

export const supportId = (reportId: string, personId: string): string => `${reportId}:${personId}`;
