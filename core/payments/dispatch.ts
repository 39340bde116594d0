import { approvalNotice } from './approval-notice.ts';
import type { EffectsDeps } from './effects.ts';
import { toLabel } from './label.ts';
import type { Payment } from './payment.model.ts';
import type { ProviderRegistry } from './provider-registry.ts';
import type { Settling } from './settling.ts';

export interface DispatchDeps extends EffectsDeps {
  readonly registry: ProviderRegistry;
  readonly settling: Pick<Settling, 'end'>;
}

/** Hands a payment to the provider that was chosen for it; throws when it cannot be reached. */
export type Dispatch = (payment: Payment) => Promise<void>;

export function createDispatch(deps: DispatchDeps): Dispatch {
  const { store, purposes, registry, settling } = deps;

  return async (payment) => {
    const { reference } = await purposes.of(payment.purpose.kind).describe(payment.purpose.id);
    // Whoever makes this move calls the provider; somebody else has done it, or ended the payment, when it fails.
    if (payment.state === 'created' && !(await store.move(payment.id, { to: 'requested', by: 'system' }))) return;
    const answer = await registry.of(payment).initiate({
      ref: payment.providerRef,
      phone: payment.payerPhone,
      operator: payment.operator,
      country: payment.country,
      money: { amount: payment.amount, currency: payment.currency },
      label: toLabel(reference),
      expiresAt: payment.expiresAt,
    });
    if (!answer.accepted) return settling.end(payment.id, 'failed', answer.reason);
    if (answer.link) await store.note(payment.id, { link: answer.link });
    const pending = await store.move(payment.id, { to: 'pending', by: 'system' });
    if (pending) await approvalNotice(pending, deps);
  };
}
