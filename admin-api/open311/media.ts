import type { Request, Response } from 'express';
import { isLisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/index.ts';
import type { ListedReport, Open311Listing } from '../../core/open311/index.ts';
import { refuseAll, unknown } from './faults.ts';

export interface MediaDeps {
  readonly files: Pick<FileService, 'read'>;
  readonly open311Listing: Pick<Open311Listing, 'byNumbers'>;
}

/** Where everybody finds a photo of a report, for as long as everybody may see it. */
export const mediaPath = ({ report }: ListedReport, fileId: string): string =>
  `/open311/media/${report.number}/${fileId}`;

/**
 * A photo, by the report that it belongs to: programs keep its address, and it ends when the photo or the report is hidden.
 * Throws `not_found`.
 */
export async function sendMedia(
  request: Request<{ number: string; fileId: string }>,
  response: Response,
  { files, open311Listing }: MediaDeps,
): Promise<void> {
  const { number, fileId } = request.params;
  const [listed] = await open311Listing.byNumbers([number]);
  if (!listed?.report.photos.some((photo) => photo.fileId === fileId)) throw refuseAll([unknown('media_url')]);
  const { file, bytes } = await files.read(fileId).catch((error: unknown) => {
    throw isLisoloError(error, 'not_found') ? refuseAll([unknown('media_url')]) : error;
  });
  response.set({ 'Content-Type': file.mimeType, 'X-Robots-Tag': 'noindex' }).send(bytes);
}
