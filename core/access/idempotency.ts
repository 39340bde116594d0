import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../database/index.ts';
import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { idempotencyKeyModel } from './idempotency-key.model.ts';

export interface StoredAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export interface Idempotency {
  /**
   * Runs `perform` once for a key and gives everybody else its answer (`replayed`). A failed run leaves no trace, so it can
   * be tried again. Throws `conflict` for a key that came with another request, or whose first request still runs.
   */
  once(
    request: { readonly caller: string; readonly route: string; readonly key: string; readonly content: unknown },
    perform: () => Promise<StoredAnswer>,
  ): Promise<StoredAnswer & { readonly replayed: boolean }>;
  sweep(now: Date): Promise<number>;
}

const leaseMs = 60_000;
const keptMs = 24 * 3_600_000;
const waits = 40;
const waitMs = 50;

/** Idempotency keys as in draft-ietf-httpapi-idempotency-key-header, kept for a day. */
export function createIdempotency({ connection, clock }: { connection: Connection; clock: Clock }): Idempotency {
  const keys = idempotencyKeyModel(connection);

  /** True when this call may run: the key is new, past its day, or its runner has died. */
  async function claim(id: string, requestHash: string): Promise<boolean> {
    const now = clock();
    const fresh = {
      requestHash,
      state: 'running' as const,
      leaseUntil: new Date(now.getTime() + leaseMs),
      expiresAt: new Date(now.getTime() + keptMs),
    };
    try {
      const dead = { state: 'running' as const, requestHash, leaseUntil: { $lte: now } };
      const over = { $or: [{ expiresAt: { $lte: now } }, dead] };
      const before = await keys
        .findOneAndUpdate({ _id: id, ...over }, { $set: fresh, $unset: { status: 1, body: 1 } })
        .lean();
      if (before) return true;
      await keys.create({ _id: id, ...fresh });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** The answer of the twin; undefined when the twin has failed and the key is free again. */
  async function answerOf(id: string, requestHash: string): Promise<StoredAnswer | undefined> {
    for (let tries = 0; tries < waits; tries += 1) {
      const stored = await keys.findById(id).lean();
      if (!stored) return undefined;
      if (stored.requestHash !== requestHash)
        throw new LisoloError('conflict', { reason: 'this Idempotency-Key came with another request' });
      if (stored.state === 'done') return { status: stored.status ?? 200, body: stored.body ?? '' };
      await pause(waitMs);
    }
    throw new LisoloError('conflict', {
      reason: 'the first request with this Idempotency-Key still runs',
      retryAfterSeconds: 5,
    });
  }

  return {
    async once({ caller, route, key, content }, perform) {
      const id = hashOf([caller, route, key]);
      const requestHash = hashOf(content);
      while (!(await claim(id, requestHash))) {
        const answer = await answerOf(id, requestHash);
        if (answer) return { ...answer, replayed: true };
      }
      try {
        const answer = await perform();
        await keys.updateOne({ _id: id }, { $set: { state: 'done', ...answer } });
        return { ...answer, replayed: false };
      } catch (error) {
        await keys.deleteOne({ _id: id, state: 'running' });
        throw error;
      }
    },
    async sweep(now) {
      return (await keys.deleteMany({ expiresAt: { $lt: now } })).deletedCount;
    },
  };
}
