import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** One POST that was sent with an Idempotency-Key, and its answer. */
export interface IdempotencyKeyDoc {
  /** Hash of caller, route and key: the unique index that lets one of many twins through. */
  _id: string;
  requestHash: string;
  state: 'running' | 'done';
  /** Until when the process that runs it is believed alive. */
  leaseUntil: Date;
  status?: number;
  body?: string;
  expiresAt: Date;
}

const schema = new Schema<IdempotencyKeyDoc>(
  {
    _id: { type: String, required: true },
    requestHash: { type: String, required: true },
    state: { type: String, enum: ['running', 'done'], required: true },
    leaseUntil: { type: Date, required: true },
    status: Number,
    body: String,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'idempotency_keys', versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const idempotencyKeyModel = (connection: Connection): Model<IdempotencyKeyDoc> =>
  (connection.models['IdempotencyKey'] as Model<IdempotencyKeyDoc> | undefined) ??
  connection.model<IdempotencyKeyDoc>('IdempotencyKey', schema);
