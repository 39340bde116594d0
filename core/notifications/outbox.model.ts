import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { newId } from '../database/index.ts';
import { noticeStates } from './types.ts';
import type { Notice, NoticeChange, NoticeState, Route } from './types.ts';

/** A notice on its way. */
export interface OutboxDocument {
  _id: string;
  key: string;
  to: Notice['to'];
  /** Who it is for, once known. */
  personId?: string;
  message: Pick<Notice, 'body' | 'attachments' | 'link'>;
  language?: Notice['language'];
  traceId?: string;
  onlyByDay?: Notice['onlyByDay'];
  essential: boolean;
  state: NoticeState;
  attempts: number;
  /** Queued: when to try next. Sending: when the lock ends and another sender may take over. */
  dueAt: Date;
  /** The claim under way; whoever holds another one has lost the notice and may not mark it. */
  claim?: string;
  /** The route that was out of reach, and how often in a row. */
  waitingFor?: string;
  waits: number;
  /** Routes not to be tried again, as `<route>:<address>`. */
  spent: string[];
  route?: Route;
  providerId?: string;
  reason?: string;
  createdAt: Date;
  history: NoticeChange[];
}

const schema = new Schema<OutboxDocument>(
  {
    _id: { type: String, default: newId },
    key: { type: String, required: true, unique: true },
    to: { type: Schema.Types.Mixed, required: true },
    personId: String,
    message: { type: Schema.Types.Mixed, required: true },
    language: String,
    traceId: String,
    onlyByDay: String,
    essential: { type: Boolean, required: true },
    state: { type: String, enum: noticeStates, required: true },
    attempts: { type: Number, required: true },
    dueAt: { type: Date, required: true },
    claim: String,
    waitingFor: String,
    waits: { type: Number, required: true },
    spent: { type: [String], required: true },
    route: String,
    providerId: String,
    reason: String,
    createdAt: { type: Date, required: true },
    history: [{ _id: false, at: Date, state: String, by: String, route: String, reason: String }],
  },
  { versionKey: false, collection: 'outbox', minimize: false },
);
schema.index({ state: 1, onlyByDay: 1, dueAt: 1 });
schema.index({ personId: 1, createdAt: -1 });
schema.index({ 'to.personId': 1 }, { sparse: true });
schema.index({ 'to.phone': 1 }, { sparse: true });
schema.index({ 'to.address': 1 }, { sparse: true });
schema.index({ createdAt: -1, _id: -1 });
/** Delivery reports name what the provider named. */
schema.index({ providerId: 1 }, { sparse: true });

export const outboxModel = (connection: Connection): Model<OutboxDocument> =>
  (connection.models['Outbox'] as Model<OutboxDocument> | undefined) ??
  connection.model<OutboxDocument>('Outbox', schema);
