import type { Money } from '../../money.ts';
import type { BankLine } from '../bank/bank-line.model.ts';
import { moneyOf, type Payment } from '../payment.model.ts';
import { isFinalPayment } from '../payment.states.ts';
import type { ProviderEvent, RefundEvent } from '../provider.ts';
import type { Refund } from '../refund.model.ts';
import { isFinalRefund } from '../refund.states.ts';
import { refundableOf } from '../refund.store.ts';
import type { Difference, DifferenceKind } from './reconciliation.model.ts';

/** So long after the time to approve a payment is not merely slow. */
const paymentPatienceMs = 3_600_000;
const refundPatienceMs = 86_400_000;

const isLongAgo = (at: Date, patienceMs: number, now: Date): boolean => now.getTime() - at.getTime() > patienceMs;

const difference = (kind: DifferenceKind, id: string, facts: Omit<Difference, 'key' | 'kind'>): Difference => ({
  key: `${kind}:${id}`,
  kind,
  ...facts,
});

const amounts = (ours: Money, theirs: Money): 'other_currency' | 'other_amount' | undefined => {
  if (ours.currency !== theirs.currency) return 'other_currency';
  return ours.amount === theirs.amount ? undefined : 'other_amount';
};

/**
 * A payment next to the provider's word. `word` is undefined when the provider has never heard of it; `isTwinBooked`: its
 * money came late and is held by a payment of its own.
 */
export function comparePayment(
  payment: Payment,
  word: ProviderEvent | undefined,
  { isTwinBooked, now }: { readonly isTwinBooked: boolean; readonly now: Date },
): Difference[] {
  const { id, state, steps } = payment;
  const about = { paymentId: id, state, said: word?.outcome ?? 'unknown' };
  const ours = moneyOf(payment);
  const theirs = word?.outcome === 'confirmed' ? word.money : undefined;
  if (state !== 'confirmed') {
    if (theirs && !isTwinBooked) return [difference('money_without_debt', id, { ...about, theirs })];
    const isStuck = !isFinalPayment(state) && isLongAgo(payment.expiresAt, paymentPatienceMs, now);
    return isStuck ? [difference('pending_too_long', id, { ...about, ours })] : [];
  }
  if (!theirs) return [difference('debt_without_money', id, { ...about, ours })];
  const other = amounts(ours, theirs);
  const { inCredit } = refundableOf(payment);
  const credit = { amount: inCredit, currency: ours.currency };
  return [
    ...(other ? [difference(other, id, { ...about, ours, theirs })] : []),
    ...(steps.allocated && inCredit > 0 ? [difference('unallocated_credit', id, { ...about, ours: credit })] : []),
  ];
}

/** A refund next to the provider's word. */
export function compareRefund(refund: Refund, word: RefundEvent | undefined, now: Date): Difference[] {
  const { id, state, amount, currency, paymentId } = refund;
  const ours = { amount, currency };
  const about = { refundId: id, paymentId, state, said: word?.outcome ?? 'unknown', ours };
  const isGivenBack = word?.outcome === 'confirmed';
  if (state === 'paid' && !isGivenBack) return [difference('refund_without_money', id, about)];
  if (state === 'failed' && isGivenBack)
    return [difference('refund_not_booked', id, { ...about, theirs: word.money ?? ours })];
  if (!isFinalRefund(state))
    return isLongAgo(refund.createdAt, refundPatienceMs, now) ? [difference('pending_too_long', id, about)] : [];
  const other = isGivenBack && word.money ? amounts(ours, word.money) : undefined;
  return other ? [difference(other, id, { ...about, ...(word?.money ? { theirs: word.money } : {}) })] : [];
}

/** A line of a statement that no payment holds. */
export const compareLine = ({ id, state, amount, currency }: BankLine): Difference[] =>
  // What is set aside an accountant has explained.
  state === 'ignored'
    ? []
    : [difference('money_without_debt', id, { bankLineId: id, state, theirs: { amount, currency } })];
