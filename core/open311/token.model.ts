import { Schema, type Connection, type Model } from 'mongoose';
import type { Wish } from './types.ts';

/** A report whose photo is still to be fetched, and later the number that it got. */
export interface TokenRecord {
  _id: string;
  state: 'waiting' | 'created' | 'failed';
  /** Gone as soon as it is told: what was told stands in the report, and nothing here leads to when it was. */
  wish?: Wish;
  tries: number;
  /** When to try next, while it waits. */
  nextAt?: Date;
  /** Of the report. */
  number?: string;
  expiresAt: Date;
}

const schema = new Schema<TokenRecord>(
  {
    _id: String,
    state: { type: String, enum: ['waiting', 'created', 'failed'], required: true },
    wish: Schema.Types.Mixed,
    tries: { type: Number, required: true },
    nextAt: Date,
    number: String,
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ nextAt: 1 }, { sparse: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const tokenModel = (connection: Connection): Model<TokenRecord> =>
  (connection.models['Open311Token'] as Model<TokenRecord> | undefined) ??
  connection.model<TokenRecord>('Open311Token', schema, 'open311_tokens');
