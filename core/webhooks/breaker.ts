/** Whether a target is asked: as usual, not for a while, or by one request that finds out. */
export const breakerStates = ['closed', 'open', 'half_open'] as const;
export type BreakerState = (typeof breakerStates)[number];

/** A try that went well or not, or the taking of the one request that finds out. */
export type BreakerEvent = 'success' | 'failure' | 'probe';

/**
 * state -> event -> next state; a probe of a closed one is none. A closed one opens with the last of `mostFailures` in a
 * row. Answers to what was sent before it opened come late: a good one is as good as a probe's.
 */
export const breakerTransitions: Readonly<Record<BreakerState, Readonly<Partial<Record<BreakerEvent, BreakerState>>>>> =
  {
    closed: { success: 'closed', failure: 'open' },
    open: { success: 'closed', failure: 'open', probe: 'half_open' },
    /** Another probe, where whoever sent the last one has died. */
    half_open: { success: 'closed', failure: 'open', probe: 'half_open' },
  };

export interface Breaker {
  readonly state: BreakerState;
  /** In a row, over all that is sent there. */
  readonly failures: number;
  /** How often in a row it has opened; each time it stays open twice as long. */
  readonly openings: number;
  /** Open: when the next probe may go. Half open: when the prober is held for dead. */
  readonly until?: Date;
}

export const closedBreaker: Breaker = { state: 'closed', failures: 0, openings: 0 };
export const mostFailures = 5;
const minuteMs = 60_000;
const longestOpenMs = 60 * minuteMs;

const openMs = (openings: number): number => Math.min(minuteMs * 2 ** (openings - 1), longestOpenMs);

/** The breaker after a try; the same object where nothing is to be written down. */
export function afterTry(breaker: Breaker, event: 'success' | 'failure', now: Date): Breaker {
  if (event === 'success') return breaker.state === 'closed' && breaker.failures === 0 ? breaker : closedBreaker;
  const failures = breaker.failures + 1;
  if (breaker.state === 'closed' && failures < mostFailures) return { ...breaker, failures };
  // What was sent before it opened says nothing new.
  if (breaker.state === 'open') return breaker;
  const openings = breaker.openings + 1;
  const state = breakerTransitions[breaker.state].failure ?? 'open';
  return { state, failures, openings, until: new Date(now.getTime() + openMs(openings)) };
}

/** Whether a request may go: any, or the one that finds out. */
export function admits({ state, until }: Breaker, now: Date): 'all' | 'probe' | 'none' {
  if (state === 'closed') return 'all';
  return until && until > now ? 'none' : 'probe';
}
