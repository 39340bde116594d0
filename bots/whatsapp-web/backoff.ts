const firstMs = 2_000;
const longestMs = 5 * 60_000;

/**
 * Milliseconds to wait before try number `attempt` (0 is the first repetition): doubled each time up to 5 minutes,
 * and between half and the whole of that, so that several installations do not come back at one moment.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(whole / 2 + (whole / 2) * random());
}
