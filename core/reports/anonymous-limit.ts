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
  count: number;
  /** The end of that day. */
  expiresAt: Date;
}

const schema = new Schema<AnonymousDay>(
  { _id: String, count: { type: Number, required: true }, expiresAt: { type: Date, required: true } },
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

  return {
    /** Whether one more may be told today. */
    async take(personId: string, country: CountryCode): Promise<boolean> {
      const today = DateTime.fromJSDate(clock(), { zone: zoneOf(countries[country].timeZone) });
      const expiresAt = today.endOf('day').toJSDate();
      await days.deleteMany({ expiresAt: { $lt: clock() } });
      try {
        await days.updateOne(
          { _id: print(`${personId} ${today.toISODate() ?? ''}`), count: { $lt: reportsPerDay } },
          { $inc: { count: 1 }, $setOnInsert: { expiresAt } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        // It is there, and has reached the limit.
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}

export type AnonymousLimit = ReturnType<typeof createAnonymousLimit>;
