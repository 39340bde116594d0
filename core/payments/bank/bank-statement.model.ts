import { Schema, type Connection, type Model } from 'mongoose';

import type { CountryCode } from '../../dialog/types.ts';
import type { Fault } from './read-statement.ts';

/** One file that was imported, and what was found in it. */
export interface BankStatementRecord {
  _id: string;
  /** Of the account and the bytes: the same file again is the same statement. */
  digest: string;
  profile: string;
  bank: string;
  account: string;
  country: CountryCode;
  /** A person's id. */
  by: string;
  createdAt: Date;
  /** Lines of money that came in. */
  credits: number;
  outgoing: number;
  /** How many lines could not be read, and the first of them. */
  faulty: number;
  faults: Fault[];
}

const fault = new Schema({ line: Number, reason: String }, { _id: false });

const bankStatementSchema = new Schema<BankStatementRecord>(
  {
    _id: String,
    digest: { type: String, required: true },
    profile: { type: String, required: true },
    bank: { type: String, required: true },
    account: { type: String, required: true },
    country: { type: String, required: true },
    by: { type: String, required: true },
    createdAt: { type: Date, required: true },
    credits: { type: Number, default: 0 },
    outgoing: { type: Number, default: 0 },
    faulty: { type: Number, default: 0 },
    faults: { type: [fault], default: [] },
  },
  { versionKey: false },
);
bankStatementSchema.index({ digest: 1 }, { unique: true });
bankStatementSchema.index({ createdAt: 1, _id: 1 });
bankStatementSchema.index({ account: 1, createdAt: 1 });

export const bankStatementModel = (connection: Connection): Model<BankStatementRecord> =>
  (connection.models['BankStatement'] as Model<BankStatementRecord> | undefined) ??
  connection.model<BankStatementRecord>('BankStatement', bankStatementSchema, 'bank_statements');

export interface BankStatement extends Omit<BankStatementRecord, '_id'> {
  readonly id: string;
}

export const toBankStatement = ({ _id, ...rest }: BankStatementRecord): BankStatement => ({ id: _id, ...rest });
