import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import { isLisoloError } from '../errors.ts';
import type { FileService } from '../files/index.ts';
import type { Log } from '../log.ts';
import type { Outbound } from '../outbound/types.ts';
import type { Report, ReportService } from '../reports/index.ts';
import { createUnderWay } from '../under-way.ts';
import { createClaims } from './claims.ts';
import { createMedia, type Fetched } from './media.ts';
import { tokenModel, type TokenRecord } from './token.model.ts';
import type { Open311Posting, Wish } from './types.ts';

export interface PostingDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: { readonly secret: string };
  readonly outbound: Outbound;
  readonly files: Pick<FileService, 'put' | 'remove'>;
  readonly reports: Pick<ReportService, 'report'>;
}

const secondMs = 1_000;
const dayMs = 86_400 * secondMs;
/** How long whoever tries is left alone with it: longer than a photo and its redirects may take. */
const leaseMs = 120 * secondMs;
const mostTries = 5;
const mostAtOnce = 20;
const tokenDays = 30;
/** After 30 seconds, 2 minutes, 8 and 32. */
const backOff = (tries: number): number => 30 * secondMs * 4 ** Math.max(0, tries - 1);
/** By whole days: when a token was given must not tell when a report was told that nobody is to know of. */
const endOf = (now: Date): Date => new Date(Math.ceil(now.getTime() / dayMs) * dayMs + tokenDays * dayMs);

/** F7: reports that programs tell. At once where there is nothing to fetch; else as soon as the photo is there, or is given up. */
export function createPosting(deps: PostingDeps): Open311Posting {
  const { connection, clock, log, files, reports } = deps;
  const tokens = tokenModel(connection);
  const claims = createClaims({ connection, clock, secret: deps.config.secret });
  const media = createMedia(deps);
  const underWay = createUnderWay();

  const tell = (token: string, { keyId, country, category, words, place }: Wish, photos: string[]): Promise<Report> =>
    reports.report({
      key: `open311:${token}`, country, category, words, place, photos, source: `open311:${keyId}`,
    }); // prettier-ignore

  const over = (token: string, state: 'created' | 'failed', number?: string) =>
    tokens.updateOne(
      { _id: token, state: 'waiting' },
      { $set: { state, ...(number === undefined ? {} : { number }) }, $unset: { wish: 1, nextAt: 1 } },
    );

  const tryLater = ({ _id, tries }: TokenRecord) =>
    tokens.updateOne({ _id, state: 'waiting' }, { $set: { nextAt: new Date(clock().getTime() + backOff(tries)) } });

  async function tellWith(token: string, wish: Wish, photo: Fetched): Promise<void> {
    const fileId = typeof photo === 'string' ? undefined : photo.fileId;
    try {
      const { number } = await tell(token, wish, fileId === undefined ? [] : [fileId]);
      await over(token, 'created', number);
    } catch (error) {
      if (!isLisoloError(error) || error.retryable) throw error;
      // A photo that is not taken after all must not lose what was told.
      if (fileId !== undefined) return tellWith(token, wish, 'none');
      log.warn({ code: error.code }, 'a report of another program was not taken');
      await over(token, 'failed');
    }
    // The report has a copy of its own.
    if (fileId !== undefined) await files.remove(fileId);
  }

  async function carryOn(token: string): Promise<void> {
    const now = clock();
    const taken = await tokens
      .findOneAndUpdate(
        { _id: token, state: 'waiting', nextAt: { $lte: now } },
        { $set: { nextAt: new Date(now.getTime() + leaseMs) }, $inc: { tries: 1 } },
        { returnDocument: 'after' },
      )
      .lean<TokenRecord>();
    if (!taken?.wish) return;
    const { wish, tries } = taken;
    const keepUntil = new Date(now.getTime() + dayMs);
    const photo = wish.mediaUrl === undefined ? 'none' : await media.fetch(wish.mediaUrl, token, keepUntil);
    if (photo === 'later' && tries < mostTries) await tryLater(taken);
    else await tellWith(token, wish, photo);
  }

  /** What fails is left to the next try. */
  const tried = (token: string): Promise<void> =>
    underWay.track(carryOn(token)).catch((error: unknown) => log.error({ error }, 'a report was not carried on'));

  return {
    async post(wish) {
      const token = await claims.tokenOf(wish);
      if (wish.mediaUrl === undefined) return { number: (await tell(token, wish, [])).number };
      const now = clock();
      await tokens
        .create({ _id: token, state: 'waiting', wish, tries: 0, nextAt: now, expiresAt: endOf(now) })
        .catch((error: unknown) => {
          if (!isDuplicateKey(error)) throw error;
        });
      void tried(token);
      return { token };
    },

    async ofToken(token) {
      const found = await tokens.findOne({ _id: token, expiresAt: { $gt: clock() } }).lean<TokenRecord>();
      return found
        ? { state: found.state, ...(found.number === undefined ? {} : { number: found.number }) }
        : undefined;
    },

    async carryOnDue() {
      const due = await tokens
        .find({ nextAt: { $lte: clock() } }, { _id: 1 })
        .sort({ nextAt: 1 })
        .limit(mostAtOnce)
        .lean();
      await Promise.all(due.map(({ _id }) => tried(_id)));
      return due.length;
    },

    async sweep() {
      const { deletedCount } = await tokens.deleteMany({ expiresAt: { $lte: clock() } });
      return deletedCount + (await claims.sweep());
    },

    idle: () => underWay.idle(),
  };
}
