import { Schema, type Connection, type Model } from 'mongoose';

import type { Currency } from '../money.ts';

/** A request that waits on a simulated phone. */
export interface ApprovalRecord {
  /** The payment's provider reference. */
  _id: string;
  phone: string;
  operator: string;
  label: string;
  amount: number;
  currency: Currency;
  outcome: 'pending' | 'confirmed' | 'refused' | 'failed';
  reason?: string;
  expiresAt: Date;
  createdAt: Date;
}

const approvalSchema = new Schema<ApprovalRecord>(
  {
    _id: String,
    phone: { type: String, required: true },
    operator: { type: String, required: true },
    label: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    outcome: { type: String, required: true },
    reason: String,
    expiresAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
approvalSchema.index({ phone: 1, outcome: 1 });

export const approvalModel = (connection: Connection): Model<ApprovalRecord> =>
  (connection.models['SandboxApproval'] as Model<ApprovalRecord> | undefined) ??
  connection.model<ApprovalRecord>('SandboxApproval', approvalSchema, 'sandbox_approvals');
