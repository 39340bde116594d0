import type { Connection } from 'mongoose';

import { LisoloError, isLisoloError } from '../../errors.ts';
import type { IdentityService } from '../../identity/index.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from '../vehicle.model.ts';
import type { VehicleRegistry } from '../vehicle.registry.ts';
import type { Transfer } from './transfer.model.ts';
import type { TransferFailure, TransferRefusal } from './transfer.states.ts';

export interface HandingOverDeps {
  readonly connection: Connection;
  readonly people: Pick<IdentityService, 'byId'>;
  readonly registry: Pick<VehicleRegistry, 'update'>;
  /** Whether somebody else says that it is theirs, and nobody has decided yet. */
  readonly isClaimed: (vehicleId: string) => Promise<boolean>;
}

const tries = 5;

/** What a transfer finds in the register, and writes there. */
export function createHandingOver({ connection, people, registry, isClaimed }: HandingOverDeps) {
  const vehicles = vehicleModel(connection);

  async function vehicleOf(vehicleId: string): Promise<Vehicle | undefined> {
    const record = await vehicles.findById(vehicleId).lean<VehicleRecord>();
    return record ? toVehicle(record) : undefined;
  }

  /** After a merge the survivor is the same person. */
  async function isSame(one: string | undefined, other: string | undefined): Promise<boolean> {
    if (one === undefined || other === undefined) return false;
    if (one === other) return true;
    const [a, b] = await Promise.all([people.byId(one), people.byId(other)]);
    return a !== undefined && a.id === b?.id;
  }

  async function whyNot(vehicle: Vehicle, sellerId: string | undefined): Promise<TransferRefusal | undefined> {
    if (!(await isSame(vehicle.ownerId, sellerId))) return 'not_owner';
    if (vehicle.stolen) return 'stolen';
    return (await isClaimed(vehicle.id)) ? 'claimed' : undefined;
  }

  /** Why the vehicle is no longer what was offered: it is somebody else's, or has another plate than both have read. */
  async function whyOver(
    { sellerId, plate }: Pick<Transfer, 'sellerId' | 'plate'>,
    vehicle: Vehicle,
  ): Promise<TransferFailure | undefined> {
    if (!(await isSame(vehicle.ownerId, sellerId))) return 'not_owner';
    return vehicle.plate === plate ? undefined : 'plate_changed';
  }

  return {
    vehicleOf,
    isSame,
    whyNot,
    whyOver,

    /** Changes the owner, once: what was carried over is written in the same document. Gives why it cannot be. */
    async carryOver(transfer: Transfer): Promise<TransferFailure | undefined> {
      const { id, vehicleId, sellerId, buyerId } = transfer;
      for (let nth = 0; nth < tries; nth += 1) {
        const record = await vehicles.findById(vehicleId).lean<VehicleRecord>();
        if (!record) return 'not_owner';
        if (record.carried?.includes(id)) return undefined;
        const vehicle = toVehicle(record);
        const why = (await whyNot(vehicle, sellerId)) ?? (await whyOver(transfer, vehicle));
        if (why) return why;
        const buyer = buyerId ? await people.byId(buyerId) : undefined;
        if (!buyer) return 'person_gone';
        try {
          // Where the seller lives and the seller's fiscal number are none of the buyer's.
          const change = { ownerId: buyer.id, ownerArea: null, ownerNif: null };
          await registry.update(vehicleId, change, vehicle, { how: 'transferred', carries: id });
          return undefined;
        } catch (error) {
          if (!isLisoloError(error, 'conflict')) throw error;
        }
      }
      throw new LisoloError('unavailable', { reason: 'the vehicle is being changed' });
    },
  };
}
