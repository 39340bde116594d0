import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import type { Page, PageQuery } from '../../database/index.ts';
import { createReader } from '../../database/index.ts';
import { isLisoloError } from '../../errors.ts';
import type { FileService } from '../../files/index.ts';
import type { PersonalData } from '../../identity/index.ts';
import { photoConsentModel, platePhotoModel } from './plate-photo.model.ts';
import type { PlatePhotoRecord } from './plate-photo.model.ts';

/** A kept photo, as those who improve the reading see it: of whom it comes is not theirs to know. */
export interface PlatePhoto {
  readonly id: string;
  readonly plate: string;
  readonly at: Date;
  readonly keepUntil: Date;
}

export interface PlatePhotos {
  /** What the person has answered; undefined when they were never asked. */
  answerOf(personId: string): Promise<boolean | undefined>;
  /** Remembers the answer. A no removes what was kept. */
  answer(personId: string, may: boolean): Promise<void>;
  /** How many photos are kept of this person. */
  count(personId: string): Promise<number>;
  /** Keeps a photo with what is on it, once, if its giver allows it. The photo that it is made from ends now. */
  keep(photo: { readonly fileId: string; readonly plate: string; readonly giverId: string }): Promise<void>;
  /** The photo is needed no more. */
  drop(fileId: string): Promise<void>;
  page(query: PageQuery): Promise<Page<PlatePhoto>>;
  /** The file of a kept photo; undefined when it is gone. */
  fileOf(id: string): Promise<string | undefined>;
  /** Forgets kept photos whose time is over. Returns how many. */
  sweep(now: Date): Promise<number>;
  readonly personalData: PersonalData;
}

/** How long such photos are kept. People agree to this number: it stands in what they are asked. */
export const keptDays = 90;
const dayMs = 86_400_000;
/** Files of this owner are under nobody's name. */
const owner = 'plate-photos';

const keyOf = (id: string): string => `plate-photo:${id}`;
const toPlatePhoto = ({ _id, plate, at, keepUntil }: PlatePhotoRecord): PlatePhoto => ({
  id: _id,
  plate,
  at,
  keepUntil,
});

/** Photos that people let us keep, so that plates are read better. */
export function createPlatePhotos({
  connection,
  files,
  clock,
}: {
  readonly connection: Connection;
  readonly files: Pick<FileService, 'read' | 'put' | 'byKey' | 'remove' | 'keepOnlyUntil'>;
  readonly clock: Clock;
}): PlatePhotos {
  const consents = photoConsentModel(connection);
  const photos = platePhotoModel(connection);
  const reader = createReader({ model: photos, toItem: toPlatePhoto, unique: ['_id'] });

  const mayKeep = async (personId: string): Promise<boolean | undefined> =>
    (await consents.findById(personId, { may: 1 }).lean())?.may;

  /** The file first: a photo without its record could not be taken back. */
  async function remove(id: string): Promise<void> {
    const file = await files.byKey(keyOf(id));
    if (file) await files.remove(file.id);
    await photos.deleteOne({ _id: id });
  }

  async function removeAllOf(giverId: string): Promise<void> {
    for (const { _id } of await photos.find({ giverId }, { _id: 1 }).lean()) await remove(_id);
  }

  const drop = (fileId: string): Promise<void> => files.keepOnlyUntil(fileId, clock());

  async function copy(fileId: string, keepUntil: Date): Promise<void> {
    const key = keyOf(fileId);
    if (await files.byKey(key)) return;
    const { bytes } = await files.read(fileId);
    await files.put({ bytes, name: 'plaque', owner, key, keepUntil });
  }

  return {
    answerOf: mayKeep,

    async answer(personId, may) {
      await consents.updateOne({ _id: personId }, { $set: { may, at: clock() } }, { upsert: true });
      if (!may) await removeAllOf(personId);
    },

    count: (giverId) => photos.countDocuments({ giverId }),

    async keep({ fileId, plate, giverId }) {
      if (!(await mayKeep(giverId))) return drop(fileId);
      const at = clock();
      const keepUntil = new Date(at.getTime() + keptDays * dayMs);
      await photos.updateOne({ _id: fileId }, { $setOnInsert: { giverId, plate, at, keepUntil } }, { upsert: true });
      try {
        await copy(fileId, keepUntil);
      } catch (error) {
        if (!isLisoloError(error, 'not_found')) throw error;
        return remove(fileId);
      }
      // They may have changed their mind in another conversation while the photo was being copied.
      if (!(await mayKeep(giverId))) await remove(fileId);
      await drop(fileId);
    },

    drop,
    page: (query) => reader.page({}, query),
    fileOf: async (id) => ((await photos.exists({ _id: id })) ? (await files.byKey(keyOf(id)))?.id : undefined),

    async sweep(now) {
      const { deletedCount } = await photos.deleteMany({ keepUntil: { $lte: now } });
      return deletedCount;
    },

    personalData: {
      domain: 'plate-photos',
      async collect(personId) {
        const [may, kept] = await Promise.all([mayKeep(personId), photos.find({ giverId: personId }).lean()]);
        return { mayKeep: may, kept: kept.map(toPlatePhoto) };
      },
      async erase(personId) {
        await removeAllOf(personId);
        await consents.deleteOne({ _id: personId });
      },
      async merge(from, into) {
        await photos.updateMany({ giverId: from }, { $set: { giverId: into } });
        const [own, other] = await Promise.all([mayKeep(into), mayKeep(from)]);
        // Whoever has said no anywhere has said no.
        if (other !== undefined && own !== false)
          await consents.updateOne({ _id: into }, { $set: { may: other, at: clock() } }, { upsert: true });
        if (other === false || own === false) await removeAllOf(into);
        await consents.deleteOne({ _id: from });
      },
    },
  };
}
