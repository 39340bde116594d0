import type { Connection } from 'mongoose';

import type { PersonalData } from '../identity/index.ts';
import { vehicleModel } from './vehicle.model.ts';

/** The registry keeps the vehicle and forgets whose it is. */
export function vehiclesPersonalData({ connection }: { connection: Connection }): PersonalData {
  const vehicles = vehicleModel(connection);
  return {
    domain: 'vehicles',
    collect: (ownerId) => vehicles.find({ ownerId }, { _id: 0 }).lean(),
    async erase(ownerId) {
      await vehicles.updateMany(
        { ownerId },
        { $unset: { ownerId: 1, ownerName: 1, ownerPhone: 1, ownerEmail: 1, ownerArea: 1, ownerNif: 1 } },
      );
    },
    async merge(from, into) {
      await vehicles.updateMany({ ownerId: from }, { $set: { ownerId: into } });
    },
  };
}
