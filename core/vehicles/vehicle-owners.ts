import type { Connection } from 'mongoose';

import type { IdentityService, Person } from '../identity/index.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from './vehicle.model.ts';

/** Whose a vehicle is, as far as is known. */
export interface VehicleOwner {
  readonly person?: Person;
  readonly name?: string;
  /** General area: a commune or a town. */
  readonly area?: string;
  /** Of an owner who is no known person. */
  readonly phone?: string;
  readonly email?: string;
}

export interface VehicleOwners {
  /** The owner by the register, by the fiscal number on another vehicle, or by a phone that is a known person's. */
  ownerOf(vehicle: Vehicle): Promise<VehicleOwner | undefined>;
  /** Vehicles of the same fiscal number, this one included. */
  sameOwner(vehicle: Vehicle): Promise<Vehicle[]>;
}

const mostVehicles = 200;

export function createVehicleOwners({
  connection,
  people,
}: {
  connection: Connection;
  people: Pick<IdentityService, 'byId' | 'byPhone'>;
}): VehicleOwners {
  const vehicles = vehicleModel(connection);

  async function personOf({ ownerId, ownerNif, ownerPhone }: Vehicle): Promise<Person | undefined> {
    if (ownerId) return people.byId(ownerId);
    const known = ownerNif
      ? await vehicles.findOne({ ownerNif, ownerId: { $exists: true } }).lean<VehicleRecord>()
      : undefined;
    const byNif = known?.ownerId ? await people.byId(known.ownerId) : undefined;
    return byNif ?? (ownerPhone ? people.byPhone(ownerPhone) : undefined);
  }

  return {
    async ownerOf(vehicle) {
      const person = await personOf(vehicle);
      const { ownerName, ownerPhone, ownerEmail, ownerArea } = vehicle;
      const name = person?.name ?? ownerName;
      if (!person && !name && !ownerPhone && !ownerEmail) return undefined;
      return {
        ...(person ? { person } : {}),
        ...(name ? { name } : {}),
        ...(ownerArea ? { area: ownerArea } : {}),
        ...(ownerPhone && ownerPhone !== person?.phone ? { phone: ownerPhone } : {}),
        ...(ownerEmail && ownerEmail !== person?.email ? { email: ownerEmail } : {}),
      };
    },

    async sameOwner(vehicle) {
      if (!vehicle.ownerNif) return [vehicle];
      const { ownerNif } = vehicle;
      return (await vehicles.find({ ownerNif }).limit(mostVehicles).lean<VehicleRecord[]>()).map(toVehicle);
    },
  };
}
