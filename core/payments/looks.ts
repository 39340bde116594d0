import type { Payment } from './payment.model.ts';

const longestPauseMs = 600_000;

/** When to look again at something that was looked at so often already: after 10 s, then ever less often. */
export const afterLooks = (now: Date, looks: number): Date =>
  new Date(now.getTime() + Math.min(longestPauseMs, 10_000 * 2 ** Math.min(looks, 10)));

/** Ever less often, but once right after the time to approve is over. */
export function nextQuestion({ looks, expiresAt }: Payment, now: Date): Date {
  const next = afterLooks(now, looks);
  return expiresAt > now && expiresAt < next ? expiresAt : next;
}
