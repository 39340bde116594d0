import { DateTime } from 'luxon';
import { zoneOf } from '../countries/index.ts';
import { dayIn, stretchesOn, type Calendar } from '../organisations/index.ts';

/** A stretch of time for appointments, as the opening hours give it. */
export interface Span {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Appointments are given for so many days from today on. */
export const daysAhead = 28;
const minuteMs = 60_000;

/** The slots of a day (`YYYY-MM-DD`), in the order of the clock; each ends before the branch closes. */
export function spansOn(calendar: Calendar, day: string, slotMinutes: number): Span[] {
  const lengthMs = slotMinutes * minuteMs;
  return stretchesOn(calendar, day).flatMap(({ from, to }) => {
    const fit = Math.max(0, Math.floor((to.getTime() - from.getTime()) / lengthMs));
    return Array.from({ length: fit }, (_, index) => {
      const start = from.getTime() + index * lengthMs;
      return { startsAt: new Date(start), endsAt: new Date(start + lengthMs) };
    });
  });
}

/** The days for which appointments are given now, where the branch is. */
export function daysToBook(timeZone: string, now: Date): string[] {
  const today = DateTime.fromJSDate(now, { zone: zoneOf(timeZone) });
  return Array.from({ length: daysAhead }, (_, ahead) => today.plus({ days: ahead }).toFormat('yyyy-MM-dd'));
}

/** The first moment of today, where the branch is, and the first of tomorrow. */
export function dayBounds(timeZone: string, now: Date): { readonly from: Date; readonly to: Date } {
  const start = DateTime.fromJSDate(now, { zone: zoneOf(timeZone) }).startOf('day');
  return { from: start.toJSDate(), to: start.plus({ days: 1 }).toJSDate() };
}

/** The slot that begins at this moment and can still be booked; undefined when there is none. */
export function spanAt(calendar: Calendar, slotMinutes: number, startsAt: Date, now: Date): Span | undefined {
  const day = dayIn(calendar.timeZone, startsAt);
  if (startsAt <= now || !daysToBook(calendar.timeZone, now).includes(day)) return undefined;
  return spansOn(calendar, day, slotMinutes).find((span) => span.startsAt.getTime() === startsAt.getTime());
}

/** Whether the branch is open from the first minute to the last. */
export const isWithinHours = (calendar: Calendar, { startsAt, endsAt }: Span): boolean =>
  stretchesOn(calendar, dayIn(calendar.timeZone, startsAt)).some(({ from, to }) => from <= startsAt && endsAt <= to);
