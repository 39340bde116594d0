import type { Signer } from '../documents/index.ts';
import type { CodeOfPhoto } from './code-of-photo.ts';
import { tokenIn } from './document-check.ts';
import type { FineService } from './fines.service.ts';
import type { Fine } from './infraction.model.ts';

export type FineOfPhoto = (fileId: string) => Promise<Fine | 'forged' | undefined>;

export interface FineOfPhotoDeps {
  readonly codeOfPhoto: CodeOfPhoto;
  readonly signer: Pick<Signer, 'verify'>;
  readonly fines: Pick<FineService, 'byReference'>;
}

/**
 * Finds the fine that the QR code in a photo names: by the signed proof of a note or receipt (`.../v/<token>`), or by a
 * bare reference. `forged` when the code poses as one of ours; undefined when there is no such code or no such fine.
 */
export function createFineOfPhoto({ codeOfPhoto, signer, fines }: FineOfPhotoDeps): FineOfPhoto {
  return async (fileId) => {
    const code = await codeOfPhoto(fileId);
    if (!code) return undefined;
    const token = tokenIn(code);
    if (!token) return fines.byReference(code);
    const proof = signer.verify(token);
    return proof ? fines.byReference(proof.reference) : 'forged';
  };
}
