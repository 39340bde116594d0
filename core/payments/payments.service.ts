import { randomUUID } from 'node:crypto';

import { newId } from '../database/index.ts';
import type { Channel, CountryCode } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';
import { LisoloError, isLisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Money } from '../money.ts';
import { approvalNotice } from './approval-notice.ts';
import { finishPayment, type EffectsDeps } from './effects.ts';
import { toLabel } from './label.ts';
import type { Payment, PaymentRecord, PurposeRef } from './payment.model.ts';
import { isFinalPayment } from './payment.states.ts';
import type { ProviderRegistry } from './provider-registry.ts';
import type { PaymentProvider, ProviderEvent } from './provider.ts';

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

export interface PaymentService {
  /**
   * Saves a payment, then asks the provider for it; waits at most 1.5 s for the provider, the rest follows by notice.
   * The same key gives the same payment. Throws `invalid_input` (amount, currency), `conflict` (`details.until`: another
   * payment is awaited), `not_found`, `unavailable` (no provider asks this wallet).
   */
  request(wish: PaymentWish, idempotencyKey: string): Promise<Payment>;
  /** Whether this wallet can be asked for money now. */
  takes(operator: string, country: CountryCode): boolean;
  /** Asks a provider about one payment and takes its word. Undefined when we do not know the payment. Throws `unavailable`. */
  hear(provider: string, ref: string): Promise<Payment | undefined>;
  /** Takes a provider's word, in any order and any number of times. Undefined when the payment is unknown. */
  settle(provider: string, event: ProviderEvent): Promise<Payment | undefined>;
  /** Asks about payments that stay open, ends those that nobody knows of, resumes unfinished effects. Returns how many it looked at. */
  lookAfter(now: Date): Promise<number>;
  /** Asks about one payment now, out of its turn; one that is final stays as it is. Throws `not_found`. */
  check(id: string): Promise<Payment>;
  byId(id: string): Promise<Payment | undefined>;
  byIds(ids: readonly string[]): Promise<Payment[]>;
  /** Waits for what this process has under way (orderly stop, tests). */
  idle(): Promise<void>;
}

export interface PaymentServiceDeps extends EffectsDeps {
  readonly registry: ProviderRegistry;
  readonly approvalMinutes: number;
  /** How long a slow provider may hold up the dialog's answer; 1.5 s. */
  readonly patienceMs?: number;
  readonly log: Log;
}

const seconds = 1_000;
/** An order that was lost on the way is sent again only this soon after the citizen asked for it. */
const resendMs = 120 * seconds;
const longestPauseMs = 600 * seconds;
const batch = 100;

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);
const pauseMs = (looks: number): number => Math.min(longestPauseMs, 10 * seconds * 2 ** Math.min(looks, 10));

/** Ever less often, but once right after the time to approve is over. */
function nextQuestion({ looks, expiresAt }: Payment, now: Date): Date {
  const next = later(now, pauseMs(looks));
  return expiresAt > now && expiresAt < next ? expiresAt : next;
}

function newPayment(
  wish: PaymentWish,
  idempotencyKey: string,
  provider: string,
  deps: PaymentServiceDeps,
): PaymentRecord {
  const now = deps.clock();
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
    expiresAt: later(now, deps.approvalMinutes * 60 * seconds),
    nextLookAt: later(now, pauseMs(0)),
    looks: 0,
    createdAt: now,
  };
}

/** Money that came after the payment had ended otherwise: a payment of its own, confirmed from the start. */
function latePayment(payment: Payment, received: Money, now: Date): PaymentRecord {
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

/** Payments by mobile money, whatever they are for. */
export function createPayments(deps: PaymentServiceDeps): PaymentService {
  const { store, purposes, registry, clock, log, patienceMs = 1.5 * seconds } = deps;
  const underWay = new Set<Promise<unknown>>();

  const track = <T>(work: Promise<T>): Promise<T> => {
    const kept = work.catch(() => undefined).finally(() => underWay.delete(kept));
    underWay.add(kept);
    return work;
  };

  /** Runs the effects; a fault is left to the job, since the payment itself is safely stored. */
  const finish = async (id: string): Promise<void> => {
    try {
      await finishPayment(id, deps);
    } catch (error) {
      log.error({ error, paymentId: id }, 'an effect of a payment failed; it will be resumed');
      await store.lookAgain(id, later(clock(), pauseMs(0)));
    }
  };

  const end = async (id: string, state: 'expired' | 'failed', reason: string): Promise<void> => {
    const moved = await store.move(id, { to: state, by: 'system', reason, set: { nextLookAt: clock() } });
    if (moved) await finish(id);
  };

  /** The one that took it; throws `unavailable` when it is not set up any more. */
  const providerOf = ({ provider }: Payment): PaymentProvider => {
    const found = registry.byName(provider);
    if (!found) throw new LisoloError('unavailable', { reason: `${provider} is not set up any more` });
    return found;
  };

  const dispatch = async (payment: Payment): Promise<void> => {
    const { reference } = await purposes.of(payment.purpose.kind).describe(payment.purpose.id);
    // Whoever makes this move calls the provider; somebody else has done it, or ended the payment, when it fails.
    if (payment.state === 'created' && !(await store.move(payment.id, { to: 'requested', by: 'system' }))) return;
    const answer = await providerOf(payment).initiate({
      ref: payment.providerRef,
      phone: payment.payerPhone,
      operator: payment.operator,
      country: payment.country,
      money: { amount: payment.amount, currency: payment.currency },
      label: toLabel(reference),
      expiresAt: payment.expiresAt,
    });
    if (!answer.accepted) return end(payment.id, 'failed', answer.reason);
    if (answer.link) await store.note(payment.id, { link: answer.link });
    const pending = await store.move(payment.id, { to: 'pending', by: 'system' });
    if (pending) await approvalNotice(pending, deps);
  };

  const takeConfirmation = async (payment: Payment, received: Money): Promise<Payment | undefined> => {
    const now = clock();
    const moved = await store.move(payment.id, {
      to: 'confirmed',
      by: 'provider',
      set: { received, confirmedAt: now, nextLookAt: now },
    });
    if (moved) return moved;
    const current = await store.byId(payment.id);
    if (!current || current.state === 'confirmed') return current;
    return (await store.insert(latePayment(current, received, now))).payment;
  };

  const settle = async (providerName: string, event: ProviderEvent): Promise<Payment | undefined> => {
    const payment = await store.byRef(providerName, event.ref);
    if (!payment) return undefined;
    if (event.outcome === 'pending') {
      if (event.link && !payment.link) await store.note(payment.id, { link: event.link });
      await store.move(payment.id, { to: 'pending', by: 'provider' });
      const open = await store.byId(payment.id);
      if (open?.state === 'pending') await approvalNotice(open, deps);
      return open;
    }
    if (event.outcome === 'confirmed') {
      if (!event.money || !Number.isSafeInteger(event.money.amount) || event.money.amount <= 0) {
        throw new LisoloError('invalid_input', { reason: 'confirmation without an amount' });
      }
      if (event.money.amount !== payment.amount || event.money.currency !== payment.currency)
        log.warn({ paymentId: payment.id, said: event.money }, 'another amount came than was asked for');
      const confirmed = await takeConfirmation(payment, event.money);
      if (confirmed?.nextLookAt) await finish(confirmed.id);
      return confirmed && store.byId(confirmed.id);
    }
    const moved = await store.move(payment.id, {
      to: event.outcome,
      by: 'provider',
      set: { nextLookAt: clock() },
      ...(event.reason ? { reason: event.reason } : {}),
    });
    if (moved) await finish(moved.id);
    return store.byId(payment.id);
  };

  const ask = async (payment: Payment, now: Date): Promise<void> => {
    const word = await providerOf(payment).status(payment.providerRef);
    if (word) await settle(payment.provider, word);
    else if (now >= payment.expiresAt) return end(payment.id, 'expired', 'never_arrived');
    else if (now.getTime() - payment.createdAt.getTime() < resendMs) await dispatch(payment);
    const current = await store.byId(payment.id);
    if (current && !isFinalPayment(current.state)) await store.lookAgain(payment.id, nextQuestion(payment, now));
  };

  const lookAt = async (payment: Payment, now: Date): Promise<void> => {
    try {
      if (isFinalPayment(payment.state)) await finish(payment.id);
      else await ask(payment, now);
    } catch (error) {
      log.warn({ error, paymentId: payment.id }, 'a payment could not be looked after; it will be tried again');
      await store.lookAgain(payment.id, later(now, pauseMs(payment.looks)));
    }
  };

  const checkAmount = async ({ purpose, amount }: PaymentWish): Promise<void> => {
    const remaining = await purposes.of(purpose.kind).remaining(purpose.id);
    const fits = Number.isSafeInteger(amount.amount) && amount.amount > 0 && amount.amount <= remaining.amount;
    if (remaining.currency !== amount.currency || !fits) {
      throw new LisoloError('invalid_input', {
        reason: 'amount',
        remaining: remaining.amount,
        currency: remaining.currency,
      });
    }
  };

  const reserve = async (payment: Payment, anyway: boolean): Promise<void> => {
    try {
      await purposes
        .of(payment.purpose.kind)
        .reserve({ id: payment.purpose.id, paymentId: payment.id, until: payment.expiresAt, now: clock(), anyway });
    } catch (error) {
      if (isLisoloError(error, 'conflict')) {
        // Nobody was asked for money: nothing to tell but what the dialog says now.
        const at = clock();
        await store.move(payment.id, {
          to: 'failed',
          by: 'system',
          reason: 'busy',
          set: { steps: { released: at, told: at } },
        });
        await store.lookAgain(payment.id, undefined);
      }
      throw error;
    }
  };

  /**
   * The dialog shows the link if it is there by now; otherwise it follows by message. Whichever of this and the
   * provider's answer writes last sees what the other wrote.
   */
  const withLink = async (payment: Payment): Promise<Payment> => {
    const isAwaited = registry.byName(payment.provider)?.byLink && !payment.link && !isFinalPayment(payment.state);
    if (!isAwaited) return payment;
    await store.note(payment.id, { linkFollows: true });
    const current = await store.byId(payment.id);
    if (current?.link) await approvalNotice(current, deps);
    return { ...payment, linkFollows: true };
  };

  return {
    async request(wish, idempotencyKey) {
      const before = await store.byKey(idempotencyKey);
      if (before && before.state !== 'created') {
        if (before.reason === 'busy') throw new LisoloError('conflict', { reason: 'busy' });
        return before;
      }
      if (!before) await checkAmount(wish);
      const provider = before?.provider ?? registry.choose(wish.operator, wish.country)?.name;
      if (!provider) throw new LisoloError('unavailable', { reason: 'no provider asks this wallet' });
      const { payment } = before
        ? { payment: before }
        : await store.insert(newPayment(wish, idempotencyKey, provider, deps));
      await reserve(payment, wish.anyway ?? false);
      const sent = track(dispatch(payment)).catch((error: unknown) => {
        log.warn({ error, paymentId: payment.id }, 'the provider did not answer; it will be asked');
      });
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([sent, new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))]);
      clearTimeout(timer);
      return withLink((await store.byId(payment.id)) ?? payment);
    },

    takes: (operator, country) => registry.choose(operator, country) !== undefined,

    hear: (providerName, ref) =>
      track(
        (async () => {
          const payment = await store.byRef(providerName, ref);
          if (!payment) return undefined;
          const word = await providerOf(payment).status(ref);
          return word ? settle(providerName, word) : payment;
        })(),
      ),

    settle: (providerName, event) => track(settle(providerName, event)),

    async lookAfter(now) {
      const payments = await store.due(now, batch);
      for (const payment of payments) await lookAt(payment, now);
      return payments.length;
    },

    async check(id) {
      const payment = await store.byId(id);
      if (!payment) throw new LisoloError('not_found', { reason: 'there is no such payment' });
      await track(lookAt(payment, clock()));
      return (await store.byId(id)) ?? payment;
    },

    byId: (id) => store.byId(id),
    byIds: (ids) => store.byIds(ids),

    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
