import { countries, zoneOf } from '../../core/countries/index.ts';
import type { City } from '../../core/geo/index.ts';
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
import { exampleMoment, toSpan, type Span } from './moments.ts';

export const mostRequests = 1_000;
const mostDays = 90;
const spanMs = mostDays * 86_400_000;
const mostPages = 10_000;

function spanOf(fields: Fields, name: string, city: City | undefined, faults: Fault[]): Span | undefined {
  const text = fieldOf(fields, name);
  if (text === undefined) return undefined;
  const span = toSpan(text, city ? zoneOf(countries[city.country].timeZone) : 'utc');
  if (!span) faults.push(wrong(name, exampleMoment));
  return span;
}

/** Ninety days at most; the last ones where nothing is said. Days that are named count whole. */
function rangeOf(
  fields: Fields,
  city: City | undefined,
  now: Date,
  faults: Fault[],
): Pick<Open311Query, 'from' | 'to'> {
  const start = spanOf(fields, 'start_date', city, faults)?.first;
  const end = spanOf(fields, 'end_date', city, faults);
  const to = end?.last ?? (start ? new Date(Math.min(start.getTime() + spanMs, now.getTime())) : now);
  const from = start ?? new Date(to.getTime() - spanMs);
  if (start && end && end.first.getTime() - start.getTime() > spanMs) faults.push(other('range', { days: mostDays }));
  if (start && end && end.last < start) faults.push(wrong('end_date', '>= start_date'));
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
  const range = rangeOf(fields, city, now, faults);
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
