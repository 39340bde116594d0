import { LisoloError, isLisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { UnderWay } from '../under-way.ts';
import { approvalNotice } from './approval-notice.ts';
import type { Dispatch } from './dispatch.ts';
import type { EffectsDeps } from './effects.ts';
import { newPayment, type PaymentWish } from './new-payment.ts';
import type { Payment } from './payment.model.ts';
import { isFinalPayment } from './payment.states.ts';
import type { ProviderRegistry } from './provider-registry.ts';

export interface RequestingDeps extends EffectsDeps {
  readonly registry: ProviderRegistry;
  readonly dispatch: Dispatch;
  readonly work: UnderWay;
  readonly approvalMinutes: number;
  /** How long a slow provider may hold up the dialog's answer; 1.5 s. */
  readonly patienceMs?: number;
  readonly log: Log;
}

/** From somebody's wish to a payment that a provider was asked for; throws as `PaymentService.request` says. */
export function createRequesting(deps: RequestingDeps) {
  const { store, purposes, registry, clock, log, patienceMs = 1_500 } = deps;

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

  const stored = async (wish: PaymentWish, idempotencyKey: string): Promise<Payment> => {
    await checkAmount(wish);
    const provider = registry.choose(wish.operator, wish.country)?.name;
    if (!provider) throw new LisoloError('unavailable', { reason: 'no provider asks this wallet' });
    const { approvalMinutes } = deps;
    const { payment } = await store.insert(
      newPayment(wish, { idempotencyKey, provider, approvalMinutes, now: clock() }),
    );
    return payment;
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

  const sendPatiently = async (payment: Payment): Promise<void> => {
    const sent = deps.work.track(deps.dispatch(payment)).catch((error: unknown) => {
      log.warn({ error, paymentId: payment.id }, 'the provider did not answer; it will be asked');
    });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([sent, new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))]);
    clearTimeout(timer);
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

  return async (wish: PaymentWish, idempotencyKey: string): Promise<Payment> => {
    const before = await store.byKey(idempotencyKey);
    if (before && before.state !== 'created') {
      if (before.reason === 'busy') throw new LisoloError('conflict', { reason: 'busy' });
      return before;
    }
    const payment = before ?? (await stored(wish, idempotencyKey));
    await reserve(payment, wish.anyway ?? false);
    await sendPatiently(payment);
    return withLink((await store.byId(payment.id)) ?? payment);
  };
}
