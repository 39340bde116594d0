/** How often a whole number of days occurs. */
export interface DayCount {
  readonly days: number;
  readonly count: number;
}

export interface Bucket {
  /** Whole days, both counted; the last bucket has no end. */
  readonly from: number;
  readonly to?: number;
  readonly count: number;
}

const ends = [0, 3, 7, 14, 30, 60];

const counted = (all: readonly DayCount[]): number => all.reduce((sum, { count }) => sum + count, 0);

/** Within so many days at least this share had happened (nearest rank, exact); undefined of nothing. */
export function within(share: number, all: readonly DayCount[]): number | undefined {
  const rank = Math.ceil(counted(all) * share);
  let seen = 0;
  for (const { days, count } of [...all].sort((a, b) => a.days - b.days)) {
    seen += count;
    if (seen >= rank) return days;
  }
  return undefined;
}

/** Same day, 1 to 3 days, 4 to 7, 8 to 14, 15 to 30, 31 to 60, more. */
export function toBuckets(all: readonly DayCount[]): Bucket[] {
  const between = (from: number, to: number): number => counted(all.filter(({ days }) => days >= from && days <= to));
  return [...ends, Infinity].map((to, index) => {
    const from = index === 0 ? 0 : (ends[index - 1] ?? 0) + 1;
    return { from, ...(to === Infinity ? {} : { to }), count: between(from, to) };
  });
}
