import type { Connection, QueryFilter } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { createLeases } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { infractionModel, toFine, type Fine, type InfractionRecord } from '../infraction.model.ts';
import { agentVoid } from '../infraction.states.ts';

export interface Officer {
  readonly id: string;
  readonly country: CountryCode;
}

/** C5: what waits for the decision of an officer of the judicial police. */
export interface WorkList {
  /**
   * How many contestations wait, and how many infractions that nobody contests; not those that concern the officer himself.
   * Of each at most `mostCounted`.
   */
  counts(officer: Officer): Promise<{ contested: number; undecided: number }>;
  /**
   * The next case, kept for this officer for ten minutes: contestations first, oldest first. Undefined when nothing waits
   * that no other officer has before him.
   */
  next(officer: Officer, except: readonly string[]): Promise<Fine | undefined>;
  /** Keeps the case for this officer for another ten minutes; false when somebody else has it. */
  hold(fineId: string, officerId: string): Promise<boolean>;
  /** Lets the others have it. */
  release(fineId: string, officerId: string): Promise<void>;
}

/** Counting on would take the longer the more there are, each time that an officer looks. */
export const mostCounted = 1_000;

const minuteMs = 60_000;

type Filter = QueryFilter<InfractionRecord>;

export function createWorkList({ connection, clock }: { connection: Connection; clock: Clock }): WorkList {
  const infractions = infractionModel(connection);

  const leases = createLeases({ model: infractions, clock });
  const ofOthers = (officerId: string): Filter => ({ agentId: { $ne: officerId }, ownerId: { $ne: officerId } });

  const contested = ({ id, country }: Officer): Filter => ({
    country,
    'contestations.state': 'open',
    'contestations.personId': { $ne: id },
    ...ofOthers(id),
  });
  /** Those that the agent himself can no longer take back. */
  const undecided = ({ id, country }: Officer): Filter => ({
    country,
    state: 'recorded',
    createdAt: { $lte: new Date(clock().getTime() - agentVoid.minutes * minuteMs) },
    'contestations.state': { $ne: 'open' },
    'contestations.personId': { $ne: id },
    ...ofOthers(id),
  });

  async function claim(officer: Officer, waiting: Filter, except: readonly string[], oldest: Record<string, 1>) {
    const claimed = await leases.take(officer.id, waiting, except, oldest);
    return claimed ? toFine(claimed) : undefined;
  }

  return {
    async counts(officer) {
      const [open, recorded] = await Promise.all([
        infractions.countDocuments(contested(officer)).limit(mostCounted),
        infractions.countDocuments(undecided(officer)).limit(mostCounted),
      ]);
      return { contested: open, undecided: recorded };
    },

    next: async (officer, except) =>
      (await claim(officer, contested(officer), except, { 'contestations.at': 1 })) ??
      claim(officer, undecided(officer), except, { createdAt: 1 }),

    hold: (fineId, officerId) => leases.hold(fineId, officerId),
    release: (fineId, officerId) => leases.release(fineId, officerId),
  };
}
