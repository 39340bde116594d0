import { DateTime } from 'luxon';

import { countries, zoneOf } from '../countries/index.ts';
import type { CountryCode } from '../dialog/types.ts';

/** One increase of an unpaid fine (majoration), so many days after its deadline. Exactly one of the two is given. */
export interface IncreaseStep {
  readonly afterDays: number;
  /** Of the amount of the tariff, without increases and discounts. */
  readonly percent?: number;
  /** Minor units of the tariff's currency. */
  readonly amount?: number;
}

/** C9: what the passing of time does to a fine of this kind. Days are whole days in the country's time zone. */
export interface Terms {
  readonly daysToPay: number;
  /** C7: for so long after the recording a fine can be contested. */
  readonly daysToContest: number;
  /** For whoever pays everything early: so many percent less for so many days. */
  readonly discount?: { readonly percent: number; readonly days: number };
  /** In the order of their days. */
  readonly increases?: readonly IncreaseStep[];
  /** All increases together are at most so many percent of the amount of the tariff. */
  readonly capPercent?: number;
  /** So many days after the deadline an unpaid case goes to the parquet. Never by time alone where this is absent. */
  readonly forwardAfterDays?: number;
}

/** For kinds of infractions that say nothing of time: no discount, no increase, nothing forwarded. */
export const defaultTerms: Terms = { daysToPay: 30, daysToContest: 30 };

/** The discount that is offered again after a rejected contestation lasts so many days. */
export const renewedDiscountDays = 14;

export const termsOf = ({ type }: { readonly type: { readonly terms?: Terms | undefined } }): Terms =>
  type.terms ?? defaultTerms;

/** The last millisecond of the day that lies so many days after this moment, in the country's time zone. */
export const endOfDayAfter = (from: Date, days: number, country: CountryCode): Date =>
  DateTime.fromJSDate(from, { zone: zoneOf(countries[country].timeZone) })
    .plus({ days })
    .endOf('day')
    .toJSDate();
