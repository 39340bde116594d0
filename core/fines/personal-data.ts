import type { Connection } from 'mongoose';

import type { PersonalData } from '../identity/index.ts';
import { infractionModel } from './infraction.model.ts';

/** The law keeps the infraction, on its plate; the owner and the driver's phone go. */
export function finesPersonalData({ connection }: { connection: Connection }): PersonalData {
  const infractions = infractionModel(connection);
  return {
    domain: 'fines',
    collect: (ownerId) =>
      infractions
        .find(
          { ownerId },
          { _id: 0, reference: 1, plate: 1, type: 1, due: 1, paidAmount: 1, state: 1, place: 1, at: 1, deadline: 1 },
        )
        .lean(),
    async erase(ownerId) {
      await infractions.updateMany({ ownerId }, { $unset: { ownerId: 1, driverPhone: 1 } });
    },
    async merge(from, into) {
      await infractions.updateMany({ ownerId: from }, { $set: { ownerId: into } });
      await infractions.updateMany({ agentId: from }, { $set: { agentId: into } });
    },
  };
}
