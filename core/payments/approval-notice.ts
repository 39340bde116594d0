import { operatorById } from '../countries/index.ts';
import { money, t } from '../dialog/words.ts';
import type { NotificationService } from '../notifications/index.ts';
import { requesterOf } from './notices.ts';
import { moneyOf, type Payment } from './payment.model.ts';

/**
 * Tells how to approve where the phone does not ask by itself: a code to dial, or a link to open. By SMS to the paying
 * phone when the dialog was on another one or was USSD, whose text is gone after END; the link also where it was asked
 * for, when the dialog ended before it was known. The keys let each go once.
 */
export async function approvalNotice(
  payment: Payment,
  { notifications }: { notifications: Pick<NotificationService, 'notify'> },
): Promise<void> {
  const operator = operatorById(payment.operator);
  const { link, payerPhone: phone } = payment;
  const code = operator?.approveBy;
  if (!link && !code) return;
  const params = { amount: money(moneyOf(payment)), operator: operator?.wallet ?? payment.operator };
  const body = [
    link
      ? t('payments:notice.openLink', { ...params, link })
      : t('payments:notice.dial', { ...params, code: code ?? '' }),
  ];
  const common = { language: payment.language, country: payment.country, essential: true, body };
  const key = `payment:${payment.id}:approval`;
  if (payment.tellPayer) await notifications.notify({ ...common, key, to: { channel: 'sms', address: phone } });
  if (link && payment.linkFollows && payment.requester.channel !== 'ussd')
    await notifications.notify({ ...common, key: `${key}:requester`, to: requesterOf(payment) });
}
