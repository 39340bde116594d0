import type { Connection, QueryFilter } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { createLeases } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { paperModel, toPaper, type Paper, type PaperRecord } from './paper.model.ts';

export interface PaperReviewer {
  readonly id: string;
  readonly country: CountryCode;
}

/** B4: the papers that wait for an administrator. */
export interface PaperWorkList {
  /** How many wait, with a photo, that do not concern the administrator; at most `mostCounted`. */
  count(reviewer: PaperReviewer): Promise<number>;
  /** The oldest one that nobody else has before them, kept for ten minutes. */
  next(reviewer: PaperReviewer, except: readonly string[]): Promise<Paper | undefined>;
  /** Keeps it for another ten minutes; false when somebody else has it. */
  hold(id: string, reviewerId: string): Promise<boolean>;
  release(id: string, reviewerId: string): Promise<void>;
}

export const mostCounted = 1_000;

type Filter = QueryFilter<PaperRecord>;

export function createPaperWorkList({ connection, clock }: { connection: Connection; clock: Clock }): PaperWorkList {
  const papers = paperModel(connection);
  const waiting = ({ id, country }: PaperReviewer): Filter => ({
    country,
    state: 'pending',
    photoId: { $exists: true },
    personId: { $ne: id },
    ownerId: { $ne: id },
  });
  const leases = createLeases({ model: papers, clock });

  return {
    count: (reviewer) => papers.countDocuments(waiting(reviewer)).limit(mostCounted),

    async next(reviewer, except) {
      const found = await leases.take(reviewer.id, waiting(reviewer), except, { createdAt: 1 });
      return found ? toPaper(found) : undefined;
    },

    hold: (id, reviewerId) => leases.hold(id, reviewerId, { state: 'pending' }),
    release: (id, reviewerId) => leases.release(id, reviewerId),
  };
}
