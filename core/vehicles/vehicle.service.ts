import type { Connection } from 'mongoose';

import { createTogether } from '../database/index.ts';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from './vehicle.model.ts';

export interface VehicleService {
  byId(id: string): Promise<Vehicle | undefined>;
  /** By canonical plate. */
  byPlate(country: CountryCode, plate: string): Promise<Vehicle | undefined>;
  /** Vehicles whose canonical plate starts so, in order, at most 90; in one country, or in all. */
  byPlatePrefix(prefix: string, country?: CountryCode): Promise<Vehicle[]>;
  byOwner(ownerId: string): Promise<Vehicle[]>;
}

const mostMatches = 90;

export function createVehicles({ connection }: { connection: Connection }): VehicleService {
  const vehicles = vehicleModel(connection);
  const many = async (filter: Record<string, unknown>): Promise<Vehicle[]> =>
    (await vehicles.find(filter).sort({ plate: 1 }).limit(mostMatches).lean<VehicleRecord[]>()).map(toVehicle);

  /** The look-ups of concurrent callers share one command. */
  const byPlate = createTogether<Pick<Vehicle, 'country' | 'plate'>, Vehicle | undefined>({
    async perform(asked) {
      const plates = [...new Set(asked.map(({ plate }) => plate))];
      const found = await vehicles
        .find({ country: { $in: countryCodes }, plate: { $in: plates } })
        .lean<VehicleRecord[]>();
      const known = new Map(found.map((record) => [`${record.country} ${record.plate}`, toVehicle(record)]));
      return asked.map(({ country, plate }) => known.get(`${country} ${plate}`));
    },
  });

  return {
    async byId(id) {
      const found = await vehicles.findById(id).lean<VehicleRecord>();
      return found ? toVehicle(found) : undefined;
    },

    byPlate: (country, plate) => byPlate({ country, plate }),

    async byPlatePrefix(prefix, country) {
      if (!/^[A-Z0-9]+$/.test(prefix)) return [];
      return many({ plate: { $gte: prefix, $lt: `${prefix}~` }, ...(country && { country }) });
    },

    byOwner: (ownerId) => many({ ownerId }),
  };
}
