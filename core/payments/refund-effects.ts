import type { Clock } from '../clock.ts';
import { money, t } from '../dialog/words.ts';
import type { LedgerService } from './ledger.service.ts';
import type { Posting } from './ledger.model.ts';
import { requesterOf, type PayNoticesDeps } from './notices.ts';
import { hasPayer, type Payment, type RefundShare } from './payment.model.ts';
import type { PaymentStore } from './payment.store.ts';
import type { PurposeRegistry } from './purpose.ts';
import type { Refund } from './refund.model.ts';
import type { RefundStore } from './refund.store.ts';

export interface RefundEffectsDeps {
  readonly refundStore: RefundStore;
  readonly store: PaymentStore;
  readonly purposes: PurposeRegistry;
  readonly ledger: LedgerService;
  readonly notifications: PayNoticesDeps['notifications'];
  readonly clock: Clock;
}

/** Money on its way back, by provider: what we owe until the provider has paid it out. */
const onTheWay = (refund: Refund): string => `refunds:${refund.provider}`;

const withoutZeros = (postings: readonly Posting[]): Posting[] => postings.filter(({ amount }) => amount !== 0);

/**
 * Takes the money off what was paid and sets it aside in the book. False when there was less than the refund wants,
 * because another one was quicker: then what was taken stays with the payer as credit, and this refund has failed.
 */
export async function setAside(
  refund: Refund,
  payment: Payment,
  share: RefundShare,
  deps: RefundEffectsDeps,
): Promise<boolean> {
  const { refundStore, purposes, ledger, clock } = deps;
  const purpose = purposes.of(payment.purpose.kind);
  const at = clock();
  let taken = refund.steps.taken?.amount;
  if (taken === undefined) {
    const { id } = payment.purpose;
    const wish = { id, paymentId: payment.id, refundId: refund.id, amount: share.fromPurpose, at };
    taken =
      share.fromPurpose === 0
        ? 0
        : ((await purpose.takeBack?.({ ...wish, ...(refund.part ? { part: refund.part } : {}) })) ?? 0);
    await refundStore.note(refund.id, { 'steps.taken': { at, amount: taken } });
  }
  if (!refund.steps.posted) {
    const { account } = await purpose.describe(payment.purpose.id);
    const { currency, creditAccount } = refund;
    const postings = withoutZeros([
      { account, amount: taken, currency },
      { account: creditAccount, amount: share.fromCredit, currency },
      { account: onTheWay(refund), amount: -(taken + share.fromCredit), currency },
    ]);
    if (postings.length > 0)
      await ledger.post({
        key: `refund:${refund.id}`,
        kind: 'refund',
        at: refund.createdAt,
        postings,
        paymentId: payment.id,
      });
    await refundStore.note(refund.id, { 'steps.posted': at });
  }
  return taken === share.fromPurpose;
}

/** Books the end of a refund: the cash has left, or the money lies in the payer's credit. */
async function settle(
  refund: Refund,
  payment: Payment,
  { refundStore, ledger, clock }: RefundEffectsDeps,
): Promise<void> {
  if (refund.steps.settled) return;
  const share = payment.refunds?.find(({ refundId }) => refundId === refund.id);
  const taken = refund.steps.taken?.amount ?? 0;
  const amount = taken + (share?.fromCredit ?? 0);
  const at = clock();
  const { currency, creditAccount } = refund;
  const entry = { kind: 'refund', at, paymentId: payment.id };
  if (refund.state === 'paid') {
    const postings = [
      { account: onTheWay(refund), amount, currency },
      { account: `cash:${refund.provider}`, amount: -amount, currency },
    ];
    await ledger.post({ ...entry, key: `refund:${refund.id}:paid`, postings });
  } else {
    if (share && refund.steps.posted && amount > 0) {
      const postings = [
        { account: onTheWay(refund), amount, currency },
        { account: creditAccount, amount: -amount, currency },
      ];
      await ledger.post({ ...entry, key: `refund:${refund.id}:failed`, postings, reverses: `refund:${refund.id}` });
    }
    if (share) await refundStore.release(refund, taken);
  }
  await refundStore.note(refund.id, { 'steps.settled': at });
}

async function tell(refund: Refund, payment: Payment, deps: RefundEffectsDeps): Promise<void> {
  if (refund.steps.told) return;
  if (hasPayer(payment) && refund.reason !== 'too_much') {
    const what = await deps.purposes.of(payment.purpose.kind).describe(payment.purpose.id);
    const params = { amount: money({ amount: refund.amount, currency: refund.currency }), what: what.title };
    const paid = refund.byHand
      ? t('bank:paidBack', { ...params, reference: refund.byHand.reference })
      : t('payments:notice.refunded', params);
    await deps.notifications.notify({
      key: `refund:${refund.id}:${refund.state}`,
      to: requesterOf(payment),
      body: [refund.state === 'paid' ? paid : t('payments:notice.refundFailed', params)],
      language: payment.language,
      country: payment.country,
      essential: true,
    });
  }
  await deps.refundStore.note(refund.id, { 'steps.told': deps.clock() });
}

/** What follows a final state, one idempotent step after the other; called again, it goes on from there. */
export async function finishRefund(id: string, deps: RefundEffectsDeps): Promise<void> {
  for (const step of [settle, tell]) {
    const refund = await deps.refundStore.byId(id);
    const payment = refund && (await deps.store.byId(refund.paymentId));
    if (refund && payment) await step(refund, payment, deps);
  }
  await deps.refundStore.lookAgain(id, undefined);
}
