import { DateTime } from 'luxon';

import { countries } from '../countries/index.ts';
import type { CountryCode } from '../dialog/types.ts';

/** Calendar days of a country, `2026-11-21`; the first and the last both count. */
export interface Period {
  readonly country: CountryCode;
  readonly from: string;
  readonly to: string;
}

/** What is shown where nobody has said: so many days, today included. */
export const usualDays = 30;
export const longestYears = 2;

export const zoneOf = ({ country }: Pick<Period, 'country'>): string => countries[country].timeZone;
const dayIn = (day: string, country: CountryCode): DateTime => DateTime.fromISO(day, { zone: zoneOf({ country }) });

/** The calendar day of a moment in the country, so many days later. */
export const dayOf = (at: Date, country: CountryCode, laterDays = 0): string =>
  DateTime.fromJSDate(at, { zone: zoneOf({ country }) })
    .plus({ days: laterDays })
    .toFormat('yyyy-MM-dd');

/** Until today, where no last day is named; of `usualDays` days, where no first one is. */
export function toPeriod(
  { country, from, to }: { country: CountryCode; from?: string | undefined; to?: string | undefined },
  now: Date,
): Period {
  const last = to ?? dayOf(now, country);
  const first =
    from ??
    dayIn(last, country)
      .minus({ days: usualDays - 1 })
      .toFormat('yyyy-MM-dd');
  return { country, from: first, to: last };
}

/** What is wrong with a period; undefined when it can be counted. */
export function periodFault({ country, from, to }: Period): { field: 'from' | 'to'; reason: string } | undefined {
  if (from > to) return { field: 'from', reason: 'must not be after the last day' };
  if (dayIn(to, country) >= dayIn(from, country).plus({ years: longestYears }))
    return { field: 'from', reason: `a period has at most ${longestYears} years` };
  return undefined;
}

/** The first moment of the period, and the first one after it. */
export const boundsOf = ({ country, from, to }: Period): { readonly start: Date; readonly end: Date } => ({
  start: dayIn(from, country).startOf('day').toJSDate(),
  end: dayIn(to, country).plus({ days: 1 }).startOf('day').toJSDate(),
});

/** Every day of the period, in order. */
export function daysOf({ country, from, to }: Period): string[] {
  const first = dayIn(from, country);
  const count = Math.max(0, Math.round(dayIn(to, country).diff(first, 'days').days) + 1);
  return Array.from({ length: count }, (_, index) => first.plus({ days: index }).toFormat('yyyy-MM-dd'));
}

export const periodChoices = ['week', 'days30', 'month', 'year'] as const;
export type PeriodChoice = (typeof periodChoices)[number];

/** The periods that people choose from, each until today. */
export function chosenPeriod(choice: PeriodChoice, country: CountryCode, now: Date): Period {
  const to = dayOf(now, country);
  const firsts: Record<PeriodChoice, string> = {
    week: dayOf(now, country, -6),
    days30: dayOf(now, country, 1 - usualDays),
    month: `${to.slice(0, 7)}-01`,
    year: `${to.slice(0, 4)}-01-01`,
  };
  return { country, from: firsts[choice], to };
}
