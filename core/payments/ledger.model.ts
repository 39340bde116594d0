import { Schema, type Connection, type Model } from 'mongoose';

import type { Currency } from '../money.ts';

/** One line of an entry: minor units, debit positive, credit negative. */
export interface Posting {
  readonly account: string;
  readonly amount: number;
  readonly currency: Currency;
}

export interface LedgerRecord {
  _id: string;
  /** The event that is booked; unique, so that it is booked once. */
  key: string;
  kind: string;
  at: Date;
  postings: Posting[];
  paymentId?: string;
  /** Key of the entry that this one takes back; corrections are entries, never edits. */
  reverses?: string;
}

const posting = new Schema(
  {
    account: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
  },
  { _id: false },
);

const ledgerSchema = new Schema<LedgerRecord>(
  {
    _id: String,
    key: { type: String, required: true },
    kind: { type: String, required: true },
    at: { type: Date, required: true },
    postings: { type: [posting], required: true },
    paymentId: String,
    reverses: String,
  },
  { versionKey: false },
);
ledgerSchema.index({ key: 1 }, { unique: true });
ledgerSchema.index({ 'postings.account': 1, at: 1 });
ledgerSchema.index({ paymentId: 1 }, { sparse: true });

export const ledgerModel = (connection: Connection): Model<LedgerRecord> =>
  (connection.models['LedgerEntry'] as Model<LedgerRecord> | undefined) ??
  connection.model<LedgerRecord>('LedgerEntry', ledgerSchema, 'ledger');
