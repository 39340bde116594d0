import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { newId } from '../database/ids.ts';
import { LisoloError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import { keyFor } from './sealed.ts';
import { tokenFamilyModel } from './token-family.model.ts';
import type { TokenFamilyDoc } from './token-family.model.ts';
import type { Tokens } from './types.ts';

const accessSeconds = 15 * 60;
const familyDays = 30;
const usedKept = 1_000;
const claims = { issuer: 'lisolo', audience: 'admin-api' } as const;

export interface TokenFamilies {
  open(personId: string): Promise<Tokens>;
  /** `onReuse` hears of a token that was used before, when that ends the session. Throws `unauthenticated`. */
  rotate(
    refreshToken: string,
    onReuse: (personId: string) => Promise<void>,
  ): Promise<Tokens & { readonly personId: string }>;
  close(refreshToken: string): Promise<void>;
  closeAll(personId: string, why: 'logout' | 'password'): Promise<void>;
  /** The person and family of an access token whose session still runs. Throws `unauthenticated`. */
  check(accessToken: string): Promise<{ readonly personId: string; readonly familyId: string }>;
  sweep(now: Date): Promise<number>;
}

const refused = (reason: string): LisoloError => new LisoloError('unauthenticated', { reason });

/** Sessions as families of refresh tokens, one atomic update each (RFC 9700, section 4.14.2: rotation with reuse detection). */
export function createTokenFamilies({
  connection,
  clock,
  secret,
}: {
  connection: Connection;
  clock: Clock;
  secret: string;
}): TokenFamilies {
  const families = tokenFamilyModel(connection);
  const key = keyFor(secret, 'access token');

  const newRefresh = (familyId: string): string => `${familyId}.${randomBytes(32).toString('base64url')}`;
  const familyOf = (refreshToken: string): string => refreshToken.split('.')[0] ?? '';

  function toTokens(family: Pick<TokenFamilyDoc, '_id' | 'personId'>, refreshToken: string): Tokens {
    const iat = Math.floor(clock().getTime() / 1_000);
    const accessToken = jwt.sign({ sub: family.personId, sid: family._id, iat, exp: iat + accessSeconds }, key, {
      algorithm: 'HS256',
      ...claims,
    });
    return { accessToken, expiresIn: accessSeconds, refreshToken };
  }

  function readClaims(accessToken: string): { sub: string; sid: string } {
    try {
      const payload = jwt.verify(accessToken, key, {
        algorithms: ['HS256'],
        ...claims,
        clockTimestamp: Math.floor(clock().getTime() / 1_000),
      });
      if (typeof payload === 'string' || typeof payload.sub !== 'string' || typeof payload['sid'] !== 'string')
        throw refused('bad token');
      return { sub: payload.sub, sid: payload['sid'] };
    } catch (error) {
      throw refused(
        error instanceof jwt.TokenExpiredError ? 'the access token has expired' : 'the access token is not valid',
      );
    }
  }

  return {
    async open(personId) {
      const now = clock();
      const familyId = newId();
      const refreshToken = newRefresh(familyId);
      const expiresAt = new Date(now.getTime() + familyDays * 86_400_000);
      const family = {
        _id: familyId,
        personId,
        current: sha256(refreshToken),
        used: [],
        createdAt: now,
        usedAt: now,
        expiresAt,
      };
      await families.create(family);
      return toTokens(family, refreshToken);
    },

    async rotate(refreshToken, onReuse) {
      const now = clock();
      const familyId = familyOf(refreshToken);
      const hash = sha256(refreshToken);
      const next = newRefresh(familyId);
      const family = await families
        .findOneAndUpdate(
          { _id: familyId, current: hash, endedAt: null, expiresAt: { $gt: now } },
          { $set: { current: sha256(next), usedAt: now }, $push: { used: { $each: [hash], $slice: -usedKept } } },
        )
        .lean();
      if (family) return { ...toTokens(family, next), personId: family.personId };
      const ended = await families
        .findOneAndUpdate({ _id: familyId, used: hash, endedAt: null }, { $set: { endedAt: now, endedWhy: 'reuse' } })
        .lean();
      if (ended) await onReuse(ended.personId);
      throw refused('the refresh token is not valid');
    },

    async close(refreshToken) {
      const hash = sha256(refreshToken);
      await families.updateOne(
        { _id: familyOf(refreshToken), endedAt: null, $or: [{ current: hash }, { used: hash }] },
        { $set: { endedAt: clock(), endedWhy: 'logout' } },
      );
    },

    async closeAll(personId, why) {
      await families.updateMany({ personId, endedAt: null }, { $set: { endedAt: clock(), endedWhy: why } });
    },

    async check(accessToken) {
      const { sub, sid } = readClaims(accessToken);
      const running = await families.exists({ _id: sid, personId: sub, endedAt: null, expiresAt: { $gt: clock() } });
      if (!running) throw refused('the session has ended');
      return { personId: sub, familyId: sid };
    },

    async sweep(now) {
      const weekAgo = new Date(now.getTime() - 7 * 86_400_000);
      const { deletedCount } = await families.deleteMany({
        $or: [{ expiresAt: { $lt: now } }, { endedAt: { $lt: weekAgo } }],
      });
      return deletedCount;
    },
  };
}
