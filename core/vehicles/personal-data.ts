import type { Connection } from 'mongoose';

import type { PersonalData } from '../identity/index.ts';
import { vehicleModel, type VehicleRecord } from './vehicle.model.ts';

/** The registry keeps the vehicle and forgets whose it is. */
export function vehiclesPersonalData({ connection }: { connection: Connection }): PersonalData {
  const vehicles = vehicleModel(connection);
  return {
    domain: 'vehicles',
    async collect(ownerId) {
      const found = await vehicles
        .find({ $or: [{ ownerId }, { 'owners.ownerId': ownerId }] }, { _id: 0, carried: 0 })
        .lean<VehicleRecord[]>();
      return found.map(({ owners, ...vehicle }) => {
        const own = owners?.filter((one) => one.ownerId === ownerId) ?? [];
        if (vehicle.ownerId === ownerId) return { ...vehicle, ...(own.length > 0 ? { owners: own } : {}) };
        // Of a vehicle that is somebody else's by now, only when it was this person's.
        const { country, plate, make, model } = vehicle;
        return { country, plate, make, model, owners: own };
      });
    },
    async erase(ownerId) {
      await vehicles.updateMany(
        { ownerId },
        { $unset: { ownerId: 1, ownerName: 1, ownerPhone: 1, ownerEmail: 1, ownerArea: 1, ownerNif: 1 } },
      );
      await vehicles.updateMany(
        { 'thefts.by': ownerId },
        { $unset: { 'thefts.$[own].by': 1, theft: 1, seenStolen: 1 } },
        { arrayFilters: [{ 'own.by': ownerId }] },
      );
      // That somebody had it then stays; who it was goes.
      await vehicles.updateMany(
        { 'owners.ownerId': ownerId },
        { $unset: { 'owners.$[own].ownerId': 1, 'owners.$[own].name': 1 } },
        { arrayFilters: [{ 'own.ownerId': ownerId }] },
      );
    },
    async merge(from, into) {
      await vehicles.updateMany({ ownerId: from }, { $set: { ownerId: into } });
      await vehicles.updateMany(
        { 'owners.ownerId': from },
        { $set: { 'owners.$[own].ownerId': into } },
        { arrayFilters: [{ 'own.ownerId': from }] },
      );
      await vehicles.updateMany(
        { 'thefts.by': from },
        { $set: { 'thefts.$[own].by': into } },
        { arrayFilters: [{ 'own.by': from }] },
      );
    },
  };
}
