import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../database/index.ts';
import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { createOneTimeCodes } from './one-time-codes.ts';
import { secondFactorModel } from './second-factor.model.ts';

export type SecondFactorPeople = Pick<IdentityService, 'byId' | 'totpSecretOf' | 'setTotpSecret'>;

export interface SecondFactors {
  isOn(personId: string): Promise<boolean>;
  /** Throws `unauthenticated` for a code that is wrong or was used. */
  use(personId: string, code: string): Promise<void>;
  enrol(personId: string): Promise<{ readonly secret: string; readonly uri: string }>;
  confirm(personId: string, code: string): Promise<void>;
  remove(personId: string, code: string): Promise<void>;
}

/** The one answer to a login that fails, whatever was wrong. */
export const wrong = (): LisoloError => new LisoloError('unauthenticated', { reason: 'wrong login, password or code' });

/** One-time codes of those who switched them on. Each code works once, however many ask at the same time. */
export function createSecondFactors(deps: {
  connection: Connection;
  clock: Clock;
  people: SecondFactorPeople;
  secret: string;
}): SecondFactors {
  const { connection, clock, people } = deps;
  const factors = secondFactorModel(connection);
  const codes = createOneTimeCodes({ secret: deps.secret });

  async function claimStep(personId: string, sealed: string | undefined, code: string): Promise<void> {
    const step = sealed === undefined ? undefined : codes.stepOf(sealed, code, clock());
    if (step === undefined) throw wrong();
    try {
      // Where the step was used already the filter finds nothing, and the insert meets the document that is there.
      await factors.updateOne(
        { _id: personId, lastStep: { $lt: step } },
        { $set: { lastStep: step } },
        { upsert: true },
      );
    } catch (error) {
      throw isDuplicateKey(error) ? wrong() : error;
    }
  }

  const isOn = async (personId: string): Promise<boolean> => (await people.totpSecretOf(personId)) !== undefined;

  return {
    isOn,
    async use(personId, code) {
      await claimStep(personId, await people.totpSecretOf(personId), code);
    },

    async enrol(personId) {
      const person = await people.byId(personId);
      if (!person) throw new LisoloError('not_found', { reason: 'no such person' });
      if (await isOn(personId)) throw new LisoloError('conflict', { reason: 'one-time codes are already on' });
      const { sealed, secret, uri } = codes.create(person.email ?? personId);
      await factors.updateOne(
        { _id: personId },
        { $set: { pending: sealed }, $setOnInsert: { lastStep: 0 } },
        { upsert: true },
      );
      return { secret, uri };
    },

    async confirm(personId, code) {
      const factor = await factors.findById(personId).lean();
      if (factor?.pending === undefined) throw new LisoloError('conflict', { reason: 'there is nothing to confirm' });
      await claimStep(personId, factor.pending, code);
      await people.setTotpSecret(personId, factor.pending);
      await factors.updateOne({ _id: personId, pending: factor.pending }, { $unset: { pending: 1 } });
    },

    async remove(personId, code) {
      if (!(await isOn(personId))) throw new LisoloError('conflict', { reason: 'one-time codes are not on' });
      await claimStep(personId, await people.totpSecretOf(personId), code);
      await people.setTotpSecret(personId, undefined);
    },
  };
}
