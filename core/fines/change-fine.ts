import type { Model, mongo, UpdateQuery } from 'mongoose';

import { guardedChange } from '../database/index.ts';
import { toFine, type Fine, type InfractionRecord } from './infraction.model.ts';

/** Changes a fine as it stands. */
export const changeFine = guardedChange({ counter: 'rev', toItem: toFine, missing: 'fine' });

/** The same for many at once, each fine with what was decided on it; one that has changed meanwhile is left as it is. */
export async function changeFines(
  infractions: Model<InfractionRecord>,
  changes: readonly { readonly fine: Pick<Fine, 'id' | 'rev'>; readonly update: UpdateQuery<InfractionRecord> }[],
): Promise<void> {
  if (changes.length === 0) return;
  const writes = changes.map(({ fine: { id, rev }, update }) => ({
    updateOne: { filter: { _id: id, rev }, update: { ...update, $inc: { ...update.$inc, rev: 1 } } },
  }));
  // The driver's own command: what is written comes from here and needs no casting.
  await infractions.collection.bulkWrite(writes as unknown as mongo.AnyBulkWriteOperation[], { ordered: false });
}
