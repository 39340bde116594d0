import { Schema, type Connection, type Model } from 'mongoose';

/** That an act of a moderator is being written into the audit log, or has been. */
export interface AuditedRecord {
  /** `<report id>:<seq>` */
  _id: string;
  at: Date;
  done: boolean;
}

const schema = new Schema<AuditedRecord>(
  { _id: String, at: { type: Date, required: true }, done: { type: Boolean, required: true } },
  { versionKey: false },
);

export const auditedModel = (connection: Connection): Model<AuditedRecord> =>
  (connection.models['ReportAudited'] as Model<AuditedRecord> | undefined) ??
  connection.model<AuditedRecord>('ReportAudited', schema, 'report-audited');
