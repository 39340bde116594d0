import type { Connection } from 'mongoose';

import type { PersonalData } from '../../identity/index.ts';
import { lookupModel } from './lookup.model.ts';

/** That somebody looked stays with the vehicle, whose owner may read it; who it was goes with the person. */
export function lookupsPersonalData({ connection }: { connection: Connection }): PersonalData {
  const lookups = lookupModel(connection);
  return {
    domain: 'vehicle-lookups',
    collect: (personId) =>
      lookups.find({ personId }, { _id: 0, key: 0, personId: 0, vehicleId: 0, expiresAt: 0 }).sort({ at: 1 }).lean(),
    async erase(personId) {
      await lookups.updateMany({ personId }, { $unset: { personId: 1, reason: 1 } });
    },
    async merge(from, into) {
      await lookups.updateMany({ personId: from }, { $set: { personId: into } });
    },
  };
}
