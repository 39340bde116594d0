import { isLisoloError, LisoloError } from '../errors.ts';
import { keepPhoto, type FileService } from '../files/index.ts';
import { categoryOf, type CategoryCode } from './categories.ts';
import type { ReportPhoto } from './report.model.ts';

/** Whose photos are when nobody is to know who took them. */
export const ownPhotos = 'reports';

export interface PhotoWish {
  readonly fileId: string;
  /** Print of the turn, with what tells the photos of one turn apart. */
  readonly key: string;
  readonly owner: string;
  readonly of: ReportPhoto['of'];
  readonly category: CategoryCode;
  readonly at: Date;
}

/** Copies of photos that belong to reports: made once for each key. */
export function createReportPhotos({ files }: { readonly files: Pick<FileService, 'read' | 'put' | 'remove'> }) {
  /** Of a report or an act that was refused after all. */
  async function drop(photos: readonly ReportPhoto[]): Promise<void> {
    await Promise.all(photos.map(({ fileId }) => files.remove(fileId)));
  }

  /** Throws `invalid_input` with reason `photo_gone` where the door keeps it no longer, `unsupported_media`. */
  async function keep({ fileId, key, owner, of, category, at }: PhotoWish): Promise<ReportPhoto> {
    const kept = { name: 'photo', owner, key: `report:${key}`, untimed: owner === ownPhotos };
    const copy = await keepPhoto(files, fileId, kept).catch((error: unknown) => {
      throw isLisoloError(error, 'not_found') ? new LisoloError('invalid_input', { reason: 'photo_gone' }) : error;
    });
    return { fileId: copy, state: categoryOf(category).photos === 'checked' ? 'waiting' : 'shown', of, at };
  }

  return {
    keep,
    drop,

    /** What is done with a copy; where it is refused, the copy goes again. */
    async keepFor<T>(wish: PhotoWish, work: (photo: ReportPhoto) => Promise<T>): Promise<T> {
      const photo = await keep(wish);
      try {
        return await work(photo);
      } catch (error) {
        // Of anything else nobody knows whether it was done.
        if (isLisoloError(error)) await drop([photo]);
        throw error;
      }
    },
  };
}

export type ReportPhotos = ReturnType<typeof createReportPhotos>;
