import type { Connection } from 'mongoose';

import { isDuplicateKey } from '../../database/index.ts';
import type { Clock } from '../../clock.ts';
import type { PersonalData } from '../../identity/index.ts';
import type { Contacts } from '../owner-contacts.ts';
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
  identity: Contacts;
}): PersonalData {
  const requests = requestModel(connection);

  /** Claims on what is theirs: the owner of that time may be named by the phone or the e-mail address alone. */
  async function held(personId: string): Promise<object[]> {
    const [person, phones] = await Promise.all([identity.byId(personId), identity.phonesOf(personId)]);
    return [
      { 'holder.personId': personId },
      ...(phones.length > 0 ? [{ 'holder.phone': { $in: phones } }] : []),
      ...(person?.email ? [{ 'holder.email': person.email.toLowerCase() }] : []),
    ];
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
      const withdraw = (filter: object, also: object): Promise<unknown> =>
        requests.updateMany(
          { personId, state: 'pending', ...filter },
          {
            $set: { state: 'withdrawn', ...also },
            $unset: { open: 1, lease: 1, carrying: 1 },
            $push: { history: { from: 'pending', to: 'withdrawn', at: now, by: '' } },
            $inc: { revision: 1 },
          },
        );
      // The owner who was asked hears that it has ended, and nothing of why.
      await withdraw({ holder: { $exists: true } }, { tellAt: now });
      await withdraw({}, {});
      await requests.updateMany(
        { 'history.by': personId },
        { $set: { 'history.$[did].by': '' } },
        { arrayFilters: [{ 'did.by': personId }] },
      );
      // Last: it is what the others are found by. What is still to be told is told to others only from here on.
      await requests.updateMany(
        { personId },
        {
          $set: { personId: '', photos: [] },
          $unset: { words: 1, vinEnd: 1, 'wish.ownerArea': 1, 'was.ownerArea': 1 },
        },
      );
    },

    async merge(from, into) {
      const own = requests.find({ personId: from }).lean<VehicleRequestRecord[]>();
      for (const record of await own) await handOver(record, into);
      await requests.updateMany({ 'holder.personId': from }, { $set: { 'holder.personId': into } });
    },
  };
}
