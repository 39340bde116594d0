const firstWaitMs = 30_000;
const hourMs = 3_600_000;
const longestWaitMs = 6 * hourMs;
/** A target that asks for more is asked again after a day all the same. */
const longestAskedMs = 24 * hourMs;
const leastTries = 10;
const leastTimeMs = 24 * hourMs;

/** How long to wait after the n-th failure: any time up to 30 s, 1 min, 2 min ... 6 hours, by chance, so that nothing comes back in step. */
export const backOffMs = (failures: number, random: () => number): number =>
  Math.round(random() * Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs));

/** Given up after ten tries, and never before a day has passed: a target that is away for a night loses nothing. */
export const isSpent = (attempts: number, firstTriedAt: Date, now: Date): boolean =>
  attempts >= leastTries && now.getTime() - firstTriedAt.getTime() >= leastTimeMs;

/** What a target asks for in `Retry-After` (RFC 9110, 10.2.3): seconds or a date. Milliseconds, 0 where it asks for nothing. */
export function askedMs(header: string | undefined, now: Date): number {
  const text = header?.trim() ?? '';
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), longestAskedMs) : 0;
}
