import { Schema, type Connection, type Model } from 'mongoose';

import type { Currency } from '../money.ts';
import { changeSchema } from './change.schema.ts';
import { refundStates, type RefundActor, type RefundState } from './refund.states.ts';

export interface RefundChange {
  from?: RefundState;
  to: RefundState;
  at: Date;
  by: RefundActor;
  reason?: string;
}

/** What has been done; each step is recorded once done, and resumed by a job when it is missing. */
export interface RefundSteps {
  /** What came off the thing that had been paid. */
  taken?: { at: Date; amount: number };
  posted?: Date;
  settled?: Date;
  told?: Date;
}

/** How money was paid back outside: no provider of ours moved it. */
export interface PaidByHand {
  readonly means: 'bank' | 'cash';
  /** Of the transfer, or of the paper that was signed; the same one is never written down twice. */
  readonly reference: string;
  /** The day, `2026-11-20`. */
  readonly on: string;
}

export interface RefundRecord {
  _id: string;
  idempotencyKey: string;
  /** The wish it belongs to; a credit that several payments left is given back by several refunds. */
  wishKey: string;
  paymentId: string;
  /** One of several things that were paid together: the fine. */
  part?: string;
  /** Of a credit: it never takes anything off what was paid. */
  onlyCredit?: boolean;
  amount: number;
  currency: Currency;
  /** Who wanted it: a person's id, or the name of a job. */
  by: string;
  why: string;
  provider: string;
  /** Chosen here and saved before the provider is called; the reference of what was paid by hand. */
  providerRef: string;
  byHand?: PaidByHand;
  /** Account of the payer's credit, as it was when it was asked for. */
  creditAccount: string;
  state: RefundState;
  history: RefundChange[];
  /** Why it failed: a word of the provider contract. */
  reason?: string;
  steps: RefundSteps;
  nextLookAt?: Date;
  looks: number;
  createdAt: Date;
}

const steps = new Schema(
  {
    taken: { type: new Schema({ at: Date, amount: Number }, { _id: false }) },
    posted: Date,
    settled: Date,
    told: Date,
  },
  { _id: false },
);

const refundSchema = new Schema<RefundRecord>(
  {
    _id: String,
    idempotencyKey: { type: String, required: true },
    wishKey: { type: String, required: true },
    paymentId: { type: String, required: true },
    part: String,
    onlyCredit: Boolean,
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    by: { type: String, required: true },
    why: { type: String, required: true },
    provider: { type: String, required: true },
    providerRef: { type: String, required: true },
    byHand: { type: new Schema({ means: String, reference: String, on: String }, { _id: false }), default: undefined },
    creditAccount: { type: String, required: true },
    state: { type: String, enum: refundStates, required: true },
    history: { type: [changeSchema], required: true },
    reason: String,
    steps: { type: steps, default: {} },
    nextLookAt: Date,
    looks: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);
refundSchema.index({ idempotencyKey: 1 }, { unique: true });
refundSchema.index({ provider: 1, providerRef: 1 }, { unique: true });
refundSchema.index({ wishKey: 1 });
refundSchema.index({ paymentId: 1 });
refundSchema.index({ nextLookAt: 1 }, { partialFilterExpression: { nextLookAt: { $type: 'date' } } });
refundSchema.index({ state: 1, createdAt: -1 });
refundSchema.index({ creditAccount: 1 });
// The administration's lists.
refundSchema.index({ createdAt: 1, _id: 1 });
refundSchema.index({ amount: 1, _id: 1 });
refundSchema.index({ providerRef: 1 });

export const refundModel = (connection: Connection): Model<RefundRecord> =>
  (connection.models['Refund'] as Model<RefundRecord> | undefined) ??
  connection.model<RefundRecord>('Refund', refundSchema, 'refunds');

export interface Refund extends Omit<RefundRecord, '_id'> {
  readonly id: string;
}

export const toRefund = ({ _id, ...rest }: RefundRecord): Refund => ({ id: _id, ...rest });
