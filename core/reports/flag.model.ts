import { Schema, type Connection, type Model } from 'mongoose';

export const flagReasons = ['insult', 'private', 'false', 'spam', 'other'] as const;
export type FlagReason = (typeof flagReasons)[number];

/** Somebody finds that a report or a comment should not be seen. */
export interface FlagRecord {
  /** `<report or comment id>:<person id>`: a person flags a thing once. */
  _id: string;
  reportId: string;
  commentId?: string;
  /** Who flags; empty once forgotten. */
  personId: string;
  reason: FlagReason;
  words?: string;
  at: Date;
  /** Since when it is to be counted. */
  pendingSince?: Date;
}

const schema = new Schema<FlagRecord>(
  {
    _id: String,
    reportId: { type: String, required: true },
    commentId: String,
    personId: String,
    reason: { type: String, enum: flagReasons, required: true },
    words: String,
    at: { type: Date, required: true },
    pendingSince: Date,
  },
  { versionKey: false },
);
schema.index({ reportId: 1, commentId: 1, at: 1 });
schema.index({ personId: 1, at: 1 });
schema.index({ pendingSince: 1 }, { sparse: true });
schema.index({ at: 1, _id: 1 });

export const flagModel = (connection: Connection): Model<FlagRecord> =>
  (connection.models['ReportFlag'] as Model<FlagRecord> | undefined) ??
  connection.model<FlagRecord>('ReportFlag', schema, 'report-flags');
