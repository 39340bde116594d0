import { money, t, type Words } from '../../dialog/words.ts';
import { contestRefusal, contestUntil } from '../contestations/rules.ts';
import { at, plateParam } from '../flows/words.ts';
import type { Adjustment, Fine, PendingNews } from '../infraction.model.ts';
import { forwardedStep, nextAdjustment, overKey } from './next-step.ts';

const sumOf = (adjustments: readonly Adjustment[]): number => adjustments.reduce((sum, { amount }) => sum + amount, 0);

/** The last day of a discount, the first one of an increase. */
const dayOf = ({ adjustments }: Fine, { key, at: since }: Adjustment): Date =>
  adjustments.find((one) => one.until && key === overKey(one))?.until ?? since;

/** Names a dismissal among the steps to tell of. */
export const dismissedStep = 'dismissed';

/** What has happened: one line each of a discount that ended, of increases, of forwarding; else it is a reminder. */
function headOf(fine: Fine, { steps }: PendingNews): Words[] {
  const about = { reference: fine.reference, plate: plateParam(fine.plate) };
  const { currency } = fine.due;
  const line = (key: string, kind: Adjustment['kind']): Words[] => {
    const those = fine.adjustments.filter((one) => one.kind === kind && steps.includes(one.key));
    const last = those.at(-1);
    if (!last) return [];
    return [t(key, { ...about, amount: money({ amount: sumOf(those), currency }), date: at(fine, dayOf(fine, last)) })];
  };
  const happened = [
    ...line('deadlines:told.discountOver', 'discount_over'),
    ...line('deadlines:told.increase', 'increase'),
    ...(steps.includes(forwardedStep) ? [t('deadlines:told.forwarded', about)] : []),
  ];
  return happened.length > 0 ? happened : [t('deadlines:told.reminder', about)];
}

function dueLine(fine: Fine, { until }: PendingNews, now: Date): Words {
  const facts = { amount: money(fine.remaining), date: at(fine, fine.deadline) };
  if (fine.deadline >= now) return t('deadlines:told.before', facts);
  return t(until ? 'deadlines:told.after' : 'deadlines:told.due', facts);
}

/** C5, C9: that a case is closed, or what time did to a fine, what to pay until when and how, what comes next, and how long it can be contested. */
export function tidingsOf(fine: Fine, news: PendingNews, { ussdCode, now }: { ussdCode: string; now: Date }): Words[] {
  if (news.steps.includes(dismissedStep))
    return [t('deadlines:told.dismissed', { reference: fine.reference, plate: plateParam(fine.plate) })];
  const next = nextAdjustment(fine);
  const { currency } = fine.due;
  return [
    ...headOf(fine, news),
    dueLine(fine, news, now),
    ...(next
      ? [t('deadlines:told.next', { amount: money({ amount: next.amount, currency }), date: at(fine, next.at) })]
      : []),
    t('roadside:told.pay', { code: ussdCode, short: fine.shortCode }),
    ...(contestRefusal(fine, now) === undefined
      ? [t('deadlines:told.contest', { date: at(fine, contestUntil(fine)) })]
      : []),
  ];
}
