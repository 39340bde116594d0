import type { FileService } from '../../files/index.ts';

export type DoorPhotos = Pick<FileService, 'keepOnlyUntil'>;

const hour = 3_600_000;
/** For a dialog that is never ended. */
const keptHours = 48;
/** A turn that comes twice still finds its photo. */
const usedHours = 1;

interface At {
  readonly deps: { readonly files: DoorPhotos };
  readonly now: Date;
}
const endsIn = ({ deps, now }: At, fileId: string, hours: number): Promise<void> =>
  deps.files.keepOnlyUntil(fileId, new Date(now.getTime() + hours * hour));

/** What a door has kept of a photo goes by itself, whatever becomes of the dialog. */
export const keepWhileTold = (at: At, fileId: string): Promise<void> => endsIn(at, fileId, keptHours);

/** Whoever used it has a copy of their own. */
export const isUsed = (at: At, fileId: string): Promise<void> => endsIn(at, fileId, usedHours);
