import { LisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Money } from '../money.ts';
import { approvalNotice } from './approval-notice.ts';
import { finishPayment, type EffectsDeps } from './effects.ts';
import { afterLooks } from './looks.ts';
import { latePayment } from './new-payment.ts';
import type { Payment } from './payment.model.ts';
import type { ProviderEvent } from './provider.ts';

export interface Settling {
  /** Takes a provider's word, in any order and any number of times. Undefined when the payment is unknown. */
  settle(provider: string, event: ProviderEvent): Promise<Payment | undefined>;
  /** Runs the effects of a final state; a fault is left to the job, since the payment itself is safely stored. */
  finish(id: string): Promise<void>;
  /** Ends a payment without money. */
  end(id: string, state: 'expired' | 'failed', reason: string): Promise<void>;
}

/** How payments come to their end, and what is done then. */
export function createSettling(deps: EffectsDeps & { readonly log: Log }): Settling {
  const { store, clock, log } = deps;

  const finish = async (id: string): Promise<void> => {
    try {
      await finishPayment(id, deps);
    } catch (error) {
      log.error({ error, paymentId: id }, 'an effect of a payment failed; it will be resumed');
      await store.lookAgain(id, afterLooks(clock(), 0));
    }
  };

  const takePending = async (payment: Payment, link: string | undefined): Promise<Payment | undefined> => {
    if (link && !payment.link) await store.note(payment.id, { link });
    await store.move(payment.id, { to: 'pending', by: 'provider' });
    const open = await store.byId(payment.id);
    if (open?.state === 'pending') await approvalNotice(open, deps);
    return open;
  };

  const confirm = async (payment: Payment, received: Money): Promise<Payment | undefined> => {
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

  const takeConfirmation = async (payment: Payment, money: Money | undefined): Promise<Payment | undefined> => {
    if (!money || !Number.isSafeInteger(money.amount) || money.amount <= 0) {
      throw new LisoloError('invalid_input', { reason: 'confirmation without an amount' });
    }
    if (money.amount !== payment.amount || money.currency !== payment.currency)
      log.warn({ paymentId: payment.id, said: money }, 'another amount came than was asked for');
    const confirmed = await confirm(payment, money);
    if (confirmed?.nextLookAt) await finish(confirmed.id);
    return confirmed && store.byId(confirmed.id);
  };

  return {
    finish,

    async settle(provider, event) {
      const payment = await store.byRef(provider, event.ref);
      if (!payment) return undefined;
      if (event.outcome === 'pending') return takePending(payment, event.link);
      if (event.outcome === 'confirmed') return takeConfirmation(payment, event.money);
      const moved = await store.move(payment.id, {
        to: event.outcome,
        by: 'provider',
        set: { nextLookAt: clock() },
        ...(event.reason ? { reason: event.reason } : {}),
      });
      if (moved) await finish(moved.id);
      return store.byId(payment.id);
    },

    async end(id, state, reason) {
      const moved = await store.move(id, { to: state, by: 'system', reason, set: { nextLookAt: clock() } });
      if (moved) await finish(id);
    },
  };
}
