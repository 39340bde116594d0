import { Schema, type Connection, type Model } from 'mongoose';

import type { Currency } from '../money.ts';
import type { RefundEvent } from './provider.ts';

/** Money that went back to a simulated phone. */
export interface SandboxRefundRecord {
  /** The refund's provider reference. */
  _id: string;
  paymentRef: string;
  amount: number;
  currency: Currency;
  outcome: RefundEvent['outcome'];
}

const schema = new Schema<SandboxRefundRecord>(
  {
    _id: String,
    paymentRef: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    outcome: { type: String, required: true },
  },
  { versionKey: false },
);

export const sandboxRefundModel = (connection: Connection): Model<SandboxRefundRecord> =>
  (connection.models['SandboxRefund'] as Model<SandboxRefundRecord> | undefined) ??
  connection.model<SandboxRefundRecord>('SandboxRefund', schema, 'sandbox_refunds');
