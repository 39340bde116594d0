import { DateTime } from 'luxon';
import { zoneOf } from '../countries/index.ts';

/** A time of day where the branch is, `HH:MM` from `00:00` to `24:00`. */
export type TimeOfDay = string;

/** From its first minute on, up to but not with its last. */
export interface Opening {
  readonly from: TimeOfDay;
  readonly to: TimeOfDay;
}

/** ISO: 1 is Monday, 7 is Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof weekdays)[number];

/** A day that is unlike its weekday; no openings: closed. */
export interface ExceptionalDay {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly openings: readonly Opening[];
  /** For the people, in the organisation's own words. */
  readonly reason?: string;
}

/** When a branch is open, by the clock on its wall. */
export interface Hours {
  readonly week: Readonly<Partial<Record<Weekday, readonly Opening[]>>>;
  /** Whether it is closed on the country's public holidays. */
  readonly closedOnHolidays: boolean;
  readonly exceptions: readonly ExceptionalDay[];
}

/** E7: Monday to Friday, nine to five. */
export const usualHours: Hours = {
  week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [{ from: '09:00', to: '17:00' }]])),
  closedOnHolidays: true,
  exceptions: [],
};

/** What the hours are reckoned with. */
export interface Calendar {
  readonly hours: Hours;
  /** IANA zone */
  readonly timeZone: string;
  /** `MM-DD` of every year, `YYYY-MM-DD` of one. */
  readonly holidays: readonly string[];
}

/** A stretch of time in which the branch is open. */
export interface Stretch {
  readonly from: Date;
  readonly to: Date;
}

/** The calendar day of a moment in an IANA zone, `YYYY-MM-DD`. */
export const dayIn = (timeZone: string, at: Date): string =>
  DateTime.fromJSDate(at, { zone: zoneOf(timeZone) }).toFormat('yyyy-MM-dd');

function openingsOn({ hours, holidays }: Calendar, day: DateTime): readonly Opening[] {
  const date = day.toFormat('yyyy-MM-dd');
  const exception = hours.exceptions.find((one) => one.day === date);
  if (exception) return exception.openings;
  if (hours.closedOnHolidays && (holidays.includes(date.slice('yyyy-'.length)) || holidays.includes(date))) return [];
  return hours.week[day.weekday as Weekday] ?? [];
}

/** The moment at which the clock on the wall shows a time of that day; `24:00` is the next midnight. */
function momentOf(day: DateTime, time: TimeOfDay): Date {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day
    .startOf('day')
    .plus({ days: hour === 24 ? 1 : 0 })
    .set({ hour: hour % 24, minute })
    .toJSDate();
}

/** When the branch is open on a day (`YYYY-MM-DD`), in the order of the clock. */
export function stretchesOn(calendar: Calendar, day: string): Stretch[] {
  const start = DateTime.fromISO(day, { zone: zoneOf(calendar.timeZone) });
  return openingsOn(calendar, start)
    .map(({ from, to }) => ({ from: momentOf(start, from), to: momentOf(start, to) }))
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** The stretch that holds this moment; undefined while it is closed. */
export const openAt = (calendar: Calendar, at: Date): Stretch | undefined =>
  stretchesOn(calendar, dayIn(calendar.timeZone, at)).find(({ from, to }) => from <= at && at < to);

const daysLookedAhead = 60;

/** When it opens next after this moment; undefined when it does not within two months. */
export function nextOpening(calendar: Calendar, at: Date): Date | undefined {
  let day = DateTime.fromJSDate(at, { zone: zoneOf(calendar.timeZone) }).startOf('day');
  for (let ahead = 0; ahead <= daysLookedAhead; ahead++, day = day.plus({ days: 1 })) {
    const next = stretchesOn(calendar, day.toFormat('yyyy-MM-dd')).find(({ from }) => from > at);
    if (next) return next.from;
  }
  return undefined;
}

/** When the last opening of the day ends; undefined on a day on which it is closed. */
export const closingOf = (calendar: Calendar, day: string): Date | undefined => stretchesOn(calendar, day).at(-1)?.to;
