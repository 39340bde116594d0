import { Schema, type Connection, type Model } from 'mongoose';

import type { Channel, CountryCode } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';
import type { Currency, Money } from '../money.ts';
import { changeSchema } from './change.schema.ts';
import { paymentStates, type PaymentActor, type PaymentState } from './payment.states.ts';

/** What a payment is for: a registered kind (see purpose.ts) and an identifier that this kind understands. */
export interface PurposeRef {
  readonly kind: string;
  readonly id: string;
}

export interface PaymentChange {
  from?: PaymentState;
  to: PaymentState;
  at: Date;
  by: PaymentActor;
  reason?: string;
}

/** What has been done after the outcome; each step is recorded once done, and resumed by a job when it is missing. */
export interface PaymentSteps {
  allocated?: { at: Date; applied: number; excess: number };
  posted?: Date;
  receipted?: { at: Date; fileId: string };
  released?: Date;
  told?: Date;
}

/** What a refund takes of a payment; minor units of the money that came. */
export interface RefundShare {
  readonly refundId: string;
  /** Of what lay in the payer's credit. */
  readonly fromCredit: number;
  /** Of what had been put on the thing that was paid. */
  readonly fromPurpose: number;
  /** Set when the refund failed: what had been taken off the purpose by then, which lies in the credit now. */
  readonly returned?: number;
}

export interface PaymentRecord {
  _id: string;
  idempotencyKey: string;
  purpose: PurposeRef;
  country: CountryCode;
  language: Language;
  /** The dialog in which it was asked for: where the news goes. */
  requester: { channel: Channel; address: string; personId?: string };
  /** E.164: the wallet that pays; not always the requester's. */
  payerPhone: string;
  operator: string;
  amount: number;
  currency: Currency;
  provider: string;
  /** Chosen here and saved before the provider is called, so that every callback finds its payment. */
  providerRef: string;
  state: PaymentState;
  history: PaymentChange[];
  /** Why it was refused or failed: a word of the provider contract, never free text. */
  reason?: string;
  /** The money that really came, as the provider says. */
  received?: Money;
  confirmedAt?: Date;
  /** The payment that had already ended otherwise when this money was confirmed. */
  lateOf?: string;
  receiptNumber?: string;
  steps: PaymentSteps;
  /** Where the citizen approves, when it is not on the phone itself. */
  link?: string;
  /** The paying phone is another one than the dialog's: how to approve goes there by SMS. */
  tellPayer?: boolean;
  /** The dialog ended before the link was known: it follows by message. */
  linkFollows?: boolean;
  refunds?: RefundShare[];
  /** The person asked to be forgotten while it was under way. */
  forget?: boolean;
  /** Until when the citizen can approve. */
  expiresAt: Date;
  /** When a job has to look at it again; absent when nothing is left to do. */
  nextLookAt?: Date;
  looks: number;
  createdAt: Date;
}

const money = new Schema(
  { amount: { type: Number, required: true }, currency: { type: String, required: true } },
  { _id: false },
);

const steps = new Schema(
  {
    allocated: { type: new Schema({ at: Date, applied: Number, excess: Number }, { _id: false }) },
    posted: Date,
    receipted: { type: new Schema({ at: Date, fileId: String }, { _id: false }) },
    released: Date,
    told: Date,
  },
  { _id: false },
);

const refundShare = new Schema(
  { refundId: String, fromCredit: Number, fromPurpose: Number, returned: Number },
  { _id: false },
);

const paymentSchema = new Schema<PaymentRecord>(
  {
    _id: String,
    idempotencyKey: { type: String, required: true },
    purpose: { type: new Schema({ kind: String, id: String }, { _id: false, id: false }), required: true },
    country: { type: String, required: true },
    language: { type: String, required: true },
    requester: {
      type: new Schema({ channel: String, address: String, personId: String }, { _id: false }),
      required: true,
    },
    payerPhone: { type: String, required: true },
    operator: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    provider: { type: String, required: true },
    providerRef: { type: String, required: true },
    state: { type: String, enum: paymentStates, required: true },
    history: { type: [changeSchema], required: true },
    reason: String,
    received: money,
    confirmedAt: Date,
    lateOf: String,
    receiptNumber: String,
    link: String,
    tellPayer: Boolean,
    linkFollows: Boolean,
    refunds: { type: [refundShare], default: undefined },
    forget: Boolean,
    steps: { type: steps, default: {} },
    expiresAt: { type: Date, required: true },
    nextLookAt: Date,
    looks: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);
paymentSchema.index({ idempotencyKey: 1 }, { unique: true });
paymentSchema.index({ provider: 1, providerRef: 1 }, { unique: true });
paymentSchema.index(
  { receiptNumber: 1 },
  { unique: true, partialFilterExpression: { receiptNumber: { $type: 'string' } } },
);
paymentSchema.index({ nextLookAt: 1 }, { partialFilterExpression: { nextLookAt: { $type: 'date' } } });
paymentSchema.index({ 'purpose.kind': 1, 'purpose.id': 1 });
paymentSchema.index({ 'requester.personId': 1, createdAt: -1 }, { sparse: true });
paymentSchema.index({ state: 1, createdAt: -1 });
// The few that left money in the payer's credit.
paymentSchema.index(
  { 'steps.allocated.excess': 1 },
  { partialFilterExpression: { 'steps.allocated.excess': { $gt: 0 } } },
);
paymentSchema.index({ 'refunds.returned': 1 }, { partialFilterExpression: { 'refunds.returned': { $gt: 0 } } });
// The administration's lists: each order in which they can be asked for, and each filter that nothing above serves.
paymentSchema.index({ createdAt: 1, _id: 1 });
paymentSchema.index({ amount: 1, _id: 1 });
paymentSchema.index({ confirmedAt: 1, _id: 1 });
paymentSchema.index({ country: 1, createdAt: 1 });
paymentSchema.index({ providerRef: 1 });
paymentSchema.index({ lateOf: 1 }, { sparse: true });
paymentSchema.index({ 'purpose.id': 1 });

export const paymentModel = (connection: Connection): Model<PaymentRecord> =>
  (connection.models['Payment'] as Model<PaymentRecord> | undefined) ??
  connection.model<PaymentRecord>('Payment', paymentSchema, 'payments');

/** A payment as others see it. */
export interface Payment extends Omit<PaymentRecord, '_id'> {
  readonly id: string;
}

export const toPayment = ({ _id, ...rest }: PaymentRecord): Payment => ({ id: _id, ...rest });

/** The money that came, or that was asked for while none has come. */
export const moneyOf = ({ received, amount, currency }: Payment): Money => received ?? { amount, currency };

/** Money that came late has a payment of its own, but the provider knows the first one's reference only. */
export const refAtProvider = ({ providerRef }: Pick<Payment, 'providerRef'>): string =>
  providerRef.replace(/:late$/, '');

/** What replaces phone and address once the person is forgotten. */
export const forgotten = { payerPhone: 'erased', 'requester.address': 'erased' } as const;

/** In place of phone and address where nobody asked: the money came by a bank. */
export const unasked = 'unasked';

/** Whether a phone paid, which can be written on papers and told the news. */
export const hasPayer = ({ payerPhone }: Pick<Payment, 'payerPhone'>): boolean =>
  payerPhone !== unasked && payerPhone !== forgotten.payerPhone;
