import { LisoloError } from '../errors.ts';
import type { FileService } from './types.ts';

/** Keeps what a door has stored for a while, if it is a photo; once for each key. Throws `not_found`, `unsupported_media`. */
export async function keepPhoto(
  files: Pick<FileService, 'read' | 'put'>,
  photoId: string,
  kept: { readonly name: string; readonly owner: string; readonly key: string; readonly untimed?: boolean },
): Promise<string> {
  const { file, bytes } = await files.read(photoId);
  if (!file.mimeType.startsWith('image/')) throw new LisoloError('unsupported_media', { reason: 'not_a_photo' });
  return (await files.put({ bytes, ...kept })).id;
}
