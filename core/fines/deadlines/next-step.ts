import { toPayable } from '../../money.ts';
import { isContested } from '../contestations/rules.ts';
import { discountInForce, increased, tariffNow } from '../dues.ts';
import { isPayable } from '../fines.service.ts';
import type { Adjustment, Fine } from '../infraction.model.ts';
import { termsOf } from '../terms.ts';
import { daysAfter, hourOfDay } from './calendar.ts';

/** One thing that time does to a fine, and from which moment on. */
export type Step =
  /** Makes sense until the next reminder, or the deadline. */
  | { readonly kind: 'reminder'; readonly key: string; readonly at: Date; readonly until: Date }
  | { readonly kind: 'adjustment'; readonly at: Date; readonly adjustment: Adjustment }
  | { readonly kind: 'forwarding'; readonly at: Date };

/** Names forwarding among the keys of reminders and adjustments. */
export const forwardedStep = 'forwarded';

/** Days from the deadline on which somebody is reminded, at this hour of the local day. */
const reminders = [-7, -1, 1, 7] as const;
const reminderHour = 9;
/** For so many days the last reminder still makes sense. */
const lastReminderDays = 7;

const byClock = 'clock';
const rightAfter = (moment: Date): Date => new Date(moment.getTime() + 1);
const latest = (...moments: Date[]): Date => new Date(Math.max(...moments.map(Number)));

/** When the present deadline was set: at the recording, when the owner became known, or when a contestation was over. */
const deadlineSetAt = ({ createdAt, told, contestations }: Fine): Date =>
  latest(
    createdAt,
    told?.begunAt ?? createdAt,
    ...contestations.flatMap(({ history }) => history.slice(-1).map(({ at }) => at)),
  );

/** The days are over: this is the first moment after them. */
const afterDeadline = ({ deadline, country }: Fine, days: number): Date =>
  rightAfter(daysAfter(deadline, days, country));

/** Names the end of a discount. */
export const overKey = ({ key }: Pick<Adjustment, 'key'>): string => key.replace('discount:', 'discount-over:');

/** The discount was not used in time. */
function lapse(fine: Fine): Step | undefined {
  const discount = discountInForce(fine);
  if (!discount?.until) return undefined;
  // It waited for the end of a contestation.
  const at = latest(rightAfter(discount.until), deadlineSetAt(fine));
  return {
    kind: 'adjustment',
    at,
    adjustment: { key: overKey(discount), kind: 'discount_over', amount: -discount.amount, at, by: byClock },
  };
}

/** The first increase that was not applied yet; the last one is cut down to what the cap leaves. */
function increase(fine: Fine): Step | undefined {
  const { increases = [], capPercent } = termsOf(fine);
  const base = tariffNow(fine);
  const percentOfBase = (percent: number): number => toPayable(Math.floor((base * percent) / 100), fine.due.currency);
  const cap = capPercent === undefined ? Infinity : percentOfBase(capPercent);
  const room = cap - increased(fine);
  for (const [index, { afterDays, percent, amount }] of increases.entries()) {
    const key = `increase:${index + 1}`;
    if (fine.adjustments.some((one) => one.key === key)) continue;
    const more = Math.min(amount ?? percentOfBase(percent ?? 0), room);
    if (more <= 0) continue;
    const at = afterDeadline(fine, afterDays);
    return { kind: 'adjustment', at, adjustment: { key, kind: 'increase', amount: more, at, by: byClock } };
  }
  return undefined;
}

function forwarding(fine: Fine): Step | undefined {
  const { forwardAfterDays } = termsOf(fine);
  if (forwardAfterDays === undefined) return undefined;
  return { kind: 'forwarding', at: afterDeadline(fine, forwardAfterDays) };
}

const reminderKey = (days: number): string => `${days < 0 ? 'before' : 'after'}:${Math.abs(days)}`;

/** The first reminder that was not given yet. None is given for a day that was over when the deadline was set. */
function reminder(fine: Fine): Step | undefined {
  const days = reminders.find((day) => !fine.schedule.done.includes(reminderKey(day)));
  if (days === undefined) return undefined;
  const on = (day: number): Date => hourOfDay(fine.deadline, day, reminderHour, fine.country);
  const at = on(days);
  if (at <= deadlineSetAt(fine)) {
    const skipped = { ...fine, schedule: { ...fine.schedule, done: [...fine.schedule.done, reminderKey(days)] } };
    return reminder(skipped);
  }
  const following = reminders[reminders.indexOf(days) + 1];
  const until = days === -1 ? fine.deadline : on(following ?? days + lastReminderDays);
  return { kind: 'reminder', key: reminderKey(days), at, until };
}

/** Of those that come at the same moment the one that stands first. */
const firstOf = (coming: readonly (Step | undefined)[]): Step | undefined =>
  coming
    .filter((step) => step !== undefined)
    .reduce<Step | undefined>((first, step) => (first && first.at <= step.at ? first : step), undefined);

/** The next change of what is due, if nothing is paid or contested until then. */
export function nextAdjustment(fine: Fine): Adjustment | undefined {
  if (!isPayable(fine) || isContested(fine)) return undefined;
  const coming = [lapse(fine), ...(fine.state === 'forwarded' ? [] : [increase(fine)])];
  const first = firstOf(coming);
  return first?.kind === 'adjustment' ? first.adjustment : undefined;
}

/**
 * C9: what time does next to this fine, however long ago it was due; undefined while nothing comes: paid, contested or
 * closed. A forwarded case is the parquet's: only a discount still ends.
 */
export function nextStep(fine: Fine): Step | undefined {
  if (!isPayable(fine) || isContested(fine)) return undefined;
  const coming =
    fine.state === 'forwarded' ? [lapse(fine)] : [lapse(fine), increase(fine), forwarding(fine), reminder(fine)];
  return firstOf(coming);
}
