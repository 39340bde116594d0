import { LisoloError } from '../errors.ts';
import type { IncreaseStep, Terms } from './terms.ts';

/** Ten years: nothing that the law sets in days is longer. */
export const mostDays = 3_650;
export const mostCapPercent = 1_000;

const wrong = (field: string, reason: string): LisoloError =>
  new LisoloError('invalid_input', { field: `terms.${field}`, reason });

function whole(field: string, value: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < 1 || value > most) throw wrong(field, `must be from 1 to ${most}`);
}

function checkIncrease({ afterDays, percent, amount }: IncreaseStep, index: number, before?: IncreaseStep): void {
  const field = `increases.${index}`;
  whole(`${field}.afterDays`, afterDays, mostDays);
  if (before && afterDays <= before.afterDays) throw wrong(`${field}.afterDays`, 'must be more than the one before');
  if ((percent === undefined) === (amount === undefined))
    throw wrong(field, 'needs a percentage or an amount, not both');
  if (percent !== undefined) whole(`${field}.percent`, percent, 100);
  if (amount !== undefined) whole(`${field}.amount`, amount, Number.MAX_SAFE_INTEGER);
}

/** Throws `invalid_input` with `details.field` for terms that make no sense. */
export function checkTerms({
  daysToPay,
  daysToContest,
  discount,
  increases = [],
  capPercent,
  forwardAfterDays,
}: Terms): void {
  whole('daysToPay', daysToPay, mostDays);
  whole('daysToContest', daysToContest, mostDays);
  if (discount) {
    // At 100 nothing would be due, and the fine paid from the start.
    whole('discount.percent', discount.percent, 99);
    whole('discount.days', discount.days, mostDays);
    if (discount.days > daysToPay) throw wrong('discount.days', 'must not be more than daysToPay');
  }
  for (const [index, step] of increases.entries()) checkIncrease(step, index, increases[index - 1]);
  if (capPercent !== undefined) whole('capPercent', capPercent, mostCapPercent);
  if (forwardAfterDays !== undefined) whole('forwardAfterDays', forwardAfterDays, mostDays);
}
