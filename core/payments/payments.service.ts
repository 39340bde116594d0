import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createUnderWay } from '../under-way.ts';
import { createDispatch } from './dispatch.ts';
import type { EffectsDeps } from './effects.ts';
import { createLookingAfter } from './looking-after.ts';
import type { PaymentWish } from './new-payment.ts';
import type { Payment } from './payment.model.ts';
import type { ProviderRegistry } from './provider-registry.ts';
import type { ProviderEvent } from './provider.ts';
import { createRequesting } from './requesting.ts';
import { createSettling } from './settling.ts';

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
  readonly patienceMs?: number;
  readonly log: Log;
}

const batch = 100;

/** Payments by mobile money, whatever they are for. */
export function createPayments(deps: PaymentServiceDeps): PaymentService {
  const { store, registry, clock } = deps;
  const work = createUnderWay();
  const settling = createSettling(deps);
  const dispatch = createDispatch({ ...deps, settling });
  const lookAt = createLookingAfter({ ...deps, dispatch, settling });

  const hear = async (provider: string, ref: string): Promise<Payment | undefined> => {
    const payment = await store.byRef(provider, ref);
    if (!payment) return undefined;
    const word = await registry.of(payment).status(ref);
    return word ? settling.settle(provider, word) : payment;
  };

  return {
    request: createRequesting({ ...deps, dispatch, work }),
    takes: (operator, country) => registry.choose(operator, country) !== undefined,
    hear: (provider, ref) => work.track(hear(provider, ref)),
    settle: (provider, event) => work.track(settling.settle(provider, event)),

    async lookAfter(now) {
      const payments = await store.due(now, batch);
      for (const payment of payments) await lookAt(payment, now);
      return payments.length;
    },

    async check(id) {
      const payment = await store.byId(id);
      if (!payment) throw new LisoloError('not_found', { reason: 'there is no such payment' });
      await work.track(lookAt(payment, clock()));
      return (await store.byId(id)) ?? payment;
    },

    byId: (id) => store.byId(id),
    byIds: (ids) => store.byIds(ids),
    idle: () => work.idle(),
  };
}
