import { DateTime, type Zone } from 'luxon';
import { z } from 'zod';

/** From its first instant to its last: of a moment they are one. */
export interface Span {
  readonly first: Date;
  readonly last: Date;
}

/** How a moment is written, where an example helps. */
export const exampleMoment = '2026-01-31T08:00:00Z';

const moments = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);
const days = z.iso.date();

/** With its zone, as the W3C note on date and time formats writes it: to the second, a part of it, or the minute. */
export const isMoment = (text: string): boolean => moments.safeParse(text).success;

/** Such a moment, or a whole day of that zone; undefined where it is neither. */
export function toSpan(text: string, zone: string | Zone): Span | undefined {
  // A plus sign that was sent bare arrives as a space.
  const whole = text.replace(/ (?=\d{2}:\d{2}$)/, '+');
  if (isMoment(whole)) return { first: new Date(whole), last: new Date(whole) };
  if (!days.safeParse(whole).success) return undefined;
  const day = DateTime.fromISO(whole, { zone });
  return { first: day.toJSDate(), last: day.endOf('day').toJSDate() };
}
