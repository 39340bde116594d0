import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** One login and all the refresh tokens that came of it. Tokens are kept as SHA-256 hashes only. */
export interface TokenFamilyDoc {
  _id: string;
  personId: string;
  /** Hash of the one token that is good. */
  current: string;
  /** Hashes of those that were traded in, newest last; meeting one of them again means that it was stolen. */
  used: string[];
  createdAt: Date;
  usedAt: Date;
  expiresAt: Date;
  endedAt?: Date;
  endedWhy?: 'logout' | 'reuse' | 'password';
}

const schema = new Schema<TokenFamilyDoc>(
  {
    _id: { type: String, required: true },
    personId: { type: String, required: true, index: true },
    current: { type: String, required: true, unique: true },
    used: { type: [String], required: true },
    createdAt: { type: Date, required: true },
    usedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    endedAt: Date,
    endedWhy: String,
  },
  { collection: 'token_families', versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const tokenFamilyModel = (connection: Connection): Model<TokenFamilyDoc> =>
  (connection.models['TokenFamily'] as Model<TokenFamilyDoc> | undefined) ??
  connection.model<TokenFamilyDoc>('TokenFamily', schema);
