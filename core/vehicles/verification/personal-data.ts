import type { Connection } from 'mongoose';

import { languages } from '../../dialog/words.ts';
import type { FileService } from '../../files/index.ts';
import type { PersonalData } from '../../identity/index.ts';
import { createOwnerContacts, type Contacts } from '../owner-contacts.ts';
import { reportKey } from './reports.ts';
import { verificationModel, type VerificationRecord } from './verification.model.ts';

/**
 * The check is evidence and is kept, on its plate, with its photos of the vehicle and who made it. Of an owner who is forgotten
 * every name goes, also the one that was read on papers, and the photos of those papers: what was found on them is written
 * down. A report that was printed goes, and is printed anew without all that when it is asked for.
 */
export function verificationsPersonalData({
  connection,
  identity,
  files,
}: {
  connection: Connection;
  identity: Contacts;
  files: Pick<FileService, 'remove' | 'byKey'>;
}): PersonalData {
  const verifications = verificationModel(connection);
  const contacts = createOwnerContacts({ connection, identity });

  async function removeFiles({ _id, papers }: Pick<VerificationRecord, '_id' | 'papers'>): Promise<void> {
    const printed = await Promise.all(languages.map((language) => files.byKey(reportKey(_id, language))));
    const photos = papers.flatMap(({ fileId }) => fileId ?? []);
    for (const id of [...photos, ...printed.flatMap((file) => file?.id ?? [])]) await files.remove(id);
  }

  return {
    domain: 'vehicle-verifications',
    collect: async (ownerId) =>
      verifications
        .find(
          { $or: await contacts.recordsOf(ownerId, 'at') },
          { _id: 0, number: 1, plate: 1, at: 1, place: 1, facts: 1, verdict: 1, score: 1 },
        )
        .lean(),
    async erase(ownerId) {
      for (const theirs of await contacts.recordsOf(ownerId, 'at')) {
        const found = verifications.find(theirs, { papers: 1 }).lean<Pick<VerificationRecord, '_id' | 'papers'>[]>();
        // First: nothing else knows which files they are.
        for (const record of await found) await removeFiles(record);
        await verifications.updateMany(
          theirs,
          {
            $unset: {
              ownerId: 1,
              'seen.ownerName': 1,
              'facts.ownerName': 1,
              'facts.ownerArea': 1,
              'papers.$[].name': 1,
              'papers.$[].fileId': 1,
              'findings.$[owner].with': 1,
            },
          },
          { arrayFilters: [{ 'owner.check': 'owner' }] },
        );
      }
    },
    async merge(from, into) {
      await verifications.updateMany({ ownerId: from }, { $set: { ownerId: into } });
      await verifications.updateMany({ 'by.personId': from }, { $set: { 'by.personId': into } });
    },
  };
}
