import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../database/index.ts';
import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import { loginTriesModel } from './login-tries.model.ts';

const triesAllowed = 5;
const windowMs = 15 * 60_000;

export interface LoginTries {
  /** Counts a try before it is judged, so that guesses made at once count too. True for the last try before a lock. Throws `locked` (`details.until`). */
  count(login: string): Promise<boolean>;
  forget(login: string): Promise<void>;
  sweep(now: Date): Promise<number>;
}

/** Counts logins per name in windows of 15 minutes. Names nobody has are counted too: the answer must not tell them apart. */
export function createLoginTries({ connection, clock }: { connection: Connection; clock: Clock }): LoginTries {
  const tries = loginTriesModel(connection);

  async function add(key: string, now: Date): Promise<{ tries: number; windowEnds: Date }> {
    const fresh = { $lte: [{ $ifNull: ['$windowEnds', new Date(0)] }, now] };
    const windowEnds = new Date(now.getTime() + windowMs);
    const found = await tries
      .findOneAndUpdate(
        { _id: key },
        [
          { $set: { tries: { $cond: [fresh, 1, { $add: ['$tries', 1] }] } } },
          // The last try allowed starts the lock; those that meet the lock do not lengthen it.
          { $set: { windowEnds: { $cond: [{ $in: ['$tries', [1, triesAllowed]] }, windowEnds, '$windowEnds'] } } },
        ],
        { upsert: true, returnDocument: 'after', updatePipeline: true },
      )
      .lean();
    if (!found) throw new LisoloError('unavailable', { reason: 'the try could not be counted' });
    return found;
  }

  return {
    async count(login) {
      const key = sha256(login);
      const now = clock();
      const state = await add(key, now).catch((error: unknown) => {
        // Two upserts of a new key may collide; the second attempt finds the document.
        if (isDuplicateKey(error)) return add(key, now);
        throw error;
      });
      if (state.tries > triesAllowed) throw new LisoloError('locked', { until: state.windowEnds.toISOString() });
      return state.tries === triesAllowed;
    },
    async forget(login) {
      await tries.deleteOne({ _id: sha256(login) });
    },
    async sweep(now) {
      return (await tries.deleteMany({ windowEnds: { $lt: now } })).deletedCount;
    },
  };
}
