import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

export interface AccountDoc {
  /** The person's id: one account a person. */
  _id: string;
  /** Lower case, unique. */
  login: string;
  passwordHash: string;
  totp?: {
    /** Encrypted; see `sealed.ts`. */
    secret: string;
    confirmedAt?: Date;
    /** Number of the last 30-second step whose code was used: a code counts once. */
    lastStep: number;
  };
  createdAt: Date;
  lastLoginAt?: Date;
  passwordChangedAt: Date;
}

const schema = new Schema<AccountDoc>(
  {
    _id: { type: String, required: true },
    login: { type: String, required: true, unique: true },
    passwordHash: { type: String, required: true },
    totp: { type: { _id: false, secret: String, confirmedAt: Date, lastStep: Number }, required: false },
    createdAt: { type: Date, required: true },
    lastLoginAt: Date,
    passwordChangedAt: { type: Date, required: true },
  },
  { collection: 'accounts', versionKey: false },
);

export const accountModel = (connection: Connection): Model<AccountDoc> =>
  (connection.models['Account'] as Model<AccountDoc> | undefined) ?? connection.model<AccountDoc>('Account', schema);
