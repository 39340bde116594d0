import { Schema, type Connection, type Model } from 'mongoose';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import type { ReportEvent } from './report.model.ts';
import { reportRoles, type ReportRole } from './report.states.ts';

/** What happened to a comment and is still to be written into the history of its report. */
export interface CommentNews {
  /** Of the turn: written twice, it stands there once. */
  readonly key: string;
  readonly what: ReportEvent;
  readonly role: ReportRole | 'system';
  readonly by?: string;
  readonly words?: string;
  readonly reason?: string;
  readonly photoId?: string;
}

/**
 * What somebody says about a report. People have no names here: each who speaks of a report has a number in it, from 1,
 * and is called by it (`@3`); the body is called `@service`.
 */
export interface CommentRecord {
  _id: string;
  /** Print of the turn. */
  key: string;
  reportId: string;
  country: CountryCode;
  /** Who wrote it; empty once forgotten. */
  authorId: string;
  role: ReportRole;
  /** The author's number in this report, the same in each of their comments; `0` where they speak for the body. */
  speaker: number;
  text: string;
  /** Numbers that were called; `0` is the body. */
  mentions: number[];
  photo?: { readonly fileId: string; readonly state: 'waiting' | 'shown' | 'hidden' };
  hidden: boolean;
  /** Absent while it is not hidden. */
  hiddenBy?: 'flags' | 'moderator';
  /** How many have flagged it since a moderator last looked. */
  flags: number;
  toModerate: boolean;
  /** When a moderator last looked at what was flagged. */
  lookedAt?: Date;
  revision: number;
  at: Date;
  news: CommentNews[];
  /** Since when there are such news. */
  pendingSince?: Date;
}

export interface ReportComment extends Omit<CommentRecord, '_id' | 'key' | 'news' | 'pendingSince'> {
  readonly id: string;
}

const schema = new Schema<CommentRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    reportId: { type: String, required: true },
    country: { type: String, enum: countryCodes, required: true },
    authorId: String,
    role: { type: String, enum: reportRoles, required: true },
    speaker: { type: Number, required: true },
    text: String,
    mentions: [Number],
    photo: Schema.Types.Mixed,
    hidden: { type: Boolean, required: true },
    hiddenBy: String,
    flags: { type: Number, required: true },
    toModerate: { type: Boolean, required: true },
    lookedAt: Date,
    revision: { type: Number, required: true },
    at: { type: Date, required: true },
    news: [Schema.Types.Mixed],
    pendingSince: Date,
  },
  { versionKey: false },
);
schema.index({ reportId: 1, at: 1, _id: 1 });
schema.index({ reportId: 1, authorId: 1 });
schema.index({ reportId: 1, speaker: 1 });
schema.index({ authorId: 1, at: 1 });
schema.index({ toModerate: 1, at: 1 }, { partialFilterExpression: { toModerate: true } });

schema.index({ pendingSince: 1 }, { sparse: true });

export const commentModel = (connection: Connection): Model<CommentRecord> =>
  (connection.models['ReportComment'] as Model<CommentRecord> | undefined) ??
  connection.model<CommentRecord>('ReportComment', schema, 'report-comments');

export const toComment = ({
  _id,
  key: _key,
  news: _news,
  pendingSince: _pendingSince,
  ...rest
}: CommentRecord): ReportComment => ({ id: _id, ...rest });
