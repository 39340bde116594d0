import type { Figures } from './fine-figures.ts';

/** A row with all its currencies together: numbers of fines, never amounts. */
export interface Ranked<Name> {
  /** Undefined: all that are not among the first. */
  readonly name?: Name;
  readonly count: number;
  readonly paid: number;
  readonly dismissed: number;
}

type Counts = Pick<Figures, 'count' | 'paidCount' | 'dismissedCount'>;

const together = <Name>(rows: readonly Counts[], name?: Name): Ranked<Name> => ({
  ...(name === undefined ? {} : { name }),
  count: rows.reduce((sum, { count }) => sum + count, 0),
  paid: rows.reduce((sum, { paidCount }) => sum + paidCount, 0),
  dismissed: rows.reduce((sum, { dismissedCount }) => sum + dismissedCount, 0),
});

/** The rows of each key added up, most fines first; where there are more than `most`, the rest as one nameless row. */
export function rank<Row extends Counts>(
  rows: readonly Row[],
  { keyOf, most }: { keyOf: (row: Row) => string; most: number },
): Ranked<Row>[] {
  const byKey = new Map<string, Row[]>();
  for (const row of rows) byKey.set(keyOf(row), [...(byKey.get(keyOf(row)) ?? []), row]);
  const groups = [...byKey.values()]
    .flatMap((group) => (group[0] ? [{ all: group, total: together(group, group[0]) }] : []))
    .sort((a, b) => b.total.count - a.total.count);
  if (groups.length <= most + 1) return groups.map(({ total }) => total);
  const rest = groups.slice(most).flatMap(({ all }) => all);
  return [...groups.slice(0, most).map(({ total }) => total), together<Row>(rest)];
}

/** Whole percent; neither 0 nor 100 unless it is exactly so. */
export function percent(part: number, whole: number): number {
  if (part <= 0 || whole <= 0) return 0;
  if (part >= whole) return 100;
  return Math.min(99, Math.max(1, Math.round((part / whole) * 100)));
}
