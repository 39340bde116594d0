import { DateTime } from 'luxon';
import { LisoloError } from '../errors.ts';
import type { Hours, Opening } from './hours.ts';

const timeOfDay = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
const wrong = (field: string, reason: string): LisoloError => new LisoloError('invalid_input', { field, reason });

function checkOpenings(field: string, openings: readonly Opening[]): void {
  for (const { from, to } of openings) {
    if (!timeOfDay.test(from) || !timeOfDay.test(to)) throw wrong(field, 'times are HH:MM from 00:00 to 24:00');
    if (from >= to) throw wrong(field, `an opening ends after it begins, not ${from} to ${to}`);
  }
  const sorted = [...openings].sort((a, b) => a.from.localeCompare(b.from));
  sorted.forEach(({ from, to }, index) => {
    const next = sorted[index + 1];
    if (next && next.from < to) throw wrong(field, `${from} to ${to} overlaps ${next.from} to ${next.to}`);
  });
}

/** Throws `invalid_input` (`details.field`) unless these are hours that a clock and a calendar know. */
export function checkHours({ week, exceptions }: Hours): void {
  for (const [day, openings] of Object.entries(week)) checkOpenings(`hours.week.${day}`, openings ?? []);
  const days = new Set<string>();
  for (const { day, openings } of exceptions) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !DateTime.fromISO(day).isValid)
      throw wrong('hours.exceptions', `${day} is no day of the calendar`);
    if (days.has(day)) throw wrong('hours.exceptions', `${day} is there twice`);
    days.add(day);
    checkOpenings('hours.exceptions', openings);
  }
}
