import type { Connection } from 'mongoose';

import type { Log } from '../log.ts';
import { createUnderWay } from '../under-way.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from './vehicle.model.ts';

/** Must be idempotent: after a crash the same news comes again. */
export type HearOwner = (vehicle: Vehicle) => Promise<void>;

export interface OwnerNews {
  onOwner(hear: HearOwner): void;
  /** Tells everybody of this vehicle's owner, in the background. */
  soon(vehicleId: string): void;
  /** Brings the news that a crash kept back; returns how many. */
  bringLate(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

const perRound = 100;
/** A register that was imported brings many owners at once. */
const rounds = 50;
/** When so many cannot be told, it is no single vehicle that is at fault. */
const mostFailed = 100;

/**
 * Who waits for the owner of a vehicle hears of it once there is one. The mark `ownerNews` is written with the owner and
 * taken away when everybody has heard, so that a crash in between loses nothing.
 */
export function createOwnerNews({ connection, log }: { connection: Connection; log: Log }): OwnerNews {
  const vehicles = vehicleModel(connection);
  const listeners: HearOwner[] = [];
  const work = createUnderWay();

  async function bring(record: VehicleRecord): Promise<void> {
    for (const hear of listeners) await hear(toVehicle(record));
    // A later owner has a later mark, which stays.
    await vehicles.updateOne({ _id: record._id, ownerNews: record.ownerNews ?? null } as object, {
      $unset: { ownerNews: 1 },
    });
  }

  async function bringOne(vehicleId: string): Promise<void> {
    const record = await vehicles.findById(vehicleId).lean<VehicleRecord>();
    if (record?.ownerNews) await bring(record);
  }

  return {
    onOwner: (hear) => void listeners.push(hear),

    soon(vehicleId) {
      void work.track(
        bringOne(vehicleId).catch((error: unknown) => log.warn({ error, vehicleId }, 'news of an owner comes later')),
      );
    },

    async bringLate() {
      const failed: string[] = [];
      let brought = 0;
      for (let round = 0; round < rounds; round += 1) {
        const late = await vehicles
          .find({ ownerNews: { $exists: true }, ...(failed.length > 0 ? { _id: { $nin: failed } } : {}) })
          .sort({ ownerNews: 1 })
          .limit(perRound)
          .lean<VehicleRecord[]>();
        for (const record of late)
          // One that nobody can be told of keeps no other one waiting.
          await bring(record).catch((error: unknown) => {
            failed.push(record._id);
            log.warn({ error, vehicleId: record._id }, 'news of an owner comes later');
          });
        brought += late.length;
        if (late.length < perRound || failed.length >= mostFailed) break;
      }
      return brought - failed.length;
    },

    idle: () => work.idle(),
  };
}
