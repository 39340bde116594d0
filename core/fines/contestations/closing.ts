import type { UpdateQuery } from 'mongoose';

import { newsOfDecision } from '../decision-news.ts';
import { discountInForce, increased, increasesOverKey, offerDiscount, tariffNow } from '../dues.ts';
import type { Adjustment, ContestationChange, Fine, InfractionRecord } from '../infraction.model.ts';
import { endOfDayAfter, renewedDiscountDays, termsOf } from '../terms.ts';

type Change = Omit<ContestationChange, 'from' | 'at'>;
type Update = UpdateQuery<InfractionRecord>;

const ended = (index: number, { to }: Change) => ({ [`contestations.${index}.state`]: to });
const written = (index: number, change: Change, at: Date) => ({
  [`contestations.${index}.history`]: { from: 'open', at, ...change },
});
/** The author hears of a decision. */
const toTell = (index: number, at: Date) => ({ [`contestations.${index}.tellAt`]: at });

/** The time to pay begins anew. */
const newDeadline = (fine: Fine, now: Date) => ({
  deadline: endOfDayAfter(now, termsOf(fine).daysToPay, fine.country),
  schedule: { nextAt: now, done: [] },
});

/** The owner hears that the case is closed, unless he hears it as the author. */
const newsForOwner = (fine: Fine, index: number, now: Date): ReturnType<typeof newsOfDecision> =>
  fine.ownerId === undefined || fine.ownerId === fine.contestations[index]?.personId
    ? {}
    : newsOfDecision(fine, 'dismissed', now);

/** The citizen was right: the fine is dismissed in the same step. */
export const upheld = (fine: Fine, index: number, change: Change, now: Date): Update => ({
  $set: { ...ended(index, change), ...toTell(index, now), state: 'dismissed', 'schedule.nextAt': now },
  $push: {
    ...written(index, change, now),
    history: { from: fine.state, to: 'dismissed', at: now, by: change.by, reason: change.words ?? change.reason },
    ...newsForOwner(fine, index, now),
  },
});

/** The author takes it back; nobody has to tell him. */
export const withdrawn = (fine: Fine, index: number, by: string, now: Date): Update => ({
  $set: { ...ended(index, { to: 'withdrawn', by }), ...newDeadline(fine, now) },
  $push: written(index, { to: 'withdrawn', by }, now),
  $unset: { [`contestations.${index}.tellAt`]: 1 },
});

/**
 * The discount after a decision, of what the tariff asks then: one that is missing, or would lapse before a new one, is
 * offered again; one of another amount gives way.
 */
function discountsAfter(fine: Fine, tariff: number, now: Date): Adjustment[] {
  const nth = fine.adjustments.filter(({ kind }) => kind === 'discount').length;
  const offer = { nth: nth + 1, from: now, days: renewedDiscountDays, country: fine.country };
  const again = offerDiscount({ ...fine.due, amount: tariff }, termsOf(fine), offer);
  const present = discountInForce(fine);
  if (!present) return again ? [again] : [];
  const longer = present.until && again?.until && present.until >= again.until ? { until: present.until } : undefined;
  if (longer && again?.amount === present.amount) return [];
  const key = `discount-over:${nth}`;
  const over: Adjustment = { key, kind: 'discount_over', amount: -present.amount, at: now, by: 'clock' };
  return again ? [over, { ...again, ...longer }] : [over];
}

/** What a decision that lets the fine stand changes of what is due. Nothing is offered on what is paid already. */
function adjustmentsOf(fine: Fine, index: number, { by, to }: Change, now: Date, tariff: number): Adjustment[] {
  const off = tariff - tariffNow(fine);
  const id = fine.contestations[index]?.id ?? '';
  const key = `reduction:${id}`;
  const reduction: Adjustment[] = off === 0 ? [] : [{ key, kind: 'reduction', amount: off, at: now, by }];
  // They were reckoned from what the fine should never have been; what is reduced begins without them.
  const more = to === 'reduced' ? increased(fine) : 0;
  const over: Adjustment[] =
    more === 0 ? [] : [{ key: increasesOverKey(id), kind: 'increase', amount: -more, at: now, by }];
  const isLeft = fine.due.amount + off - more > fine.paidAmount;
  const open = isLeft || (off !== 0 && discountInForce(fine) !== undefined);
  return [...reduction, ...over, ...(open ? discountsAfter(fine, tariff, now) : [])];
}

/** The fine stands, with this tariff. What was paid beyond it goes back. */
export function stands(fine: Fine, index: number, change: Change, now: Date, tariff = tariffNow(fine)): Update {
  const adjustments = adjustmentsOf(fine, index, change, now, tariff);
  const due = adjustments.reduce((sum, { amount }) => sum + amount, fine.due.amount);
  return {
    $set: {
      ...ended(index, change),
      ...toTell(index, now),
      ...newDeadline(fine, now),
      'due.amount': due,
      ...(fine.paidAmount > due ? { overpaid: true } : {}),
    },
    $push: { ...written(index, change, now), adjustments: { $each: adjustments } },
  };
}
