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
  return {
    /** Throws `invalid_input` with reason `photo_gone` where the door keeps it no longer, `unsupported_media`. */
    async keep({ fileId, key, owner, of, category, at }: PhotoWish): Promise<ReportPhoto> {
      const kept = { name: 'photo', owner, key: `report:${key}`, untimed: owner === ownPhotos };
      const copy = await keepPhoto(files, fileId, kept).catch((error: unknown) => {
        throw isLisoloError(error, 'not_found') ? new LisoloError('invalid_input', { reason: 'photo_gone' }) : error;
      });
      return { fileId: copy, state: categoryOf(category).photos === 'checked' ? 'waiting' : 'shown', of, at };
    },

    /** Of a report or an act that was refused after all. */
    async drop(photos: readonly ReportPhoto[]): Promise<void> {
      await Promise.all(photos.map(({ fileId }) => files.remove(fileId)));
    },
  };
}

export type ReportPhotos = ReturnType<typeof createReportPhotos>;
