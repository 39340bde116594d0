import type { Connection, QueryFilter } from 'mongoose';

import type { Clock } from '../../clock.ts';
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
const leaseMs = 600_000;

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
  const free = (reviewerId: string): Filter => ({
    $or: [{ lease: { $exists: false } }, { 'lease.until': { $lte: clock() } }, { 'lease.by': reviewerId }],
  });
  const lease = (reviewerId: string) => ({
    $set: { lease: { by: reviewerId, until: new Date(clock().getTime() + leaseMs) } },
  });

  return {
    count: (reviewer) => papers.countDocuments(waiting(reviewer)).limit(mostCounted),

    async next(reviewer, except) {
      const found = await papers
        .findOneAndUpdate({ ...waiting(reviewer), ...free(reviewer.id), _id: { $nin: except } }, lease(reviewer.id), {
          sort: { createdAt: 1 },
          returnDocument: 'after',
        })
        .lean<PaperRecord>();
      return found ? toPaper(found) : undefined;
    },

    async hold(id, reviewerId) {
      const held = await papers.updateOne({ _id: id, state: 'pending', ...free(reviewerId) }, lease(reviewerId));
      return held.matchedCount === 1;
    },

    async release(id, reviewerId) {
      await papers.updateOne({ _id: id, 'lease.by': reviewerId }, { $unset: { lease: 1 } });
    },
  };
}
