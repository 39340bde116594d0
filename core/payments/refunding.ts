import { LisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Money } from '../money.ts';
import { toLabel } from './label.ts';
import { afterLooks } from './looks.ts';
import { newRefund, type OneRefund, type RefundKeys } from './new-refund.ts';
import { refAtProvider, type Payment } from './payment.model.ts';
import type { ProviderRegistry } from './provider-registry.ts';
import type { RefundEvent, RefundOrder } from './provider.ts';
import { finishRefund, setAside, type RefundEffectsDeps } from './refund-effects.ts';
import { refundRefusal } from './refund-limits.ts';
import type { Refund } from './refund.model.ts';
import { isFinalRefund } from './refund.states.ts';
import { refundableOf } from './refund.store.ts';

export interface RefundingDeps extends RefundEffectsDeps {
  readonly registry: ProviderRegistry;
  readonly log: Log;
}

export interface Refunding {
  /** Makes a refund and carries it as far as it goes now. The same key gives the same one; a wish may have several. */
  give(payment: Payment, wish: OneRefund, keys: RefundKeys): Promise<Refund>;
  /** Carries it on from where it stands. */
  advance(id: string): Promise<void>;
  /** The same, but whatever goes wrong is left for later. */
  tryToAdvance(refund: Refund): Promise<void>;
}

/** The way of a refund from the wish to its end, at the provider's and in our book. */
export function createRefunding(deps: RefundingDeps): Refunding {
  const { refundStore, store, registry, clock, log } = deps;

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

  async function give(payment: Payment, wish: OneRefund, keys: RefundKeys): Promise<Refund> {
    const refund = await refundStore.insert(newRefund(payment, wish, keys, clock()));
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
    const key = `whole:${paymentId}`;
    await give(payment, { amount: all, by, reason: why, onlyCredit: true }, { key, wishKey: key });
  }

  return { give, advance, tryToAdvance };
}
