import { DateTime } from 'luxon';
import { Schema, type Connection, type Model } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { countries } from '../../countries/index.ts';
import { isDuplicateKey } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { shortHash } from '../../hash.ts';

/** The plates that somebody has looked at on one day. */
interface LookupDay {
  _id: string;
  plates: string[];
  expiresAt: Date;
}

const daySchema = new Schema<LookupDay>(
  { _id: String, plates: { type: [String], required: true }, expiresAt: { type: Date, required: true } },
  { versionKey: false },
);
daySchema.index({ expiresAt: 1 });

export const lookupDayModel = (connection: Connection): Model<LookupDay> =>
  (connection.models['VehicleLookupDay'] as Model<LookupDay> | undefined) ??
  connection.model<LookupDay>('VehicleLookupDay', daySchema, 'vehicle_lookup_days');

/** Who looks, as far as it is known: the person, and the address they write from. */
export interface Looker {
  readonly personId?: string | undefined;
  /** `<channel>:<address>`. */
  readonly address?: string | undefined;
  readonly country: CountryCode;
}

export interface DailyLimit {
  /** Counts a plate, once a day; when there are too many already, the moment from which one may go on. */
  take(looker: Looker, plate: string, most: number): Promise<Date | undefined>;
}

/**
 * How many different plates somebody may look at in a calendar day of their country. A counting limiter cannot tell a new
 * plate from one that is shown again, so that the plates themselves are kept until the day is over: one document for each
 * person, and one for each address, which no new account empties.
 */
export function createDailyLimit({ connection, clock }: { connection: Connection; clock: Clock }): DailyLimit {
  const days = lookupDayModel(connection);

  async function fits(id: string, plate: string, most: number, expiresAt: Date): Promise<boolean> {
    const full = `plates.${most - 1}`;
    for (;;) {
      try {
        await days.updateOne(
          { _id: id, $or: [{ plates: plate }, { [full]: { $exists: false } }] },
          { $addToSet: { plates: plate }, $setOnInsert: { expiresAt } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // Either the day is full, or somebody else has just begun it.
        if (await days.exists({ _id: id, plates: { $ne: plate }, [full]: { $exists: true } })) return false;
      }
    }
  }

  return {
    async take({ personId, address, country }, plate, most) {
      const today = DateTime.fromJSDate(clock(), { zone: countries[country].timeZone }).startOf('day');
      const tomorrow = today.plus({ days: 1 }).toJSDate();
      const whos = [...(personId ? [`person:${personId}`] : []), ...(address ? [address] : [])];
      // Addresses are phones: of them only as much is kept as tells two apart for a day.
      for (const who of whos)
        if (!(await fits(`${today.toISODate()}:${shortHash(who)}`, plate, most, tomorrow))) return tomorrow;
      return undefined;
    },
  };
}
