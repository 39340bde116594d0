import type { Connection } from 'mongoose';

import { isDuplicateKey } from '../../database/index.ts';
import type { Clock } from '../../clock.ts';
import type { IdentityService, PersonalData } from '../../identity/index.ts';
import { openKey, requestModel, type VehicleRequestRecord } from './request.model.ts';

/**
 * What somebody has asked ends with them; that it was asked and what was decided stays, without anything that they have said
 * or shown. The photos themselves are the author's files.
 */
export function requestsPersonalData({
  connection,
  clock,
  identity,
}: {
  connection: Connection;
  clock: Clock;
  identity: Pick<IdentityService, 'byId'>;
}): PersonalData {
  const requests = requestModel(connection);

  /** Claims on what is theirs: the owner of that time may be named by the phone alone. */
  async function held(personId: string): Promise<object[]> {
    const phone = (await identity.byId(personId))?.phone;
    return [{ 'holder.personId': personId }, ...(phone === undefined ? [] : [{ 'holder.phone': phone }])];
  }

  async function handOver(record: VehicleRequestRecord, into: string): Promise<void> {
    const open = openKey({ ...record, personId: into });
    const mine = { _id: record._id, personId: record.personId };
    try {
      await requests.updateOne(mine, {
        $set: { personId: into, ...(record.open === undefined ? {} : { open }) },
        $inc: { revision: 1 },
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The survivor has asked the same: one of the two is enough.
      await requests.updateOne(mine, {
        $set: { personId: into, state: 'withdrawn' },
        $unset: { open: 1, lease: 1, carrying: 1 },
        $push: { history: { from: 'pending', to: 'withdrawn', at: clock(), by: into } },
        $inc: { revision: 1 },
      });
    }
  }

  return {
    domain: 'vehicle-requests',
    async collect(personId) {
      const [asked, claims] = await Promise.all([
        requests
          .find(
            { personId },
            { _id: 0, kind: 1, state: 1, country: 1, plate: 1, wish: 1, vinEnd: 1, words: 1, createdAt: 1 },
          )
          .lean(),
        requests
          .find({ $or: await held(personId) }, { _id: 0, state: 1, country: 1, plate: 1, createdAt: 1, objection: 1 })
          .lean(),
      ]);
      return { asked, claimedByOthers: claims };
    },

    async erase(personId) {
      const now = clock();
      for (const theirs of await held(personId))
        await requests.updateMany(theirs, { $unset: { holder: 1, objection: 1 }, $inc: { revision: 1 } });
      await requests.updateMany(
        { personId, state: 'pending' },
        {
          $set: { state: 'withdrawn' },
          $unset: { open: 1, lease: 1, carrying: 1 },
          $push: { history: { from: 'pending', to: 'withdrawn', at: now, by: '' } },
          $inc: { revision: 1 },
        },
      );
      await requests.updateMany(
        { 'history.by': personId },
        { $set: { 'history.$[did].by': '' } },
        { arrayFilters: [{ 'did.by': personId }] },
      );
      // Last: it is what the others are found by.
      await requests.updateMany(
        { personId },
        { $set: { personId: '', photos: [] }, $unset: { words: 1, vinEnd: 1, tellAt: 1, 'wish.ownerArea': 1 } },
      );
    },

    async merge(from, into) {
      const own = requests.find({ personId: from }).lean<VehicleRequestRecord[]>();
      for (const record of await own) await handOver(record, into);
      await requests.updateMany({ 'holder.personId': from }, { $set: { 'holder.personId': into } });
    },
  };
}
