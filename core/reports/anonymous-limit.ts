import { DateTime } from 'luxon';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Clock } from '../clock.ts';
import { countries, zoneOf } from '../countries/index.ts';
import { isDuplicateKey } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { reportsPerDay } from './limits.ts';
import type { Print } from './print.ts';

/** How much somebody has told anonymously on one day; nothing of what it was. */
interface AnonymousDay {
  /** Print of the person and the day, made with the secret. */
  _id: string;
  /** Prints of the turns in which it was told, of another kind than the keys of reports: nothing joins the two. */
  turns: string[];
  /** The end of that day. */
  expiresAt: Date;
}

const schema = new Schema<AnonymousDay>(
  { _id: String, turns: { type: [String], default: undefined }, expiresAt: { type: Date, required: true } },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const dayModel = (connection: Connection): Model<AnonymousDay> =>
  (connection.models['AnonymousReportDay'] as Model<AnonymousDay> | undefined) ??
  connection.model<AnonymousDay>('AnonymousReportDay', schema, 'anonymous-report-days');

/**
 * Anonymous reports have no sender by whom they could be counted, so they are counted before they are told, by a print
 * that leads back to nobody and is deleted when the day is over.
 */
export function createAnonymousLimit({
  connection,
  clock,
  print,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly print: Print;
}) {
  const days = dayModel(connection);

  function dayOf(personId: string, country: CountryCode) {
    const today = DateTime.fromJSDate(clock(), { zone: zoneOf(countries[country].timeZone) });
    return { _id: print(`${personId} ${today.toISODate() ?? ''}`), expiresAt: today.endOf('day').toJSDate() };
  }
  const turnOf = (personId: string, key: string): string => print(`anonymous ${personId} ${key}`);

  return {
    /** Whether one more may be told today; the same turn counts once, however often it is repeated. */
    async take(personId: string, country: CountryCode, key: string): Promise<boolean> {
      const { _id, expiresAt } = dayOf(personId, country);
      const turn = turnOf(personId, key);
      await days.deleteMany({ expiresAt: { $lt: clock() } });
      if (await days.exists({ _id, turns: turn })) return true;
      try {
        await days.updateOne(
          { _id, [`turns.${reportsPerDay - 1}`]: { $exists: false } },
          { $addToSet: { turns: turn }, $setOnInsert: { expiresAt } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        // It is there, and has reached the limit.
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Of a turn in which nothing was told after all. */
    async giveBack(personId: string, country: CountryCode, key: string): Promise<void> {
      const { _id } = dayOf(personId, country);
      await days.updateOne({ _id }, { $pull: { turns: turnOf(personId, key) } });
    },
  };
}

export type AnonymousLimit = ReturnType<typeof createAnonymousLimit>;
