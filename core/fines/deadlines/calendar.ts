import { LRUCache } from 'lru-cache';
import { DateTime } from 'luxon';

import { countries } from '../../countries/index.ts';
import type { CountryCode } from '../../dialog/types.ts';

/** Reckoning in time zones is slow, and the deadlines of a day's fines are one moment. */
const reckoned = new LRUCache<string, number>({ max: 10_000 });

function once(key: string, reckon: () => DateTime): Date {
  const known = reckoned.get(key) ?? reckon().toMillis();
  reckoned.set(key, known);
  return new Date(known);
}

const local = (moment: Date, country: CountryCode): DateTime =>
  DateTime.fromJSDate(moment, { zone: countries[country].timeZone });

/** The same time of the day so many days later. */
export const daysAfter = (moment: Date, days: number, country: CountryCode): Date =>
  once(`${country} ${moment.getTime()} ${days}`, () => local(moment, country).plus({ days }));

/** The full hour of the day that lies so many days after this moment's. */
export const hourOfDay = (moment: Date, days: number, hour: number, country: CountryCode): Date =>
  once(`${country} ${moment.getTime()} ${days} ${hour}`, () =>
    local(moment, country).plus({ days }).startOf('day').set({ hour }),
  );
