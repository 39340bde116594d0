import type { mongo } from 'mongoose';

import { bringUpOnce, type BringUpDeps } from '../../database/index.ts';
import { vehicleModel } from '../vehicle.model.ts';
import { searchKeys, vinKey } from './search-keys.ts';

/** Vehicles that were registered before near matches were looked for get what they are found by. */
export function bringUpSearchKeys(deps: BringUpDeps): Promise<void> {
  const model = vehicleModel(deps.connection);
  return bringUpOnce(deps, {
    mark: 'vehicles: search keys',
    model,
    fields: ['plate', 'vin', 'searchKeys'],
    perPage: 2_000,
    said: 'older vehicles are found by plates that are typed nearly right',
    async page(vehicles) {
      const lacking = vehicles.filter((vehicle) => vehicle.searchKeys === undefined);
      if (lacking.length > 0)
        await model.collection.bulkWrite(
          lacking.map(({ _id, plate, vin }) => ({
            // A plate that is changed meanwhile has brought its own keys.
            updateOne: {
              filter: { _id, plate, searchKeys: { $exists: false } },
              update: { $set: { searchKeys: searchKeys(plate), ...(vin ? { vinKey: vinKey(vin) } : {}) } },
            },
          })) as unknown as mongo.AnyBulkWriteOperation[],
          { ordered: false },
        );
      return lacking.length;
    },
  });
}
