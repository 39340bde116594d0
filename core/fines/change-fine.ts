import type { Model, mongo, UpdateQuery } from 'mongoose';

import { LisoloError } from '../errors.ts';
import { toFine, type Fine, type InfractionRecord } from './infraction.model.ts';

/**
 * Changes a fine as it stands: `decide` looks at it and gives the whole update, or nothing when there is nothing to do, or
 * throws. The update is written in one step and only if the fine is still what was looked at; otherwise it is looked at
 * again. Gives the fine as it stands afterwards. Throws `not_found`.
 */
export async function changeFine(
  infractions: Model<InfractionRecord>,
  id: string,
  decide: (fine: Fine) => UpdateQuery<InfractionRecord> | undefined,
): Promise<Fine> {
  for (;;) {
    const found = await infractions.findById(id).lean<InfractionRecord>();
    if (!found) throw new LisoloError('not_found', { reason: 'fine' });
    const fine = toFine(found);
    const update = decide(fine);
    if (!update) return fine;
    const changed = await infractions
      .findOneAndUpdate(
        { _id: id, rev: fine.rev },
        { ...update, $inc: { ...update.$inc, rev: 1 } },
        { returnDocument: 'after' },
      )
      .lean<InfractionRecord>();
    if (changed) return toFine(changed);
  }
}

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
