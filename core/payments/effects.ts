import type { Clock } from '../clock.ts';
import type { LedgerService } from './ledger.service.ts';
import type { Posting } from './ledger.model.ts';
import { payNotices } from './notices.ts';
import type { PayNoticesDeps } from './notices.ts';
import { forgotten, type Payment } from './payment.model.ts';
import type { PaymentStore } from './payment.store.ts';
import type { PurposeRegistry } from './purpose.ts';
import type { Receipts } from './receipts.ts';

export interface EffectsDeps {
  readonly store: PaymentStore;
  readonly purposes: PurposeRegistry;
  readonly ledger: LedgerService;
  readonly receipts: Receipts;
  readonly notifications: PayNoticesDeps['notifications'];
  readonly clock: Clock;
}

/** Where money without a debt waits for its owner: the person who paid, or the payment when nobody is known. */
export const creditAccount = (payment: Payment): string =>
  payment.requester.personId ? `credit:person:${payment.requester.personId}` : `credit:payment:${payment.id}`;

async function allocate(payment: Payment, { store, purposes, clock }: EffectsDeps): Promise<void> {
  if (payment.steps.allocated || !payment.received) return;
  const at = clock();
  const { applied, excess } = await purposes
    .of(payment.purpose.kind)
    .apply({ id: payment.purpose.id, paymentId: payment.id, money: payment.received, at });
  await store.note(payment.id, { 'steps.allocated': { at, applied, excess } });
}

async function post(payment: Payment, { store, purposes, ledger, clock }: EffectsDeps): Promise<void> {
  const { received, steps } = payment;
  if (steps.posted || !received || !steps.allocated) return;
  const { account } = await purposes.of(payment.purpose.kind).describe(payment.purpose.id);
  const { currency } = received;
  const postings: Posting[] = [
    { account: `cash:${payment.provider}`, amount: received.amount, currency },
    { account, amount: -steps.allocated.applied, currency },
    { account: creditAccount(payment), amount: -steps.allocated.excess, currency },
  ].filter((posting) => posting.amount !== 0);
  const at = clock();
  await ledger.post({
    key: `payment:${payment.id}`,
    kind: 'payment',
    at: payment.confirmedAt ?? at,
    postings,
    paymentId: payment.id,
  });
  await store.note(payment.id, { 'steps.posted': at });
}

async function receipt(payment: Payment, { store, receipts, clock }: EffectsDeps): Promise<void> {
  if (payment.steps.receipted) return;
  if (!payment.receiptNumber) {
    // Two processes may both take a number: the first to store it wins, the other number is a gap.
    const receiptNumber = await receipts.nextNumber(payment.country, payment.confirmedAt ?? clock());
    await store.note(payment.id, { receiptNumber }, { receiptNumber: { $exists: false } });
    return;
  }
  const fileId = await receipts.print(payment, payment.receiptNumber);
  await store.note(payment.id, { 'steps.receipted': { at: clock(), fileId } });
}

async function release(payment: Payment, { store, purposes, clock }: EffectsDeps): Promise<void> {
  if (payment.steps.released) return;
  await purposes.of(payment.purpose.kind).release({ id: payment.purpose.id, paymentId: payment.id });
  await store.note(payment.id, { 'steps.released': clock() });
}

async function tell(payment: Payment, deps: EffectsDeps): Promise<void> {
  if (payment.steps.told) return;
  await payNotices(payment, deps);
  await deps.store.note(payment.id, { 'steps.told': deps.clock() });
}

const afterConfirmation = [allocate, post, receipt, receipt, release, tell];
const afterNothing = [release, tell];

/**
 * Does what follows a final state, one idempotent step after the other, each recorded on the payment once done. Throws
 * where a step fails; called again (by a callback, a question or the job), it goes on from there.
 */
export async function finishPayment(id: string, deps: EffectsDeps): Promise<void> {
  const start = await deps.store.byId(id);
  if (!start) return;
  for (const step of start.state === 'confirmed' ? afterConfirmation : afterNothing) {
    const payment = await deps.store.byId(id);
    if (payment) await step(payment, deps);
  }
  await deps.store.lookAgain(id, undefined);
  if ((await deps.store.byId(id))?.forget) await deps.store.note(id, forgotten);
}
