import { DateTime } from 'luxon';

import { countries } from '../../countries/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { LisoloError } from '../../errors.ts';

/** A calendar day of a country. */
export interface Day {
  readonly country: CountryCode;
  /** `2026-11-20`. */
  readonly day: string;
  readonly from: Date;
  /** The first moment that belongs to it no more. */
  readonly to: Date;
}

/** Throws `invalid_input` when it is no day. */
export function dayIn(country: CountryCode, day: string): Day {
  const begin = DateTime.fromISO(day, { zone: countries[country].timeZone }).startOf('day');
  if (!begin.isValid) throw new LisoloError('invalid_input', { reason: 'not a day', field: 'day' });
  return { country, day, from: begin.toJSDate(), to: begin.plus({ days: 1 }).toJSDate() };
}

/** The day that lies so many days back there. */
export function dayBefore(country: CountryCode, now: Date, days: number): Day {
  const day = DateTime.fromJSDate(now, { zone: countries[country].timeZone }).minus({ days }).toISODate();
  return dayIn(country, day ?? '');
}
