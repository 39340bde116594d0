import type { Log } from '../log.ts';
import type { Dispatch } from './dispatch.ts';
import { afterLooks, nextQuestion } from './looks.ts';
import type { Payment } from './payment.model.ts';
import { isFinalPayment } from './payment.states.ts';
import type { PaymentStore } from './payment.store.ts';
import type { ProviderRegistry } from './provider-registry.ts';
import type { Settling } from './settling.ts';

/** An order that was lost on the way is sent again only this soon after the citizen asked for it. */
const resendMs = 120_000;

export interface LookingAfterDeps {
  readonly store: PaymentStore;
  readonly registry: ProviderRegistry;
  readonly dispatch: Dispatch;
  readonly settling: Settling;
  readonly log: Log;
}

/** Looks at one payment: asks the provider about it while it is open, resumes what follows once it is final. */
export function createLookingAfter({ store, registry, dispatch, settling, log }: LookingAfterDeps) {
  const ask = async (payment: Payment, now: Date): Promise<void> => {
    const word = await registry.of(payment).status(payment.providerRef);
    if (word) await settling.settle(payment.provider, word);
    else if (now >= payment.expiresAt) return settling.end(payment.id, 'expired', 'never_arrived');
    else if (now.getTime() - payment.createdAt.getTime() < resendMs) await dispatch(payment);
    const current = await store.byId(payment.id);
    if (current && !isFinalPayment(current.state)) await store.lookAgain(payment.id, nextQuestion(payment, now));
  };

  return async (payment: Payment, now: Date): Promise<void> => {
    try {
      if (isFinalPayment(payment.state)) await settling.finish(payment.id);
      else await ask(payment, now);
    } catch (error) {
      log.warn({ error, paymentId: payment.id }, 'a payment could not be looked after; it will be tried again');
      await store.lookAgain(payment.id, afterLooks(now, payment.looks));
    }
  };
}
