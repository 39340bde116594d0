import type { Connection } from 'mongoose';
import type { Clock } from '../../core/clock.ts';
import { isDuplicateKey, isOutOfReach } from '../../core/database/index.ts';
import { sendingDayModel } from './chat.model.ts';

/** Notices stop here, so that who writes still gets an answer. */
const noticeShare = 0.8;
const dayMs = 86_400_000;

export interface DailyCap {
  /** Counts one message, or tells that the day is used up. */
  take(what: 'reply' | 'notice'): Promise<boolean>;
  /** Seconds until the count begins again. */
  secondsLeft(): number;
}

/** At most `cap` messages a day (UTC), counted in the database: a restart does not begin anew. */
export function createDailyCap(deps: { connection: Connection; clock: Clock; cap: number }): DailyCap {
  const days = sendingDayModel(deps.connection);
  const take = async (what: 'reply' | 'notice', again: boolean): Promise<boolean> => {
    const _id = deps.clock().toISOString().slice(0, 10);
    const limit = what === 'notice' ? Math.floor(deps.cap * noticeShare) : deps.cap;
    if (limit <= 0) return false;
    try {
      await days.updateOne({ _id, sent: { $lt: limit } }, { $inc: { sent: 1 } }, { upsert: true });
      return true;
    } catch (error) {
      // While nothing can be counted an apology still goes out: silence looks like a dead number.
      if (isOutOfReach(error)) return what === 'reply';
      if (!isDuplicateKey(error)) throw error;
      // The day's count is at the limit, or two first messages of a day met: the second try tells which.
      return again ? take(what, false) : false;
    }
  };
  return {
    take: (what) => take(what, true),
    secondsLeft: () => Math.ceil((dayMs - (deps.clock().getTime() % dayMs)) / 1_000),
  };
}
