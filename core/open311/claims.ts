import { createHmac } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { postModel, type PostRecord } from './post.model.ts';
import type { Wish } from './types.ts';

const minuteMs = 60_000;
const byContentMs = 10 * minuteMs;
const byKeyMs = 24 * 60 * minuteMs;
const tokenDigits = 32;

/** Knows a repeat: everybody who sends the same gets the same token, also when they send it at once. */
export interface Claims {
  /** Throws `conflict` (`other_request`). */
  tokenOf(wish: Wish): Promise<string>;
  sweep(): Promise<number>;
}

export function createClaims({
  connection,
  clock,
  secret,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
}): Claims {
  const posts = postModel(connection);
  // With the secret: what somebody said cannot be found out by trying what it may have been.
  const macOf = (value: unknown) => createHmac('sha256', secret).update(`open311:${JSON.stringify(value)}`);
  const printOf = (value: unknown): string => macOf(value).digest('base64url');
  // Not kept beside the moment: the token leads to the report, and nobody is to know when one was told.
  const ownToken = ({ _id, expiresAt }: Pick<PostRecord, '_id' | 'expiresAt'>): string =>
    macOf(['token', _id, expiresAt]).digest('hex').slice(0, tokenDigits);

  return {
    async tokenOf({ idempotencyKey, ...wish }) {
      await posts.init();
      const print = printOf(wish);
      const _id = idempotencyKey === undefined ? print : printOf(['key', wish.keyId, idempotencyKey]);
      for (;;) {
        const now = clock();
        const lasts = idempotencyKey === undefined ? byContentMs : byKeyMs;
        const fresh = { print, expiresAt: new Date(now.getTime() + lasts) };
        try {
          const over = await posts
            .findOneAndUpdate({ _id, expiresAt: { $lte: now } }, { $set: fresh }, { returnDocument: 'after' })
            .lean();
          if (over) return ownToken(over);
          await posts.create({ _id, ...fresh });
          return ownToken({ _id, ...fresh });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        const first = await posts.findOne({ _id, expiresAt: { $gt: now } }).lean();
        if (first && first.print !== print) throw new LisoloError('conflict', { reason: 'other_request' });
        if (first) return ownToken(first);
      }
    },
    async sweep() {
      return (await posts.deleteMany({ expiresAt: { $lte: clock() } })).deletedCount;
    },
  };
}
