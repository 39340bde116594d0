import { randomUUID } from 'node:crypto';

import { newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Currency, Money } from '../money.ts';
import { creditAccount } from './effects.ts';
import { toLabel } from './label.ts';
import { afterLooks } from './looks.ts';
import { refAtProvider, type Payment } from './payment.model.ts';
import type { ProviderRegistry } from './provider-registry.ts';
import type { RefundEvent, RefundOrder } from './provider.ts';
import { finishRefund, setAside, type RefundEffectsDeps } from './refund-effects.ts';
import type { PaidByHand, Refund, RefundRecord } from './refund.model.ts';
import { refundAdvice, refundRefusal, type RefundRefusal } from './refund-limits.ts';
import { isFinalRefund } from './refund.states.ts';
import { refundableOf } from './refund.store.ts';

interface Why {
  /** For the file; never shown to the payer. */
  readonly reason: string;
  /** A person's id, or the name of a job. */
  readonly by: string;
}

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

export interface RefundServiceDeps extends RefundEffectsDeps {
  readonly registry: ProviderRegistry;
  readonly log: Log;
}

const batch = 100;

type OfPayment = Extract<RefundWish, { paymentId: string }>;
type OneRefund = Why & { amount: number; part?: string; onlyCredit?: boolean; byHand?: PaidByHand };

/** Out of which account of the book it goes: a bank's, or the till. */
const paidOutBy = { bank: 'bank', cash: 'till' } as const;

/** Whatever the time zone, today is over by then. */
const dayAfter = (now: Date): string => new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);

const isSame = (refund: Refund, { paymentId, part, amount = refund.amount, byHand }: OfPayment): boolean =>
  refund.paymentId === paymentId &&
  refund.part === part &&
  refund.amount === amount &&
  refund.byHand?.reference === byHand?.reference;

const sumOf = (refunds: readonly Refund[]): number => refunds.reduce((sum, { amount }) => sum + amount, 0);

/** Refunds: entries and records of their own, never edits of a payment. */
export function createRefunds(deps: RefundServiceDeps): RefundService {
  const { refundStore, store, registry, clock, log } = deps;

  const newRefund = (payment: Payment, wish: OneRefund, key: string, wishKey: string): RefundRecord => {
    const now = clock();
    return {
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
    };
  };

  const fail = async (id: string, reason: string): Promise<void> => {
    await refundStore.move(id, { to: 'failed', by: 'system', reason, nextLookAt: clock() });
    await finishRefund(id, deps);
  };

  const takeWord = async (refund: Refund, order: RefundOrder, event: RefundEvent): Promise<void> => {
    if (event.outcome === 'pending') {
      await refundStore.move(refund.id, { to: 'pending', by: 'provider' });
      return;
    }
    const { money } = event;
    if (
      event.outcome === 'confirmed' &&
      money &&
      (money.amount !== order.money.amount || money.currency !== order.money.currency)
    ) {
      // Nothing is booked that did not happen: it stays open, and a person has to look at it.
      log.error({ refundId: refund.id, asked: order.money, said: money }, 'a provider gave back another amount');
      throw new LisoloError('unavailable', { reason: 'another amount was given back' });
    }
    const to = event.outcome === 'confirmed' ? 'paid' : 'failed';
    await refundStore.move(refund.id, {
      to,
      by: 'provider',
      nextLookAt: clock(),
      ...(event.reason ? { reason: event.reason } : {}),
    });
    await finishRefund(refund.id, deps);
  };

  async function orderOf(refund: Refund, payment: Payment): Promise<RefundOrder> {
    const { reference } = await deps.purposes.of(payment.purpose.kind).describe(payment.purpose.id);
    const money: Money = { amount: refund.amount, currency: refund.currency };
    return {
      ref: refund.providerRef,
      paymentRef: refAtProvider(payment),
      money,
      whole: payment.received?.amount === refund.amount,
      label: toLabel(reference),
    };
  }

  /** From asking the provider on: whoever makes the move calls; a lost call is repeated once it is known to be lost. */
  async function atProvider(refund: Refund, payment: Payment): Promise<void> {
    if (refund.state === 'created' && !registry.byName(refund.provider)) return fail(refund.id, 'no_provider');
    const provider = registry.of(refund);
    const order = await orderOf(refund, payment);
    if (refund.state === 'created') {
      const moved = await refundStore.move(refund.id, { to: 'requested', by: 'system' });
      if (moved) await takeWord(moved, order, await provider.refund(order));
      return;
    }
    const word = (await provider.refundStatus(order)) ?? (await provider.refund(order));
    await takeWord(refund, order, word);
  }

  async function advance(id: string): Promise<void> {
    const refund = await refundStore.byId(id);
    if (!refund) return;
    if (isFinalRefund(refund.state)) return finishRefund(id, deps);
    const payment = await store.byId(refund.paymentId);
    const share = payment && (await refundStore.hold(refund));
    if (!payment || !share) return fail(id, 'too_much');
    if (!(await setAside(refund, payment, share, deps))) return fail(id, 'too_much');
    if (refund.byHand) {
      await refundStore.move(id, { to: 'paid', by: 'person', nextLookAt: clock() });
      return finishRefund(id, deps);
    }
    const refusal = refundRefusal(registry.byName(refund.provider), payment, refund.amount);
    if (refusal) {
      await fail(id, refusal);
      return wholeAfterParts(refund);
    }
    await atProvider(refund, payment);
    const now = await refundStore.byId(id);
    if (now && !isFinalRefund(now.state)) await refundStore.lookAgain(id, afterLooks(clock(), now.looks));
  }

  const tryToAdvance = async (refund: Refund): Promise<void> => {
    try {
      await advance(refund.id);
    } catch (error) {
      log.warn({ error, refundId: refund.id }, 'a refund could not be carried on; it will be tried again');
      await refundStore.lookAgain(refund.id, afterLooks(clock(), refund.looks));
    }
  };

  async function ofPayment(payment: Payment, wish: OneRefund, key: string, wishKey = key): Promise<Refund> {
    const refund = await refundStore.insert(newRefund(payment, wish, key, wishKey));
    if (refund.state === 'created') await tryToAdvance(refund);
    return (await refundStore.byId(refund.id)) ?? refund;
  }

  /**
   * Parts that could not go back lie in the credit: once they are all of the payment, it goes back as a whole. Where the
   * process ends in between, the credit stays, and the administration sees it.
   */
  async function wholeAfterParts({ paymentId, by, why }: Refund): Promise<void> {
    const payment = await store.byId(paymentId);
    const all = payment?.received?.amount;
    if (!payment || all === undefined || refundableOf(payment).inCredit !== all) return;
    if (refundRefusal(registry.byName(payment.provider), payment, all)) return;
    await ofPayment(payment, { amount: all, by, reason: why, onlyCredit: true }, `whole:${paymentId}`);
  }

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
      made.push(await ofPayment(payment, one, `${key}:${payment.id}`, key));
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
      return [await ofPayment(payment, { ...wish, amount }, key)];
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
      if (!isFinalRefund(refund.state)) await advance(refund.id);
      return refundStore.byId(refund.id);
    },

    async lookAfter(now) {
      const due = await refundStore.due(now, batch);
      for (const refund of due) await tryToAdvance(refund);
      return due.length;
    },

    byId: (id) => refundStore.byId(id),
  };
}
