import { Schema, type Connection, type Model } from 'mongoose';
import { reportRoles, type ReportRole } from './report.states.ts';

/**
 * What somebody says about a report. People have no names here: each who speaks of a report has a number in it, from 1,
 * and is called by it (`@3`); the body is called `@service`.
 */
export interface CommentRecord {
  _id: string;
  /** Print of the turn. */
  key: string;
  reportId: string;
  /** Who wrote it; empty once forgotten. */
  authorId: string;
  role: ReportRole;
  /** The author's number in this report; the same in each of their comments. */
  speaker: number;
  text: string;
  /** Numbers that were called; `0` is the body. */
  mentions: number[];
  photo?: { readonly fileId: string; readonly state: 'waiting' | 'shown' | 'hidden' };
  hidden: boolean;
  /** How many have flagged it since a moderator last looked. */
  flags: number;
  toModerate: boolean;
  revision: number;
  at: Date;
}

export interface ReportComment extends Omit<CommentRecord, '_id' | 'key'> {
  readonly id: string;
}

const schema = new Schema<CommentRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    reportId: { type: String, required: true },
    authorId: String,
    role: { type: String, enum: reportRoles, required: true },
    speaker: { type: Number, required: true },
    text: String,
    mentions: [Number],
    photo: Schema.Types.Mixed,
    hidden: { type: Boolean, required: true },
    flags: { type: Number, required: true },
    toModerate: { type: Boolean, required: true },
    revision: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ reportId: 1, at: 1, _id: 1 });
schema.index({ reportId: 1, authorId: 1 });
schema.index({ reportId: 1, speaker: 1 });
schema.index({ authorId: 1, at: 1 });
schema.index({ toModerate: 1, at: 1 }, { partialFilterExpression: { toModerate: true } });

export const commentModel = (connection: Connection): Model<CommentRecord> =>
  (connection.models['ReportComment'] as Model<CommentRecord> | undefined) ??
  connection.model<CommentRecord>('ReportComment', schema, 'report-comments');

export const toComment = ({ _id, key: _key, ...rest }: CommentRecord): ReportComment => ({ id: _id, ...rest });
