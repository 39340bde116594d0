import type { Attachment } from '../dialog/types.ts';
import { money, t, type Words } from '../dialog/words.ts';
import type { Notice, NotificationService } from '../notifications/index.ts';
import { moneyOf, unasked, type Payment } from './payment.model.ts';
import type { PayableDescription, PurposeRegistry } from './purpose.ts';
import type { Receipts } from './receipts.ts';

export interface PayNoticesDeps {
  readonly purposes: PurposeRegistry;
  readonly receipts: Receipts;
  readonly notifications: Pick<NotificationService, 'notify'>;
}

/** A USSD phone gets an SMS, since that is where it was asked for; a known person is reached wherever they write. */
export const requesterOf = ({ requester, payerPhone }: Payment): Notice['to'] => {
  if (requester.channel === 'ussd') return { channel: 'sms', address: requester.address || payerPhone };
  if (requester.personId) return { personId: requester.personId };
  return { channel: requester.channel, address: requester.address };
};

async function paidBody(payment: Payment, what: PayableDescription, { purposes }: PayNoticesDeps): Promise<Words[]> {
  const received = moneyOf(payment);
  const remaining = await purposes.of(payment.purpose.kind).remaining(payment.purpose.id);
  const excess = payment.steps.allocated?.excess ?? 0;
  return [
    t('payments:notice.paid', { amount: money(received), what: what.title, receipt: payment.receiptNumber ?? '' }),
    remaining.amount > 0 ? t('payments:notice.remaining', { amount: money(remaining) }) : t('payments:notice.settled'),
    ...(excess > 0
      ? [
          t('payments:notice.credit', { amount: money({ amount: excess, currency: received.currency }) }),
          ...(payment.requester.personId ? [t('payments:notice.creditWhere')] : []),
        ]
      : []),
  ];
}

const endedBody = (payment: Payment, what: PayableDescription): Words[] => [
  t(`payments:notice.${payment.state === 'confirmed' ? 'failed' : payment.state}`, {
    amount: money(moneyOf(payment)),
    what: what.title,
  }),
  t('payments:notice.nothingTaken'),
  ...(what.again ? [what.again] : []),
];

/** Tells the payer, and the owner when that is somebody else, how a payment ended. Keys make each message go once. */
export async function payNotices(payment: Payment, deps: PayNoticesDeps): Promise<void> {
  const what = await deps.purposes.of(payment.purpose.kind).describe(payment.purpose.id);
  // Answers what the payer has just asked for: STOP does not hold it back.
  const common = { language: payment.language, country: payment.country, essential: true };
  const key = `payment:${payment.id}:${payment.state}`;
  if (payment.state !== 'confirmed') {
    await deps.notifications.notify({ ...common, key, to: requesterOf(payment), body: endedBody(payment, what) });
    return;
  }
  const body = await paidBody(payment, what, deps);
  const attachments: Attachment[] = payment.steps.receipted ? [deps.receipts.attachment(payment)] : [];
  // Who brought money to a bank is not known: the owner gets the receipt.
  const isAsked = payment.requester.address !== unasked;
  if (isAsked) await deps.notifications.notify({ ...common, key, to: requesterOf(payment), body, attachments });
  if (payment.payerPhone !== payment.requester.address && payment.requester.channel === 'ussd') {
    await deps.notifications.notify({
      ...common,
      key: `${key}:wallet`,
      to: { phone: payment.payerPhone },
      body,
      attachments,
    });
  }
  if (what.ownerId && what.ownerId !== payment.requester.personId) {
    const received = t('payments:notice.paidForYou', { what: what.title, amount: money(moneyOf(payment)) });
    const told = isAsked ? [received, ...body.slice(1, 2)] : body.slice(0, 2);
    await deps.notifications.notify({
      country: payment.country,
      key: `${key}:owner`,
      to: { personId: what.ownerId },
      body: told,
      ...(isAsked ? {} : { attachments }),
    });
  }
}
