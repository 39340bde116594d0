import type { Period } from '../../statistics/index.ts';

/** How long something took, in minutes; the shares are those of the nearest rank. Null where nothing was measured. */
export interface Times {
  readonly measured: number;
  readonly mean: number | null;
  /** Half took no longer. */
  readonly p50: number | null;
  /** Four of five took no longer. */
  readonly p80: number | null;
}

/**
 * Tickets by how they ended. A ticket belongs to the day on which it was taken. Whoever was sent on to another queue has
 * a ticket in each of them; the first one is `transferred`.
 */
export interface QueueNumbers {
  readonly tickets: number;
  readonly served: number;
  /** Called and not there. */
  readonly absent: number;
  /** Of those who were called and whose turn is over, how many were absent: 0 to 1; null where nobody was called. */
  readonly absentRate: number | null;
  /** Gave their ticket back. */
  readonly left: number;
  /** Never called, and the day was over. */
  readonly unserved: number;
  readonly transferred: number;
  /** Still waiting or being served. */
  readonly open: number;
  /** From taking the ticket to the first call. */
  readonly wait: Times;
  /** At the counter, of those who were served. */
  readonly service: Times;
  readonly ratings: number;
  /** Of 1 to 5 stars; null where nobody rated. */
  readonly stars: number | null;
}

/** Who is counted; names are those of today, absent where it is gone. */
type Named<Key extends string> = QueueNumbers & { readonly [K in Key]: string } & { readonly name?: string };

export interface BranchFigures {
  readonly branchId: string;
  readonly period: Period;
  readonly timeZone: string;
  readonly total: QueueNumbers;
  /** Most tickets first. */
  readonly queues: readonly Named<'queueId'>[];
  readonly services: readonly Named<'serviceId'>[];
  /** Of those who were called: at which counter last. */
  readonly counters: readonly Named<'counterId'>[];
  /** Every day of the period. */
  readonly days: readonly (QueueNumbers & { readonly day: string })[];
  /** From the first to the last hour in which anybody took a ticket; by the clock of the branch. */
  readonly hours: readonly (QueueNumbers & { readonly hour: number })[];
}

/** How one ticket counts. */
export interface CountedTicket {
  readonly queueId: string;
  readonly serviceId: string;
  readonly counterId?: string;
  readonly day: string;
  readonly hour: number;
  readonly outcome: 'served' | 'absent' | 'left' | 'unserved' | 'transferred' | 'open';
  readonly waitMs?: number;
  readonly serviceMs?: number;
  readonly stars?: number;
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
const minutes = (ms: number): number => oneDecimal(ms / 60_000);
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** At most `share` of 1 took longer than this, by nearest rank; of sorted values. */
const within = (share: number, sorted: readonly number[]): number | undefined =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];

function toTimes(measured: readonly number[]): Times {
  if (measured.length === 0) return { measured: 0, mean: null, p50: null, p80: null };
  const sorted = [...measured].sort((a, b) => a - b);
  return {
    measured: sorted.length,
    mean: minutes(mean(sorted)),
    p50: minutes(within(0.5, sorted) ?? 0),
    p80: minutes(within(0.8, sorted) ?? 0),
  };
}

/** Adds tickets up. */
export function createTally() {
  const outcomes = { served: 0, absent: 0, left: 0, unserved: 0, transferred: 0, open: 0 };
  const waits: number[] = [];
  const services: number[] = [];
  const stars: number[] = [];
  let tickets = 0;
  return {
    add({ outcome, waitMs, serviceMs, stars: given }: CountedTicket): void {
      tickets += 1;
      outcomes[outcome] += 1;
      if (waitMs !== undefined) waits.push(waitMs);
      if (serviceMs !== undefined) services.push(serviceMs);
      if (given !== undefined) stars.push(given);
    },
    result(): QueueNumbers {
      const over = outcomes.served + outcomes.absent;
      return {
        tickets,
        ...outcomes,
        absentRate: over > 0 ? Math.round((outcomes.absent / over) * 10_000) / 10_000 : null,
        wait: toTimes(waits),
        service: toTimes(services),
        ratings: stars.length,
        stars: stars.length > 0 ? Math.round(mean(stars) * 100) / 100 : null,
      };
    },
  };
}
type Tally = ReturnType<typeof createTally>;

/** Adds tickets up by something of them; those without it are in none. */
export function createTallies<Key>(keyOf: (ticket: CountedTicket) => Key | undefined) {
  const tallies = new Map<Key, Tally>();
  return {
    add(ticket: CountedTicket): void {
      const key = keyOf(ticket);
      if (key === undefined) return;
      const tally = tallies.get(key) ?? createTally();
      tallies.set(key, tally);
      tally.add(ticket);
    },
    of: (key: Key): QueueNumbers => (tallies.get(key) ?? createTally()).result(),
    keys: (): Key[] => [...tallies.keys()],
    /** Most tickets first. */
    busiestFirst: (): (readonly [Key, QueueNumbers])[] =>
      [...tallies].map(([key, tally]) => [key, tally.result()] as const).sort((a, b) => b[1].tickets - a[1].tickets),
  };
}
