import { randomUUID } from 'node:crypto';

import { newId } from '../database/index.ts';
import type { Channel, CountryCode } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';
import type { Money } from '../money.ts';
import { afterLooks } from './looks.ts';
import type { Payment, PaymentRecord, PurposeRef } from './payment.model.ts';

export interface PaymentWish {
  readonly purpose: PurposeRef;
  readonly amount: Money;
  /** E.164 of the wallet that pays. */
  readonly payerPhone: string;
  readonly operator: string;
  readonly country: CountryCode;
  readonly language: Language;
  readonly requester: { readonly channel: Channel; readonly address: string; readonly personId?: string };
  /** E.164 of whoever asks, when it is known: another phone that pays is told how to approve. */
  readonly callerPhone?: string;
  /** The payer was told that another payment is awaited, and goes on. */
  readonly anyway?: boolean;
}

/** A wish as it is stored, before anybody is asked for money. */
export function newPayment(
  wish: PaymentWish,
  {
    idempotencyKey,
    provider,
    approvalMinutes,
    now,
  }: { idempotencyKey: string; provider: string; approvalMinutes: number; now: Date },
): PaymentRecord {
  const { callerPhone, payerPhone, requester } = wish;
  return {
    _id: newId(),
    idempotencyKey,
    purpose: wish.purpose,
    country: wish.country,
    language: wish.language,
    requester,
    payerPhone,
    // After END nothing is left on the screen of a USSD phone; another phone has seen nothing at all.
    tellPayer: requester.channel === 'ussd' || callerPhone !== payerPhone,
    operator: wish.operator,
    amount: wish.amount.amount,
    currency: wish.amount.currency,
    provider,
    providerRef: randomUUID(),
    state: 'created',
    history: [{ to: 'created', at: now, by: 'system' }],
    steps: {},
    expiresAt: new Date(now.getTime() + approvalMinutes * 60_000),
    nextLookAt: afterLooks(now, 0),
    looks: 0,
    createdAt: now,
  };
}

/** Money that came after the payment had ended otherwise: a payment of its own, confirmed from the start. */
export function latePayment(payment: Payment, received: Money, now: Date): PaymentRecord {
  const { id, ...rest } = payment;
  return {
    ...rest,
    _id: newId(),
    idempotencyKey: `late:${id}`,
    providerRef: `${payment.providerRef}:late`,
    state: 'confirmed',
    history: [{ to: 'confirmed', at: now, by: 'provider', reason: 'late' }],
    reason: 'late',
    received,
    confirmedAt: now,
    lateOf: id,
    steps: {},
    looks: 0,
    nextLookAt: now,
    createdAt: now,
  };
}
