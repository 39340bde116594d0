import type { Connection } from 'mongoose';

import type { PersonalData } from '../../identity/index.ts';
import { verificationModel } from './verification.model.ts';

/** The check is kept, on its plate; of an owner who is forgotten every name goes, also the one that was read on papers. */
export function verificationsPersonalData({ connection }: { connection: Connection }): PersonalData {
  const verifications = verificationModel(connection);
  return {
    domain: 'vehicle-verifications',
    collect: (ownerId) =>
      verifications
        .find({ ownerId }, { _id: 0, number: 1, plate: 1, at: 1, place: 1, facts: 1, verdict: 1, score: 1 })
        .lean(),
    async erase(ownerId) {
      await verifications.updateMany(
        { ownerId },
        {
          $unset: {
            ownerId: 1,
            'seen.ownerName': 1,
            'facts.ownerName': 1,
            'facts.ownerArea': 1,
            'papers.$[].name': 1,
            'findings.$[owner].with': 1,
          },
        },
        { arrayFilters: [{ 'owner.check': 'owner' }] },
      );
    },
    async merge(from, into) {
      await verifications.updateMany({ ownerId: from }, { $set: { ownerId: into } });
      await verifications.updateMany({ 'by.personId': from }, { $set: { 'by.personId': into } });
    },
  };
}
