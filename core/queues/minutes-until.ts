/** A counter, as it is for one of the queues that it calls from. */
export interface Pace {
  /** In so many minutes it is free. */
  readonly busyFor: number;
  /** How many wait in each of its other queues. */
  readonly others: readonly number[];
}

const leastMinutes = 1e-6;
/** Of sums of minutes that are the same moment. */
const hair = 1e-9;

/** Calls of one counter: the first one after so many minutes, then one in so many. */
interface Calls {
  readonly first: number;
  readonly every: number;
}

/** After how many minutes the call number `ahead` (from 0) of all counters together is made. */
function momentOf(ahead: number, counters: readonly Calls[]): number {
  const callsUntil = (moment: number): number =>
    counters.reduce(
      (sum, { first, every }) => sum + (moment + hair < first ? 0 : Math.floor((moment - first + hair) / every) + 1),
      0,
    );
  /** The first call of this counter by which there were enough: found by halving, as lines are long. */
  const enough = ({ first, every }: Calls): number => {
    let [few, most] = [-1, ahead];
    while (most - few > 1) {
      const middle = Math.floor((few + most) / 2);
      if (callsUntil(first + middle * every) > ahead) most = middle;
      else few = middle;
    }
    return first + most * every;
  };
  return Math.min(...counters.map(enough));
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/**
 * After how many minutes somebody is called who has `ahead` before in the same queue, when each service takes `minutes`. A
 * counter whose other queues have people too takes one of each in turn, but never more of them than wait there now: whoever
 * comes later is called later.
 */
export function minutesUntil(ahead: number, minutes: number, counters: readonly Pace[]): number {
  const each = Math.max(minutes, leastMinutes);
  const inTurn = counters.map(({ busyFor, others }) => ({
    // On average half of the others are called first.
    first: busyFor + (others.length / 2) * each,
    every: (others.length + 1) * each,
  }));
  const afterOthers = counters.map(({ busyFor, others }) => ({ first: busyFor + sumOf(others) * each, every: each }));
  return Math.min(momentOf(ahead, inTurn), momentOf(ahead, afterOthers));
}
