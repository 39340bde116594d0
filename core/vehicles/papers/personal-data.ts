import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import type { PersonalData } from '../../identity/index.ts';
import { draftModel } from './drafts.ts';
import { paperModel } from './paper.model.ts';

/**
 * That a paper was sent and what was decided stays with the vehicle; who sent it, whose name stands on it and what was read
 * of it go. The photos themselves are the sender's files.
 */
export function papersPersonalData({ connection, clock }: { connection: Connection; clock: Clock }): PersonalData {
  const papers = paperModel(connection);
  const drafts = draftModel(connection);
  const named = { 'said.holder': 1, 'said.policy': 1, read: 1 } as const;
  return {
    domain: 'vehicle-papers',
    collect: (personId) =>
      papers
        .find({ personId }, { _id: 0, kind: 1, state: 1, country: 1, plate: 1, said: 1, read: 1, createdAt: 1 })
        .lean(),

    async erase(personId) {
      await drafts.deleteMany({ personId });
      await papers.updateMany(
        { personId, state: 'pending' },
        {
          $set: { state: 'withdrawn' },
          $unset: { lease: 1 },
          $push: { history: { from: 'pending', to: 'withdrawn', at: clock(), by: '' } },
          $inc: { revision: 1 },
        },
      );
      // The name on a paper is the owner's, whoever sent it.
      await papers.updateMany(
        { ownerId: personId },
        { $unset: { ...named, ownerId: 1, sameAs: 1 }, $inc: { revision: 1 } },
      );
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
