import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import type { FileService } from '../../files/index.ts';
import type { PersonalData } from '../../identity/index.ts';
import { createOwnerContacts, type Contacts } from '../owner-contacts.ts';
import { draftModel } from './drafts.ts';
import { paperModel, type PaperRecord } from './paper.model.ts';

/**
 * That a paper was sent and what was decided stays with the vehicle; who sent it, whose name stands on it and what was read
 * of it go, and with the owner every photo of it, whoever has taken it: once decided nobody needs it any more.
 */
export function papersPersonalData({
  connection,
  clock,
  identity,
  files,
}: {
  connection: Connection;
  clock: Clock;
  identity: Contacts;
  files: Pick<FileService, 'remove'>;
}): PersonalData {
  const papers = paperModel(connection);
  const drafts = draftModel(connection);
  const contacts = createOwnerContacts({ connection, identity });
  const named = { 'said.holder': 1, 'said.policy': 1, read: 1 } as const;

  const withdraw = (whose: object): Promise<unknown> =>
    papers.updateMany(
      { ...whose, state: 'pending' },
      {
        $set: { state: 'withdrawn' },
        $unset: { lease: 1 },
        $push: { history: { from: 'pending', to: 'withdrawn', at: clock(), by: '' } },
        $inc: { revision: 1 },
      },
    );

  /** Of a paper that waits without its photo there is nothing to decide any more. */
  async function forgetOwner(whose: object): Promise<void> {
    await withdraw(whose);
    const shown = papers.find({ ...whose, photoId: { $exists: true } }, { photoId: 1 });
    for (const { _id, photoId } of await shown.lean<Pick<PaperRecord, '_id' | 'photoId'>[]>()) {
      if (photoId !== undefined) await files.remove(photoId);
      await papers.updateOne({ _id, photoId }, { $unset: { photoId: 1, photoHash: 1 }, $inc: { revision: 1 } });
    }
    await papers.updateMany(whose, { $unset: { ...named, ownerId: 1, sameAs: 1 }, $inc: { revision: 1 } });
  }

  return {
    domain: 'vehicle-papers',
    collect: async (personId) =>
      papers
        .find(
          { $or: [{ personId }, ...(await contacts.recordsOf(personId, 'createdAt'))] },
          { _id: 0, kind: 1, state: 1, country: 1, plate: 1, said: 1, read: 1, createdAt: 1 },
        )
        .lean(),

    async erase(personId) {
      await drafts.deleteMany({ personId });
      await withdraw({ personId });
      for (const whose of await contacts.recordsOf(personId, 'createdAt')) await forgetOwner(whose);
      await papers.updateMany(
        { 'history.by': personId },
        { $set: { 'history.$[did].by': '' } },
        { arrayFilters: [{ 'did.by': personId }] },
      );
      // Last: it is what the others are found by. Marks of the photo and the number go with them.
      await papers.updateMany(
        { personId },
        { $set: { personId: '' }, $unset: { ...named, photoId: 1, photoHash: 1, sameAs: 1, tellAt: 1 }, $inc: { revision: 1 } },
      ); // prettier-ignore
    },

    async merge(from, into) {
      await papers.updateMany({ ownerId: from }, { $set: { ownerId: into } });
      await papers.updateMany(
        { 'history.by': from },
        { $set: { 'history.$[did].by': into } },
        { arrayFilters: [{ 'did.by': from }] },
      );
      await papers.updateMany({ personId: from }, { $set: { personId: into } });
    },
  };
}
