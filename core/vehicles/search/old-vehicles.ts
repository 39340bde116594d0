import type { Connection, mongo } from 'mongoose';

import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { vehicleModel, type VehicleRecord } from '../vehicle.model.ts';
import { searchKeys, vinKey } from './search-keys.ts';

const perPage = 2_000;
const mark = 'vehicles: search keys';

/**
 * Vehicles that were registered before near matches were looked for get what they are found by. Done once for a database,
 * page by page along their identifiers; safe to run again, and in several processes.
 */
export async function bringUpSearchKeys({
  connection,
  clock,
  log,
}: {
  connection: Connection;
  clock: Clock;
  log: Log;
}): Promise<void> {
  const done = connection.collection<{ _id: string; at: Date }>('migrations');
  if (await done.findOne({ _id: mark })) return;
  const vehicles = vehicleModel(connection).collection;
  let changed = 0;
  for (let after = ''; ;) {
    const page = await vehicles
      .find<Pick<VehicleRecord, '_id' | 'plate' | 'vin' | 'searchKeys'>>({ _id: { $gt: after } } as object, {
        projection: { plate: 1, vin: 1, searchKeys: 1 },
      })
      .sort({ _id: 1 })
      .limit(perPage)
      .toArray();
    const last = page.at(-1);
    if (!last) break;
    const lacking = page.filter((vehicle) => vehicle.searchKeys === undefined);
    if (lacking.length > 0)
      await vehicles.bulkWrite(
        lacking.map(({ _id, plate, vin }) => ({
          // A plate that is changed meanwhile has brought its own keys.
          updateOne: {
            filter: { _id, plate, searchKeys: { $exists: false } },
            update: { $set: { searchKeys: searchKeys(plate), ...(vin ? { vinKey: vinKey(vin) } : {}) } },
          },
        })) as unknown as mongo.AnyBulkWriteOperation[],
        { ordered: false },
      );
    changed += lacking.length;
    after = last._id;
  }
  await done.updateOne({ _id: mark }, { $set: { at: clock() } }, { upsert: true });
  if (changed > 0) log.info({ vehicles: changed }, 'older vehicles are found by plates that are typed nearly right');
}
