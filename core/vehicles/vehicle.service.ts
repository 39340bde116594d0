import type { Connection } from 'mongoose';

import { createTogether } from '../database/index.ts';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from './vehicle.model.ts';

export interface VehicleService {
  byId(id: string): Promise<Vehicle | undefined>;
  /** By canonical plate. */
  byPlate(country: CountryCode, plate: string): Promise<Vehicle | undefined>;
  /** Vehicles whose canonical plate starts so, in order, at most `most` or 90; in one country, or in all. */
  byPlatePrefix(prefix: string, country?: CountryCode, most?: number): Promise<Vehicle[]>;
  /** In the order of their plates, at most 90. */
  byOwner(ownerId: string): Promise<Vehicle[]>;
  /** One page of all of them, the first is 0; past the end, the last one that there is. */
  pageOfOwner(ownerId: string, page?: number): Promise<OwnedPage>;
}

export interface OwnedPage {
  readonly vehicles: readonly Vehicle[];
  readonly page: number;
  readonly total: number;
  /** Whether others follow. */
  readonly more: boolean;
}

const perPage = 20;

const mostMatches = 90;

export function createVehicles({ connection }: { connection: Connection }): VehicleService {
  const vehicles = vehicleModel(connection);
  const many = async (filter: Record<string, unknown>, { most = mostMatches, skip = 0 } = {}): Promise<Vehicle[]> =>
    (await vehicles.find(filter).sort({ plate: 1, _id: 1 }).skip(skip).limit(most).lean<VehicleRecord[]>()).map(
      toVehicle,
    );

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

    async byPlatePrefix(prefix, country, most) {
      if (!/^[A-Z0-9]+$/.test(prefix)) return [];
      return many(
        { plate: { $gte: prefix, $lt: `${prefix}~` }, ...(country && { country }) },
        { ...(most && { most }) },
      );
    },

    byOwner: (ownerId) => many({ ownerId }),

    async pageOfOwner(ownerId, asked = 0) {
      const total = await vehicles.countDocuments({ ownerId });
      const page = Math.min(asked, Math.max(0, Math.ceil(total / perPage) - 1));
      const found = await many({ ownerId }, { most: perPage, skip: page * perPage });
      return { vehicles: found, page, total, more: total > (page + 1) * perPage };
    },
  };
}
