import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { infractionModel } from '../infraction.model.ts';

const perPage = 5_000;
const mark = 'fines: terms of time';

/**
 * Fines that were recorded before time did anything to them get what they lack, and are looked at by the next run. Done
 * once for a database, page by page along its identifiers; safe to run again, and in several processes.
 */
export async function bringUpOldFines({
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
  const infractions = infractionModel(connection).collection;
  const missing = (field: string, value: unknown) => ({ [field]: { $ifNull: [`$${field}`, value] } });
  const lacking = {
    ...missing('rev', 0),
    ...missing('adjustments', []),
    ...missing('contestations', []),
    ...missing('schedule', { nextAt: clock(), done: [] }),
  };
  let changed = 0;
  for (let after = ''; ;) {
    const page = await infractions
      .find<{ _id: unknown }>({ _id: { $gt: after } } as object, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(perPage)
      .toArray();
    const last = page.at(-1)?._id;
    if (typeof last !== 'string') break;
    const range = { _id: { $gt: after, $lte: last }, rev: { $exists: false } } as object;
    changed += (await infractions.updateMany(range, [{ $set: lacking }])).modifiedCount;
    after = last;
  }
  await done.updateOne({ _id: mark }, { $set: { at: clock() } }, { upsert: true });
  if (changed > 0) log.info({ fines: changed }, 'time passes for older fines too from now on');
}
