import { DateTime } from 'luxon';

import { countries } from '../countries/index.ts';
import type { CountryCode } from '../dialog/types.ts';

/** Nobody is woken by a notice that can wait: hours in which it may go out. */
export const daytime = { from: 8, to: 20 } as const;

/** This moment, or the next one at which it is day in every time zone of the country, since nobody's own is known. */
export function byDay(moment: Date, country: CountryCode): Date {
  const { timeZones } = countries[country];
  for (let at = moment; ;) {
    const zone = timeZones.find((timeZone) => !isDay(DateTime.fromJSDate(at, { zone: timeZone })));
    if (zone === undefined) return at;
    const local = DateTime.fromJSDate(at, { zone });
    at = local
      .startOf('day')
      .plus({ days: local.hour < daytime.from ? 0 : 1 })
      .set({ hour: daytime.from })
      .toJSDate();
  }
}

const isDay = ({ hour }: DateTime): boolean => hour >= daytime.from && hour < daytime.to;
