import { DateTime } from 'luxon';

/** How an insurance, an inspection or a tax stands; nothing known is not the same as nothing there. */
export type Validity = 'valid' | 'expired' | 'unknown';

/** Calendar days that are left in an IANA zone: 0 on the last day, which still counts, negative afterwards. */
export function daysLeft(until: Date, now: Date, timeZone: string): number {
  const last = DateTime.fromJSDate(until, { zone: timeZone }).startOf('day');
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  return Math.round(last.diff(today, 'days').days);
}

export function validityOf(until: Date | undefined, now: Date, timeZone: string): Validity {
  if (until === undefined) return 'unknown';
  return daysLeft(until, now, timeZone) >= 0 ? 'valid' : 'expired';
}
