const firstWaitMs = 60_000;
const longestWaitMs = 6 * 3_600_000;

/**
 * When to take up again what has failed so many times before: after a minute, then after twice as long each time, so that what
 * never succeeds keeps nothing else from its turn.
 */
export const nextTry = (now: Date, failedBefore: number): Date =>
  new Date(now.getTime() + Math.min(firstWaitMs * 2 ** failedBefore, longestWaitMs));
