import type { Period } from '../../statistics/index.ts';
import { categoryOf, type CategoryCode } from '../categories.ts';
import type { ReportState } from '../report.states.ts';

/** How long resolving took, in hours; the shares are those of the nearest rank. Null where nothing is resolved. */
export interface ResolvingTimes {
  readonly measured: number;
  /** Half took no longer. */
  readonly p50: number | null;
  /** Nine of ten took no longer. */
  readonly p90: number | null;
}

/** Reports by how they stand now; each belongs to the day on which it was told. Hidden ones are not counted. */
export interface ReportNumbers {
  readonly told: number;
  readonly open: number;
  readonly inProgress: number;
  readonly resolved: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly hours: ResolvingTimes;
  /** Not resolved, and past the time that their category has. */
  readonly overdue: number;
  /** Of those that are resolved or overdue, how many were resolved in time: 0 to 1; null where there are none. */
  readonly withinTarget: number | null;
  /** Opened again after they had been resolved. */
  readonly reopened: number;
  /** Of those that were ever resolved: 0 to 1; null where none was. */
  readonly reopenedShare: number | null;
}

export interface Area {
  /** Absent for the row of all areas whose numbers are too small to be told. */
  readonly region?: string;
  readonly city?: string;
  readonly commune?: string;
}

export interface ReportFigures {
  readonly period: Period;
  readonly total: ReportNumbers;
  /** Most reports first, in each table. */
  readonly categories: readonly (ReportNumbers & { readonly category: CategoryCode })[];
  /** Communes, or what is known of the place where no commune is; last, what is summed up over all of them. */
  readonly areas: readonly (ReportNumbers & Area)[];
  /** Without an id: what no body looks after. The name is that of today. */
  readonly bodies: readonly (ReportNumbers & { readonly bodyId?: string; readonly name?: string })[];
  /** `2026-11`, in order. */
  readonly months: readonly (ReportNumbers & { readonly month: string })[];
}

/** Reports that are alike, as the database has counted them. */
export interface CountedReports extends Area {
  readonly category: CategoryCode;
  readonly bodyId?: string;
  readonly month: string;
  readonly told: number;
  readonly states: Readonly<Record<ReportState, number>>;
  /** Of each that is resolved now. */
  readonly hours: readonly number[];
  readonly inTime: number;
  readonly overdue: number;
  readonly everResolved: number;
  readonly reopened: number;
}

/** Fewer of a private category in one commune would point at somebody. */
export const leastPrivate = 5;

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
const share = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 10_000) / 10_000 : null;
const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** At most the rest took longer than this, by nearest rank; of sorted values. */
const within = (part: number, sorted: readonly number[]): number | null => {
  const found = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  return found === undefined ? null : oneDecimal(found);
};

export function addUp(rows: readonly CountedReports[]): ReportNumbers {
  const inState = (state: ReportState): number => sum(rows, ({ states }) => states[state]);
  const sorted = rows.flatMap(({ hours }) => hours).sort((a, b) => a - b);
  const inTime = sum(rows, (row) => row.inTime);
  const overdue = sum(rows, (row) => row.overdue);
  const reopened = sum(rows, (row) => row.reopened);
  return {
    told: sum(rows, ({ told }) => told),
    open: inState('open'),
    inProgress: inState('in_progress'),
    resolved: inState('resolved'),
    rejected: inState('rejected'),
    duplicate: inState('duplicate'),
    hours: { measured: sorted.length, p50: within(0.5, sorted), p90: within(0.9, sorted) },
    overdue,
    withinTarget: share(inTime, inState('resolved') + overdue),
    reopened,
    reopenedShare: share(
      reopened,
      sum(rows, ({ everResolved }) => everResolved),
    ),
  };
}

/** The rows of each key, added up, most reports first. */
export function table<Key>(
  rows: readonly CountedReports[],
  keyOf: (row: CountedReports) => Key,
): (ReportNumbers & Key)[] {
  const groups = new Map<string, { key: Key; rows: CountedReports[] }>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(JSON.stringify(key)) ?? { key, rows: [] };
    groups.set(JSON.stringify(key), group);
    group.rows.push(row);
  }
  return [...groups.values()].map((group) => ({ ...group.key, ...addUp(group.rows) })).sort((a, b) => b.told - a.told);
}

const areaOf = ({ region, city, commune }: Area): Area => ({
  ...(region === undefined ? {} : { region }),
  ...(city === undefined ? {} : { city }),
  ...(commune === undefined ? {} : { commune }),
});

/** By area; what is private and rare in a commune is told for all communes together, whatever else happened there. */
export function byArea(rows: readonly CountedReports[]): (ReportNumbers & Area)[] {
  const isPrivate = ({ category }: CountedReports): boolean => categoryOf(category).position === 'blurred';
  const cell = (row: CountedReports): string => JSON.stringify([areaOf(row), row.category]);
  const told = new Map<string, number>();
  for (const row of rows) told.set(cell(row), (told.get(cell(row)) ?? 0) + row.told);
  const isRare = (row: CountedReports): boolean => isPrivate(row) && (told.get(cell(row)) ?? 0) < leastPrivate;
  const all = table(rows, (row) => (isRare(row) ? {} : areaOf(row)));
  return [...all.filter(({ region }) => region !== undefined), ...all.filter(({ region }) => region === undefined)];
}
