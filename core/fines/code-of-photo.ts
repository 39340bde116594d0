import { LRUCache } from 'lru-cache';
import type { FileService } from '../files/index.ts';

/** Reads the QR code of a stored photo; undefined when there is none. */
export type CodeOfPhoto = (fileId: string) => Promise<string | undefined>;

const remembered = 200;

/**
 * Several dialogs are asked in turn whether a photo is theirs, and a search takes up to seconds: the same photo is read
 * once. Files never change, so what is remembered stays true.
 */
export function createCodeOfPhoto({
  files,
  readQr,
}: {
  readonly files: Pick<FileService, 'read'>;
  readonly readQr: (bytes: Buffer) => Promise<string | undefined>;
}): CodeOfPhoto {
  const known = new LRUCache<string, Promise<string | undefined>>({ max: remembered });
  return (fileId) => {
    const code = known.get(fileId) ?? files.read(fileId).then(({ bytes }) => readQr(bytes));
    known.set(fileId, code);
    code.catch(() => known.delete(fileId));
    return code;
  };
}
