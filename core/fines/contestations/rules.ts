import type { Contestation, Fine } from '../infraction.model.ts';
import { endOfDayAfter, termsOf } from '../terms.ts';

/** Why a fine cannot be contested. */
export type ContestRefusal = 'open' | 'decided' | 'forwarded' | 'closed' | 'paid' | 'too_late';

type Contested = Pick<Fine, 'contestations'>;

/** The one that waits for a decision, with its place in the row, which never changes. */
export function openContestation({ contestations }: Contested): { one: Contestation; index: number } | undefined {
  const index = contestations.findIndex(({ state }) => state === 'open');
  const one = contestations[index];
  return one && { one, index };
}
export const isContested = (fine: Contested): boolean => openContestation(fine) !== undefined;

/** The decided one, if any: there is no second. */
export const decidedContestation = ({ contestations }: Contested): Contestation | undefined =>
  contestations.find(({ state }) => state !== 'open' && state !== 'withdrawn');

/** Until when a fine can be contested: so many days after it was recorded, or after its owner was told when that was later. */
export function contestUntil(fine: Pick<Fine, 'createdAt' | 'told' | 'type' | 'country'>): Date {
  const from = Math.max(fine.createdAt.getTime(), fine.told?.doneAt?.getTime() ?? 0);
  return endOfDayAfter(new Date(from), termsOf(fine).daysToContest, fine.country);
}

/** Why this fine cannot be contested now; undefined when it can. */
export function contestRefusal(fine: Fine, now: Date): ContestRefusal | undefined {
  if (isContested(fine)) return 'open';
  if (decidedContestation(fine)) return 'decided';
  if (fine.state === 'forwarded') return 'forwarded';
  if (fine.state !== 'recorded' && fine.state !== 'validated') return 'closed';
  if (fine.remaining.amount <= 0) return 'paid';
  return now > contestUntil(fine) ? 'too_late' : undefined;
}

/** Whoever has recorded a fine, owes it or contests it does not decide on it. */
export const isParty = ({ agentId, ownerId, contestations }: Fine, personId: string): boolean =>
  agentId === personId || ownerId === personId || contestations.some((one) => one.personId === personId);
