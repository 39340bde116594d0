import { isLisoloError } from '../errors.ts';
import type { LisoloError } from '../errors.ts';
import { within } from './within.ts';

/** What became of one try on one route. */
export type Outcome =
  | { readonly kind: 'sent'; readonly providerId?: string }
  /** Out of reach for now. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterMs?: number; readonly defect?: unknown }
  /** The person blocked us there. */
  | { readonly kind: 'forbidden'; readonly reason: string }
  /** This route will never take this message. */
  | { readonly kind: 'refused'; readonly reason: string };

const reasonOf = (error: LisoloError): string =>
  typeof error.details['reason'] === 'string' ? error.details['reason'] : error.code;

function toOutcome(error: unknown): Outcome {
  if (!isLisoloError(error)) return { kind: 'unavailable', reason: 'defect', defect: error };
  const reason = reasonOf(error);
  if (error.code === 'forbidden') return { kind: 'forbidden', reason };
  if (!error.retryable) return { kind: 'refused', reason };
  const seconds = error.details['retryAfterSeconds'];
  return { kind: 'unavailable', reason, ...(typeof seconds === 'number' ? { retryAfterMs: seconds * 1000 } : {}) };
}

/** Runs one delivery; a route that does not answer within `limitMs` counts as out of reach. Never throws. */
export async function attempt(
  deliver: () => Promise<{ readonly providerId?: string }>,
  limitMs: number,
): Promise<Outcome> {
  try {
    const { providerId } = await within(deliver(), limitMs);
    return { kind: 'sent', ...(providerId === undefined ? {} : { providerId }) };
  } catch (error) {
    return toOutcome(error);
  }
}

const firstWaitMs = 5_000;
const longestWaitMs = 60 * 60_000;
const growth = 4;

/** How long to wait after the n-th failure in a row: 5 s, 20 s, 80 s ... at most an hour, less up to half by chance. */
export function backOffMs(failures: number, random: () => number): number {
  const full = Math.min(firstWaitMs * growth ** (failures - 1), longestWaitMs);
  return Math.round(full * (0.5 + random() / 2));
}
