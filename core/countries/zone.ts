import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';

const known = new Map<string, Zone>();
const months = Array.from({ length: 12 * 20 }, (_, month) => Date.UTC(2020, month, 1));

/**
 * A time zone for luxon. One without summer time is taken as the distance from UTC that it has in every month: asking the
 * time zone tables at each step makes reckoning with days ten times as slow.
 */
export function zoneOf(timeZone: string): Zone {
  const found = known.get(timeZone);
  if (found) return found;
  const zone = IANAZone.create(timeZone);
  const offsets = new Set(months.map((month) => zone.offset(month)));
  const [offset] = offsets;
  const steady = offsets.size === 1 && offset !== undefined ? FixedOffsetZone.instance(offset) : zone;
  known.set(timeZone, steady);
  return steady;
}

/** The calendar year there: on New Year's night it begins an hour before that of UTC, or later. */
export const yearIn = (timeZone: string, at: Date): number => DateTime.fromJSDate(at, { zone: zoneOf(timeZone) }).year;
