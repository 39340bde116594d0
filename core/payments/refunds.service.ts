import { LisoloError } from '../errors.ts';
import type { Currency, Money } from '../money.ts';
import type { Why } from './new-refund.ts';
import type { Payment } from './payment.model.ts';
import { refundAdvice, refundRefusal, type RefundRefusal } from './refund-limits.ts';
import type { PaidByHand, Refund } from './refund.model.ts';
import { isFinalRefund } from './refund.states.ts';
import { refundableOf } from './refund.store.ts';
import { createRefunding, type RefundingDeps } from './refunding.ts';

export type RefundWish = Why &
  (
    | {
        readonly paymentId: string;
        /** Minor units; all that is left of the payment when absent. */
        readonly amount?: number;
        /** Only from this one of several things that were paid together. */
        readonly part?: string;
        /** It was paid back outside already, and is only written down. */
        readonly byHand?: PaidByHand;
        /** The debt is over in any case: what the provider cannot give back lies in the payer's credit, and the refund says why. */
        readonly orCredit?: boolean;
      }
    | { readonly credit: { readonly personId: string; readonly currency: Currency }; readonly amount?: number }
  );

export interface RefundService {
  /**
   * Gives money back to the wallet that paid: of one payment, or of a person's credit (then one refund for each payment
   * that left some). The same key gives the same refunds. What the provider does follows later.
   * Throws `not_found`, `invalid_input` (details.most: there is not so much), `conflict` (nothing has come yet, what was
   * paid by hand is written down already, the key came with another wish, or the provider never gives so much back and
   * `orCredit` is not set).
   */
  refund(wish: RefundWish, key: string): Promise<Refund[]>;
  /** What lies in a person's credit: what was paid too much, or could not be given back; one sum for each currency. */
  creditsOf(personId: string): Promise<Money[]>;
  /** Asks the provider about one refund and takes its word. Undefined when it is unknown. */
  hear(provider: string, ref: string): Promise<Refund | undefined>;
  /** Resumes what was left undone and asks about those that stay open; returns how many it looked at. */
  lookAfter(now: Date): Promise<number>;
  byId(id: string): Promise<Refund | undefined>;
}

const batch = 100;

type OfPayment = Extract<RefundWish, { paymentId: string }>;

/** Whatever the time zone, today is over by then. */
const dayAfter = (now: Date): string => new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);

const isSame = (refund: Refund, { paymentId, part, amount = refund.amount, byHand }: OfPayment): boolean =>
  refund.paymentId === paymentId &&
  refund.part === part &&
  refund.amount === amount &&
  refund.byHand?.reference === byHand?.reference;

const sumOf = (refunds: readonly Refund[]): number => refunds.reduce((sum, { amount }) => sum + amount, 0);

/** Refunds: entries and records of their own, never edits of a payment. */
export function createRefunds(deps: RefundingDeps): RefundService {
  const { refundStore, store, registry, clock } = deps;
  const refunding = createRefunding(deps);

  function checked(amount: number, most: number): number {
    if (!Number.isSafeInteger(amount) || amount <= 0 || amount > most)
      throw new LisoloError('invalid_input', { reason: 'amount', most });
    return amount;
  }

  /** Of one of several things that were paid together no more goes back than lies there. */
  async function mostOf(payment: Payment, part: string | undefined): Promise<number> {
    const { inCredit, onPurpose } = refundableOf(payment);
    if (part === undefined) return inCredit + onPurpose;
    const left = await deps.purposes.of(payment.purpose.kind).leftOn?.({ paymentId: payment.id, part });
    return Math.min(onPurpose, left ?? onPurpose);
  }

  async function ofCredit(wish: Extract<RefundWish, { credit: unknown }>, key: string): Promise<Refund[]> {
    const before = await refundStore.byWish(key);
    const all = await refundStore.withCredit(wish.credit.personId, wish.credit.currency);
    const refusalOf = (payment: Payment): RefundRefusal | undefined =>
      refundRefusal(registry.byName(payment.provider), payment, refundableOf(payment).inCredit);
    const payments = all.filter((payment) => !refusalOf(payment));
    const refusal = all.map(refusalOf).find((one) => one !== undefined);
    if (refusal && payments.length === 0 && before.length === 0)
      throw new LisoloError('conflict', { reason: refundAdvice[refusal] });
    const most = sumOf(before) + payments.reduce((sum, payment) => sum + refundableOf(payment).inCredit, 0);
    let left = checked(wish.amount ?? most, most) - sumOf(before);
    const made = [...before];
    for (const payment of payments) {
      const amount = Math.min(left, refundableOf(payment).inCredit);
      if (amount <= 0 || before.some(({ paymentId }) => paymentId === payment.id)) continue;
      const one = { amount, by: wish.by, reason: wish.reason, onlyCredit: true };
      made.push(await refunding.give(payment, one, { key: `${key}:${payment.id}`, wishKey: key }));
      left -= amount;
    }
    return made;
  }

  return {
    async refund(wish, key) {
      if ('credit' in wish) return ofCredit(wish, key);
      const before = await refundStore.byKey(key);
      if (before && !isSame(before, wish))
        throw new LisoloError('conflict', { reason: 'this key came with another refund' });
      if (before) return [before];
      const payment = await store.byId(wish.paymentId);
      if (!payment) throw new LisoloError('not_found', { reason: 'there is no such payment' });
      if (payment.state !== 'confirmed' || !payment.steps.posted)
        throw new LisoloError('conflict', { reason: 'no money of this payment is booked' });
      if (wish.byHand && wish.byHand.on > dayAfter(clock()))
        throw new LisoloError('invalid_input', { reason: 'the day of the payment has not come yet', field: 'on' });
      const most = await mostOf(payment, wish.part);
      const amount = checked(wish.amount ?? most, most);
      const refusal = refundRefusal(registry.byName(payment.provider), payment, amount);
      if (refusal && !wish.byHand && !wish.orCredit)
        throw new LisoloError('conflict', { reason: refundAdvice[refusal] });
      return [await refunding.give(payment, { ...wish, amount }, { key, wishKey: key })];
    },

    async creditsOf(personId) {
      const sums = new Map<Currency, number>();
      for (const payment of await refundStore.withCredit(personId)) {
        const currency = payment.received?.currency ?? payment.currency;
        sums.set(currency, (sums.get(currency) ?? 0) + refundableOf(payment).inCredit);
      }
      return [...sums].map(([currency, amount]) => ({ amount, currency }));
    },

    async hear(provider, ref) {
      const refund = await refundStore.byRef(provider, ref);
      if (!refund) return undefined;
      if (!isFinalRefund(refund.state)) await refunding.advance(refund.id);
      return refundStore.byId(refund.id);
    },

    async lookAfter(now) {
      const due = await refundStore.due(now, batch);
      for (const refund of due) await refunding.tryToAdvance(refund);
      return due.length;
    },

    byId: (id) => refundStore.byId(id),
  };
}
