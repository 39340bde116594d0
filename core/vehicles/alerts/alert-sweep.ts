import { DateTime } from 'luxon';
import { mongo, type Connection } from 'mongoose';

import { countries, zoneOf } from '../../countries/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { daysLeft } from '../validity.ts';
import { vehicleModel, type VehicleRecord } from '../vehicle.model.ts';
import {
  alertedPapers,
  alertModel,
  alertSweepModel,
  ofNoMessage,
  type AlertedPaper,
  type AlertSweepRecord,
} from './alert.model.ts';
import { alertSteps, lateDays, stepFor } from './alert-steps.ts';

const batch = 500;
const dayMs = 24 * 60 * 60_000;
/** Longer than any paper of that day is looked at. */
const keepMs = (lateDays + alertSteps[0] + 30) * dayMs;

/** Whom to tell of a vehicle: a known person, a bare phone, or an e-mail address where there is nothing else. */
export const addresseeOf = ({
  ownerId,
  ownerPhone,
  ownerEmail,
}: Pick<VehicleRecord, 'ownerId' | 'ownerPhone' | 'ownerEmail'>): string | undefined => {
  if (ownerId) return `person:${ownerId}`;
  if (ownerPhone) return `phone:${ownerPhone}`;
  return ownerEmail ? `email:${ownerEmail.toLowerCase()}` : undefined;
};

/** The last day of a paper in its country's own time. */
export const dayOf = (until: Date, country: CountryCode): string =>
  DateTime.fromJSDate(until, { zone: zoneOf(countries[country].timeZone) }).toISODate() ?? '';

const isRepeat = (error: unknown): boolean =>
  error instanceof mongo.MongoBulkWriteError && [error.writeErrors].flat().every(({ code }) => code === 11000);

/**
 * Reads the papers of one country that end soon, once a day, and notes whom to tell of what. A step is noted in one document
 * for each paper and day, and only ever a smaller one, so that neither repeats nor another order say anything twice.
 */
export function createAlertSweep({ connection }: { connection: Connection }) {
  const vehicles = vehicleModel(connection);
  const alerts = alertModel(connection);
  const sweeps = alertSweepModel(connection);

  function writeFor(record: VehicleRecord, paper: AlertedPaper, now: Date): mongo.AnyBulkWriteOperation[] {
    const { _id: vehicleId, country } = record;
    const until = record[alertedPapers[paper]];
    const to = addresseeOf(record);
    const step = until && stepFor(daysLeft(until, now, countries[country].timeZone));
    if (!until || step === undefined || !to) return [];
    const day = dayOf(until, country);
    const fixed = { vehicleId, country, paper, day, expiresAt: new Date(until.getTime() + keepMs) };
    return [
      {
        updateOne: {
          // Where this step or a nearer one is noted already, the insert finds the name taken.
          filter: { _id: `${vehicleId}:${paper}:${day}`, step: { $gt: step } },
          update: { $set: { step, tellAt: now, to }, $unset: ofNoMessage, $setOnInsert: fixed },
          upsert: true,
        },
      } as unknown as mongo.AnyBulkWriteOperation,
    ];
  }

  /** Those of one batch, in the order of the index; what comes after the last one is the next batch. */
  function next(paper: AlertedPaper, now: Date, { until, vehicleId }: Partial<AlertSweepRecord>) {
    const field = alertedPapers[paper];
    const [first, last] = [new Date(now.getTime() - (lateDays + 1) * dayMs), new Date(now.getTime() + 32 * dayMs)];
    const rest = until
      ? { $or: [{ [field]: until, _id: { $gt: vehicleId } }, { [field]: { $gt: until, $lte: last } }] }
      : { [field]: { $gte: first, $lte: last } };
    return vehicles
      .find(rest as object, { country: 1, ownerId: 1, ownerPhone: 1, ownerEmail: 1, [field]: 1 })
      .sort({ [field]: 1, _id: 1 })
      .limit(batch)
      .lean<VehicleRecord[]>();
  }

  async function sweep(country: CountryCode, paper: AlertedPaper, now: Date): Promise<number> {
    const _id = `${country}:${paper}:${dayOf(now, country)}`;
    let looked = 0;
    for (;;) {
      const place: Partial<AlertSweepRecord> = (await sweeps.findById(_id).lean<AlertSweepRecord>()) ?? {};
      if (place.done) return looked;
      const found = await next(paper, now, place);
      const writes = found.flatMap((record) => (record.country === country ? writeFor(record, paper, now) : []));
      if (writes.length > 0)
        await alerts.collection.bulkWrite(writes, { ordered: false }).catch((error: unknown) => {
          if (!isRepeat(error)) throw error;
        });
      looked += found.length;
      const last = found.at(-1);
      await sweeps.updateOne(
        { _id },
        {
          $set: {
            ...(last ? { until: last[alertedPapers[paper]], vehicleId: last._id } : {}),
            done: found.length < batch,
            expiresAt: new Date(now.getTime() + 3 * dayMs),
          },
        },
        { upsert: true },
      );
    }
  }

  return {
    /** Everything that a country's day asks for; does nothing when that day was done. Returns how many papers were looked at. */
    async day(country: CountryCode, now: Date): Promise<number> {
      await Promise.all([alerts.init(), sweeps.init()]);
      let looked = 0;
      for (const paper of Object.keys(alertedPapers) as AlertedPaper[]) looked += await sweep(country, paper, now);
      return looked;
    },
    /** On a server of its own the index does it too. */
    async forget(now: Date): Promise<void> {
      await Promise.all(
        [alerts, sweeps].map((model) => (model as typeof alerts).deleteMany({ expiresAt: { $lte: now } })),
      );
    },
  };
}
