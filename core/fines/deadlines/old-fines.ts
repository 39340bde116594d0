import { bringUpOnce, type BringUpDeps } from '../../database/index.ts';
import { infractionModel } from '../infraction.model.ts';

/** Fines that were recorded before time did anything to them get what they lack, and are looked at by the next run. */
export function bringUpOldFines(deps: BringUpDeps): Promise<void> {
  const model = infractionModel(deps.connection);
  const missing = (field: string, value: unknown) => ({ [field]: { $ifNull: [`$${field}`, value] } });
  const lacking = {
    ...missing('rev', 0),
    ...missing('adjustments', []),
    ...missing('contestations', []),
    ...missing('schedule', { nextAt: deps.clock(), done: [] }),
  };
  return bringUpOnce(deps, {
    mark: 'fines: terms of time',
    model,
    fields: [],
    perPage: 5_000,
    said: 'time passes for older fines too from now on',
    async page(fines, after) {
      const range = { _id: { $gt: after, $lte: fines.at(-1)?._id }, rev: { $exists: false } } as object;
      return (await model.collection.updateMany(range, [{ $set: lacking }])).modifiedCount;
    },
  });
}
