import { randomUUID } from 'node:crypto';

import { newId } from '../database/index.ts';
import { creditAccount } from './effects.ts';
import type { Payment } from './payment.model.ts';
import type { PaidByHand, RefundRecord } from './refund.model.ts';

export interface Why {
  /** For the file; never shown to the payer. */
  readonly reason: string;
  /** A person's id, or the name of a job. */
  readonly by: string;
}

/** What goes back of one payment, once it is settled how much. */
export interface OneRefund extends Why {
  readonly amount: number;
  readonly part?: string;
  readonly onlyCredit?: boolean;
  readonly byHand?: PaidByHand;
}

/** One wish may lead to several refunds. */
export interface RefundKeys {
  readonly key: string;
  readonly wishKey: string;
}

/** Out of which account of the book it goes: a bank's, or the till. */
const paidOutBy = { bank: 'bank', cash: 'till' } as const;

/** As it is stored before anything is done. */
export const newRefund = (
  payment: Payment,
  wish: OneRefund,
  { key, wishKey }: RefundKeys,
  now: Date,
): RefundRecord => ({
  _id: newId(),
  idempotencyKey: key,
  wishKey,
  paymentId: payment.id,
  ...(wish.part ? { part: wish.part } : {}),
  ...(wish.onlyCredit ? { onlyCredit: true } : {}),
  amount: wish.amount,
  currency: payment.received?.currency ?? payment.currency,
  by: wish.by,
  why: wish.reason,
  provider: wish.byHand ? paidOutBy[wish.byHand.means] : payment.provider,
  providerRef: wish.byHand?.reference ?? randomUUID(),
  ...(wish.byHand ? { byHand: wish.byHand } : {}),
  creditAccount: creditAccount(payment),
  state: 'created',
  history: [{ to: 'created', at: now, by: 'system' }],
  steps: {},
  nextLookAt: now,
  looks: 0,
  createdAt: now,
});
