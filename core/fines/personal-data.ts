import type { Connection } from 'mongoose';

import type { IdentityService, PersonalData } from '../identity/index.ts';
import { infractionModel, type InfractionRecord } from './infraction.model.ts';

/**
 * The law keeps the infraction, on its plate; the owner and the driver's phone go, and of a contestation all that its author
 * has said and shown. The photos themselves are the author's files.
 */
export function finesPersonalData({
  connection,
  identity,
}: {
  connection: Connection;
  identity: Pick<IdentityService, 'phonesOf'>;
}): PersonalData {
  const infractions = infractionModel(connection);
  /** A driver is known by the phone that was given at the roadside alone, which may be one that they had before. */
  const asDriver = async (personId: string): Promise<{ driverPhone: string }[]> =>
    (await identity.phonesOf(personId)).map((driverPhone) => ({ driverPhone }));

  return {
    domain: 'fines',
    async collect(personId) {
      const found = await infractions
        .find(
          { $or: [{ ownerId: personId }, { 'contestations.personId': personId }, ...(await asDriver(personId))] },
          { _id: 0, reference: 1, plate: 1, type: 1, due: 1, paidAmount: 1, state: 1, place: 1, at: 1, deadline: 1, contestations: 1 },
        )
        .lean<Pick<InfractionRecord, 'contestations'>[]>(); // prettier-ignore
      return found.map(({ contestations = [], ...fine }) => {
        const own = contestations.filter((one) => one.personId === personId);
        return own.length > 0 ? { ...fine, contestations: own } : fine;
      });
    },
    async erase(personId) {
      for (const driver of await asDriver(personId))
        await infractions.updateMany(driver, { $unset: { driverPhone: 1 } });
      await infractions.updateMany({ ownerId: personId }, { $unset: { ownerId: 1, driverPhone: 1 } });
      await infractions.updateMany(
        { 'contestations.personId': personId },
        {
          $set: { 'contestations.$[own].photos': [], 'contestations.$[own].history.$[did].by': '' },
          $unset: { 'contestations.$[own].text': 1, 'contestations.$[own].later': 1, 'contestations.$[own].tellAt': 1 },
        },
        { arrayFilters: [{ 'own.personId': personId }, { 'did.by': personId }] },
      );
      // Last: it is what the others are found by.
      await infractions.updateMany(
        { 'contestations.personId': personId },
        { $set: { 'contestations.$[own].personId': '' } },
        { arrayFilters: [{ 'own.personId': personId }] },
      );
    },
    async merge(from, into) {
      await infractions.updateMany({ ownerId: from }, { $set: { ownerId: into } });
      await infractions.updateMany({ agentId: from }, { $set: { agentId: into } });
      await infractions.updateMany(
        { 'contestations.personId': from },
        { $set: { 'contestations.$[own].personId': into } },
        { arrayFilters: [{ 'own.personId': from }] },
      );
    },
  };
}
