import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { LisoloError } from '../../errors.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import { createUnderWay } from '../../under-way.ts';
import { mostTheftChanges, type Theft, type TheftChange } from '../theft-history.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import { toVehicle, vehicleModel, type StolenSighting, type Vehicle, type VehicleRecord } from '../vehicle.model.ts';
import { createTheftNotices } from './theft-notices.ts';

export interface TheftActor {
  /** A person's id. */
  readonly by: string;
  readonly as: TheftChange['as'];
  /** Idempotency key. */
  readonly key: string;
}

export interface VehicleThefts {
  /** Effective at once. Saying it again changes nothing. Throws `not_found`, `forbidden` for whoever is not the owner. */
  report(vehicleId: string, theft: Theft | undefined, actor: TheftActor): Promise<Vehicle>;
  /** It was found, or never stolen. Throws as `report` does. */
  lift(vehicleId: string, reason: string, actor: TheftActor): Promise<Vehicle>;
  /**
   * A stolen vehicle was looked up or verified by an agent: its owner hears of it at once, at most once an hour; of where,
   * also when they have just heard that it was seen.
   */
  seenWhileStolen(vehicleId: string, sighting: Pick<StolenSighting, 'place'>): Promise<void>;
  /** What the owner has not heard yet, in the background. */
  soon(vehicleId: string): void;
  /** Tells what a crash or a fault has kept back; returns of how many vehicles. */
  tellLate(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

export interface TheftsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly people: Pick<IdentityService, 'byId'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
  readonly ussdCode: string;
}

const hourMs = 3_600_000;
const perRun = 100;

/** Stolen or not: the flag, who set it and when, in one document; the owner hears of each change and of each sighting. */
export function createVehicleThefts(deps: TheftsDeps): VehicleThefts {
  const { connection, clock, log, people } = deps;
  const vehicles = vehicleModel(connection);
  const notices = createTheftNotices(deps);
  const work = createUnderWay();

  async function tell(vehicleId: string): Promise<void> {
    const record = await vehicles.findById(vehicleId).lean<VehicleRecord>();
    if (!record?.theftNews) return;
    await notices.tell(record);
    // What happened meanwhile has still to be told.
    const { _id, theftNews, thefts = [], seenStolen } = record;
    const last = thefts.length - 1;
    const same = {
      ...(last < 0 ? {} : { [`thefts.${last}.at`]: thefts[last]?.at }),
      [`thefts.${thefts.length}`]: { $exists: false },
      'seenStolen.at': seenStolen?.at ?? null,
      'seenStolen.place': seenStolen?.place ?? null,
    };
    await vehicles.updateOne({ _id, theftNews, ...same } as object, { $unset: { theftNews: 1 } });
  }

  const soon = (vehicleId: string): void =>
    void work.track(
      tell(vehicleId).catch((error: unknown) => log.warn({ error, vehicleId }, 'the owner hears of a theft later')),
    );

  async function set(vehicleId: string, change: object, entry: TheftChange): Promise<Vehicle> {
    const { by, as, key, stolen } = entry;
    const record = await vehicles.findById(vehicleId).lean<VehicleRecord>();
    if (!record) throw new LisoloError('not_found', { reason: 'there is no such vehicle' });
    if (record.thefts?.some((one) => one.key === key) || record.stolen === stolen) return toVehicle(record);
    const isOwner = record.ownerId !== undefined && (await people.byId(record.ownerId))?.id === by;
    if (as === 'owner' && !isOwner) throw new LisoloError('forbidden', { reason: 'it is not theirs' });
    const changed = await vehicles
      .findOneAndUpdate(
        { _id: vehicleId, stolen: !stolen, ownerId: record.ownerId ?? null } as object,
        {
          ...change,
          $push: { thefts: { $each: [entry], $slice: -mostTheftChanges } },
          $min: { theftNews: entry.at },
          $inc: { revision: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<VehicleRecord>();
    // Somebody else was quicker: what they made of it is looked at again.
    if (!changed) return set(vehicleId, change, entry);
    soon(vehicleId);
    return toVehicle(changed);
  }

  return {
    soon,

    report: (vehicleId, theft, actor) =>
      set(
        vehicleId,
        { $set: { stolen: true, ...(theft ? { theft } : {}) }, $unset: { seenStolen: 1 } },
        { stolen: true, at: clock(), ...actor },
      ),

    lift: (vehicleId, reason, actor) =>
      set(
        vehicleId,
        { $set: { stolen: false }, $unset: { theft: 1, seenStolen: 1 } },
        { stolen: false, at: clock(), reason, ...actor },
      ),

    async seenWhileStolen(vehicleId, { place }) {
      const at = clock();
      const { modifiedCount } = await vehicles.updateOne(
        {
          _id: vehicleId,
          stolen: true,
          $or: [
            { seenStolen: { $exists: false } },
            { 'seenStolen.at': { $lte: new Date(at.getTime() - hourMs) } },
            // Whoever has only heard that it was seen has still to hear where.
            ...(place ? [{ 'seenStolen.place': { $exists: false } }] : []),
          ],
        },
        { $set: { seenStolen: { at, ...(place ? { place } : {}) } }, $min: { theftNews: at } },
      );
      if (modifiedCount === 1) soon(vehicleId);
    },

    async tellLate() {
      const late = await vehicles
        .find({ theftNews: { $exists: true } }, { _id: 1 })
        .sort({ theftNews: 1 })
        .limit(perRun)
        .lean<{ _id: string }[]>();
      for (const { _id } of late)
        await tell(_id).catch((error: unknown) => log.warn({ error, vehicleId: _id }, 'the owner hears of it later'));
      return late.length;
    },

    idle: () => work.idle(),
  };
}
