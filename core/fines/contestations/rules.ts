import type { Contestation, Fine } from '../infraction.model.ts';
import { endOfDayAfter, termsOf } from '../terms.ts';
import { mostWithdrawals } from './codes.ts';

/** Why a fine cannot be contested. */
export type ContestRefusal = 'open' | 'decided' | 'forwarded' | 'closed' | 'paid' | 'not_yours' | 'too_late';

/** The owner of a vehicle: a known person, or only a phone. */
export interface Owner {
  readonly personId?: string;
  readonly phone?: string;
}

/** Who would contest. */
export interface Contester {
  readonly personId?: string;
  /** Verified. */
  readonly phone?: string;
  /** Whose vehicle it is by the register, where that was looked up. */
  readonly registered?: Owner;
}

type Contested = Pick<Fine, 'contestations'>;

/** The one that waits for a decision, with its place in the row, which never changes. */
export function openContestation({ contestations }: Contested): { one: Contestation; index: number } | undefined {
  const index = contestations.findIndex(({ state }) => state === 'open');
  const one = contestations[index];
  return one && { one, index };
}
export const isContested = (fine: Contested): boolean => openContestation(fine) !== undefined;

const same = (one: string | undefined, other: string | undefined): boolean => !!one && one === other;

/** Whose fine it is, as far as is known: whoever was told of it, else whose vehicle it is. */
export const knownOwner = ({ ownerId }: Pick<Fine, 'ownerId'>, { registered }: Contester): Owner | undefined =>
  ownerId ? { personId: ownerId } : registered;

export function isOwnerOrDriver(fine: Pick<Fine, 'ownerId' | 'driverPhone'>, who: Contester): boolean {
  const owner = knownOwner(fine, who);
  return same(owner?.personId, who.personId) || same(owner?.phone, who.phone) || same(fine.driverPhone, who.phone);
}

/** What an officer has answered to somebody else takes nothing from the owner and the driver: each has one of their own. */
const isDecided = (fine: Fine, who: Contester | undefined): boolean =>
  fine.contestations
    .filter(({ state }) => state !== 'open' && state !== 'withdrawn')
    .some(({ personId }) => !who || !isOwnerOrDriver(fine, who) || personId === who.personId);

/** Until when a fine can be contested: so many days after it was recorded, or after its owner was told when that was later. */
export function contestUntil(fine: Pick<Fine, 'createdAt' | 'told' | 'type' | 'country'>): Date {
  const from = Math.max(fine.createdAt.getTime(), fine.told?.doneAt?.getTime() ?? 0);
  return endOfDayAfter(new Date(from), termsOf(fine).daysToContest, fine.country);
}

/**
 * Why this fine cannot be contested now; undefined when it can. Where its owner is known, only the owner and the driver
 * may: anybody can read a plate, and would use up what is theirs. Where no owner is known, anybody may. Without a person
 * it is asked of the fine alone, whoever reads the answer.
 */
export function contestRefusal(fine: Fine, now: Date, who?: Contester): ContestRefusal | undefined {
  if (isContested(fine)) return 'open';
  if (isDecided(fine, who)) return 'decided';
  if (fine.state === 'forwarded') return 'forwarded';
  if (fine.state !== 'recorded' && fine.state !== 'validated') return 'closed';
  if (fine.remaining.amount <= 0) return 'paid';
  if (who && knownOwner(fine, who) && !isOwnerOrDriver(fine, who)) return 'not_yours';
  return now > contestUntil(fine) ? 'too_late' : undefined;
}

/** Each withdrawal begins the time to pay anew: whoever has done so often enough waits for the answer. */
export const hasWithdrawnEnough = ({ contestations }: Contested, personId: string): boolean =>
  contestations.filter((one) => one.state === 'withdrawn' && one.personId === personId).length >= mostWithdrawals;

/** Whoever has recorded a fine, owes it or contests it does not decide on it. */
export const isParty = ({ agentId, ownerId, contestations }: Fine, personId: string): boolean =>
  agentId === personId || ownerId === personId || contestations.some((one) => one.personId === personId);
