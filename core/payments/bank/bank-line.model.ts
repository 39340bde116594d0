import { Schema, type Connection, type Model } from 'mongoose';

import type { CountryCode } from '../../dialog/types.ts';
import type { Currency } from '../../money.ts';
import { changeSchema } from '../change.schema.ts';
import type { PurposeRef } from '../payment.model.ts';
import { bankLineStates, type BankLineState } from './bank-line.states.ts';
import type { NearReason } from './debts.ts';

export interface BankLineChange {
  from?: BankLineState;
  to: BankLineState;
  at: Date;
  /** `system`, or a person's id. */
  by: string;
  reason?: string;
}

/** What a line may pay for. */
export interface StoredProposal {
  readonly purpose: PurposeRef;
  readonly reference: string;
  readonly score: number;
  readonly reasons: readonly NearReason[];
}

/** Money that came in on a bank account. */
export interface BankLineRecord {
  _id: string;
  /** Of account and transaction: a line is stored once, whatever files it comes in. */
  key: string;
  /** The import that brought it first, and where it stood there. */
  statementId: string;
  line: number;
  bank: string;
  account: string;
  country: CountryCode;
  /** The day on which the bank booked it, `2026-11-20`. */
  on: string;
  amount: number;
  currency: Currency;
  label: string;
  transactionId?: string;
  state: BankLineState;
  history: BankLineChange[];
  /** What it pays for, once that is certain. */
  purpose?: PurposeRef;
  reference?: string;
  proposals: StoredProposal[];
  paymentId?: string;
  /** When a job has to carry it on; absent when nothing is left to do. */
  nextLookAt?: Date;
  looks: number;
  createdAt: Date;
}

const purpose = new Schema({ kind: String, id: String }, { _id: false, id: false });
const proposal = new Schema(
  { purpose, reference: String, score: Number, reasons: [String] },
  { _id: false, id: false },
);

const bankLineSchema = new Schema<BankLineRecord>(
  {
    _id: String,
    key: { type: String, required: true },
    statementId: { type: String, required: true },
    line: { type: Number, required: true },
    bank: { type: String, required: true },
    account: { type: String, required: true },
    country: { type: String, required: true },
    on: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    label: { type: String, default: '' },
    transactionId: String,
    state: { type: String, enum: bankLineStates, required: true },
    history: { type: [changeSchema], required: true },
    purpose: { type: purpose, default: undefined },
    reference: String,
    proposals: { type: [proposal], default: [] },
    paymentId: String,
    nextLookAt: Date,
    looks: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
bankLineSchema.index({ key: 1 }, { unique: true });
bankLineSchema.index({ statementId: 1, state: 1 });
bankLineSchema.index({ country: 1, on: 1 });
// The administration's lists.
bankLineSchema.index({ state: 1, on: 1, _id: 1 });
bankLineSchema.index({ on: 1, _id: 1 });
bankLineSchema.index({ amount: 1, _id: 1 });
bankLineSchema.index({ account: 1, on: 1, _id: 1 });
bankLineSchema.index({ reference: 1 }, { sparse: true });
bankLineSchema.index({ nextLookAt: 1 }, { partialFilterExpression: { nextLookAt: { $type: 'date' } } });

export const bankLineModel = (connection: Connection): Model<BankLineRecord> =>
  (connection.models['BankLine'] as Model<BankLineRecord> | undefined) ??
  connection.model<BankLineRecord>('BankLine', bankLineSchema, 'bank_lines');

export interface BankLine extends Omit<BankLineRecord, '_id'> {
  readonly id: string;
}

export const toBankLine = ({ _id, ...rest }: BankLineRecord): BankLine => ({ id: _id, ...rest });
