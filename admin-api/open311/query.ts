import { z } from 'zod';
import type { Open311Query } from '../../core/open311/index.ts';
import {
  activeStates,
  isCategory,
  reportStates,
  type CategoryCode,
  type ReportState,
} from '../../core/reports/index.ts';
import { other, refuseAll, unknown, wrong, type Fault } from './faults.ts';
import { fieldOf, listOf, type Fields } from './form.ts';
import { askedCity } from './jurisdiction.ts';

export const mostRequests = 1_000;
const mostDays = 90;
const spanMs = mostDays * 86_400_000;
const mostPages = 10_000;
const moments = z.iso.datetime({ offset: true });
const days = z.iso.date();
const example = '2026-01-31T08:00:00Z';

/** As the W3C note writes them: a moment with its zone, or a day. */
function momentOf(fields: Fields, name: string, faults: Fault[]): Date | undefined {
  const text = fieldOf(fields, name);
  if (text === undefined) return undefined;
  // A plus sign that was sent bare arrives as a space.
  const whole = text.replace(/ (?=\d{2}:\d{2}$)/, '+');
  if (moments.safeParse(whole).success || days.safeParse(whole).success) return new Date(whole);
  faults.push(wrong(name, example));
  return undefined;
}

/** Ninety days at most; the last ones where nothing is said. */
function rangeOf(fields: Fields, now: Date, faults: Fault[]): { from: Date; to: Date } {
  const start = momentOf(fields, 'start_date', faults);
  const end = momentOf(fields, 'end_date', faults);
  const to = end ?? (start ? new Date(Math.min(start.getTime() + spanMs, now.getTime())) : now);
  const from = start ?? new Date(to.getTime() - spanMs);
  if (start && end && end.getTime() - start.getTime() > spanMs) faults.push(other('range', { days: mostDays }));
  if (start && end && end < start) faults.push(wrong('end_date', '>= start_date'));
  return { from, to };
}

function categoriesOf(fields: Fields, faults: Fault[]): CategoryCode[] | undefined {
  const asked = listOf(fields, 'service_code');
  const known = asked?.filter(isCategory);
  if (asked && known?.length !== asked.length) faults.push(unknown('service_code'));
  return known;
}

const closedStates: readonly ReportState[] = reportStates.filter((state) => !activeStates.includes(state));

function statesOf(fields: Fields, faults: Fault[]): readonly ReportState[] | undefined {
  const asked = listOf(fields, 'status')?.map((status) => status.toLowerCase());
  if (!asked) return undefined;
  if (!asked.every((status) => status === 'open' || status === 'closed')) faults.push(wrong('status', 'open, closed'));
  return [...(asked.includes('open') ? activeStates : []), ...(asked.includes('closed') ? closedStates : [])];
}

function countOf(fields: Fields, name: string, otherwise: number, most: number, faults: Fault[]): number {
  const text = fieldOf(fields, name);
  if (text === undefined) return otherwise;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) faults.push(wrong(name, `1-${most}`));
  return count;
}

/** What GET Service Requests asks for. Throws `invalid_input` or `not_found` with all that is wrong. */
export function toQuery(fields: Fields, now: Date): Open311Query {
  const faults: Fault[] = [];
  const city = askedCity(fields);
  const categories = categoriesOf(fields, faults);
  const states = statesOf(fields, faults);
  const range = rangeOf(fields, now, faults);
  const page = countOf(fields, 'page', 1, mostPages, faults);
  const pageSize = countOf(fields, 'page_size', mostRequests, mostRequests, faults);
  if (faults.length > 0) throw refuseAll(faults);
  return {
    ...(city && { city: city.id }),
    ...(categories && { categories }),
    ...(states && { states }),
    ...range,
    page,
    pageSize,
  };
}
