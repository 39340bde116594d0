import { Schema, type Connection, type Model } from 'mongoose';

import type { CountryCode } from '../../dialog/types.ts';
import type { Currency, Money } from '../../money.ts';

export const differenceKinds = [
  /** The provider, or a line of a statement, says that money came; no payment of ours holds it. */
  'money_without_debt',
  /** Money that came and pays for nothing: it waits in a credit for its owner. */
  'unallocated_credit',
  /** We hold something paid; the provider does not know of money. */
  'debt_without_money',
  'other_amount',
  'other_currency',
  /** Neither paid nor refused long after the time to approve. */
  'pending_too_long',
  /** Confirmed, and not, or not so, in the ledger. */
  'not_in_book',
  /** All that the ledger holds of this provider is not what payments and refunds say. */
  'book_disagrees',
  /** We hold something given back; the provider does not. */
  'refund_without_money',
  /** The provider has given back what we hold as failed. */
  'refund_not_booked',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface Difference {
  /** Of kind and thing: the same one is found again by another run. */
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly paymentId?: string;
  readonly refundId?: string;
  readonly bankLineId?: string;
  /** In which state we hold it. */
  readonly state?: string;
  /** The provider's word. */
  readonly said?: string;
  readonly ours?: Money;
  readonly theirs?: Money;
}

/** What a person of the administration found out about a difference. */
export interface Explanation {
  readonly key: string;
  readonly by: string;
  readonly at: Date;
  readonly words: string;
}

/** One currency of one day; minor units. */
export interface Totals {
  readonly currency: Currency;
  readonly payments: number;
  readonly received: number;
  /** Of what was received: what paid for something, and what was too much. */
  readonly applied: number;
  readonly excess: number;
  /** What the provider says that it took for us. */
  readonly said: number;
  readonly refunds: number;
  readonly refunded: number;
}

/** A provider's day in a country, next to our book. */
export interface ReconciliationRecord {
  _id: string;
  /** `wave:SN:2026-11-20`: a day is reported once, by the newest run. */
  key: string;
  provider: string;
  country: CountryCode;
  day: string;
  totals: Totals[];
  /** Questions to the provider; those that it did not answer are asked by the next run. */
  asked: number;
  unanswered: number;
  /** At most 1,000; `left` is how many more there are. */
  differences: Difference[];
  left: number;
  explained: Explanation[];
  /** Differences that nobody has explained. */
  open: number;
  runs: number;
  /** Raised by each write, so that a run and an explanation do not lose one another. */
  rev: number;
  /** A person's id, or `clock`. */
  by: string;
  ranAt: Date;
}

const money = new Schema({ amount: Number, currency: String }, { _id: false });
const difference = new Schema(
  {
    key: { type: String, required: true },
    kind: { type: String, enum: differenceKinds, required: true },
    paymentId: String,
    refundId: String,
    bankLineId: String,
    state: String,
    said: String,
    ours: { type: money, default: undefined },
    theirs: { type: money, default: undefined },
  },
  { _id: false },
);
const totals = new Schema(
  {
    currency: String,
    payments: Number,
    received: Number,
    applied: Number,
    excess: Number,
    said: Number,
    refunds: Number,
    refunded: Number,
  },
  { _id: false },
);
const explanation = new Schema({ key: String, by: String, at: Date, words: String }, { _id: false });

const reconciliationSchema = new Schema<ReconciliationRecord>(
  {
    _id: String,
    key: { type: String, required: true },
    provider: { type: String, required: true },
    country: { type: String, required: true },
    day: { type: String, required: true },
    totals: { type: [totals], default: [] },
    asked: { type: Number, default: 0 },
    unanswered: { type: Number, default: 0 },
    differences: { type: [difference], default: [] },
    left: { type: Number, default: 0 },
    explained: { type: [explanation], default: [] },
    open: { type: Number, default: 0 },
    runs: { type: Number, default: 0 },
    rev: { type: Number, default: 0 },
    by: { type: String, required: true },
    ranAt: { type: Date, required: true },
  },
  { versionKey: false },
);
reconciliationSchema.index({ key: 1 }, { unique: true });
reconciliationSchema.index({ day: 1, _id: 1 });
reconciliationSchema.index({ ranAt: 1, _id: 1 });
reconciliationSchema.index({ provider: 1, day: 1 });
reconciliationSchema.index({ open: 1, day: 1 });

export const reconciliationModel = (connection: Connection): Model<ReconciliationRecord> =>
  (connection.models['Reconciliation'] as Model<ReconciliationRecord> | undefined) ??
  connection.model<ReconciliationRecord>('Reconciliation', reconciliationSchema, 'reconciliations');

export interface Reconciliation extends Omit<ReconciliationRecord, '_id'> {
  readonly id: string;
}

export const toReconciliation = ({ _id, ...rest }: ReconciliationRecord): Reconciliation => ({ id: _id, ...rest });
