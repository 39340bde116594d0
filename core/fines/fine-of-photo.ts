import type { Signer } from '../documents/index.ts';
import type { FileService } from '../files/index.ts';
import type { FineService } from './fines.service.ts';
import type { Fine } from './infraction.model.ts';

export interface FineOfPhotoDeps {
  readonly files: Pick<FileService, 'read'>;
  readonly readQr: (bytes: Buffer) => Promise<string | undefined>;
  readonly signer: Pick<Signer, 'verify'>;
  readonly fines: Pick<FineService, 'byReference'>;
}

/**
 * Finds the fine that the QR code in a photo names: by the signed proof of a note or receipt (`.../v/<token>`), or by a
 * bare reference. Undefined when there is no such code or no such fine.
 */
export function createFineOfPhoto({
  files,
  readQr,
  signer,
  fines,
}: FineOfPhotoDeps): (fileId: string) => Promise<Fine | undefined> {
  return async (fileId) => {
    const { bytes } = await files.read(fileId);
    const code = await readQr(bytes);
    if (!code) return undefined;
    const token = /\/v\/([A-Za-z0-9_-]+)$/.exec(code)?.[1];
    const reference = token ? signer.verify(token)?.reference : code;
    return reference ? fines.byReference(reference) : undefined;
  };
}
