import type { CountryCode } from '../dialog/types.ts';
import type { Proof, Signer } from '../documents/index.ts';
import type { Receipts } from '../payments/index.ts';
import type { CodeOfPhoto } from './code-of-photo.ts';
import { finesOfPurpose } from './fine-purpose.ts';
import type { FineService } from './fines.service.ts';
import type { Fine } from './infraction.model.ts';

/** What somebody wants to have checked: a signed token, the number of a quittance, a fine, or a vehicle. Survives JSON. */
export type Claim =
  | { readonly by: 'token'; readonly token: string }
  | { readonly by: 'receipt'; readonly number: string }
  | { readonly by: 'fine'; readonly reference: string }
  | { readonly by: 'plate'; readonly country: CountryCode; readonly plate: string };

/** What is true of it. */
export interface Finding {
  readonly claim: Claim;
  /** What our signature vouches for; absent where nothing was signed, or not by us. */
  readonly proof?: Proof;
  /** Whether we know of it: our signature, a quittance in the books, or a fine on record. */
  readonly known: boolean;
  /** The fines that it is about, as they stand now. */
  readonly fines: readonly Fine[];
}

export interface DocumentCheck {
  /** What a typed text or the text of a QR code asks about; undefined when it is nothing of the kind. */
  claimIn(text: string): Claim | undefined;
  /** The same for a photo. */
  claimOfPhoto(fileId: string): Promise<Claim | undefined>;
  /** What our signature vouches for, if it is ours. */
  proofOf(claim: Claim): Proof | undefined;
  find(claim: Claim): Promise<Finding>;
}

export interface DocumentCheckDeps {
  readonly codeOfPhoto: CodeOfPhoto;
  readonly signer: Pick<Signer, 'verify'>;
  readonly fines: Pick<FineService, 'byReference' | 'byIds' | 'list'>;
  readonly receipts: Pick<Receipts, 'byNumber'>;
}

/** The token of a document's address, `https://.../v/<token>`; whose site it is says nothing, the signature does. */
export const tokenIn = (text: string): string | undefined =>
  /\/v\/([A-Za-z0-9_-]{20,1000})(?![A-Za-z0-9_-])/.exec(text)?.[1];

/** `Q-CD-2026-0000042`, spaces, dashes and case as they come. */
function receiptNumberIn(text: string): string | undefined {
  const compact = text.toUpperCase().replace(/[\s\-–—./_]/g, '');
  const [, country, year, number] = /^Q(CD|SN)(20\d\d)(\d{7,12})$/.exec(compact) ?? [];
  return number && `Q-${country}-${year}-${number}`;
}

/** C10: whether a note or a quittance is genuine, and whether what it is about is paid. */
export function createDocumentCheck({ codeOfPhoto, signer, fines, receipts }: DocumentCheckDeps): DocumentCheck {
  const fineNamed = async (reference: string): Promise<Fine[]> => {
    const fine = await fines.byReference(reference);
    return fine ? [fine] : [];
  };
  const finesOfReceipt = async (number: string): Promise<Fine[] | undefined> => {
    const payment = await receipts.byNumber(number);
    if (!payment) return undefined;
    return payment.purpose.kind === 'fine' ? fines.byIds(finesOfPurpose(payment.purpose.id)) : [];
  };
  const claimIn: DocumentCheck['claimIn'] = (text) => {
    const token = tokenIn(text);
    if (token) return { by: 'token', token };
    const number = receiptNumberIn(text);
    return number ? { by: 'receipt', number } : undefined;
  };
  const proofOf: DocumentCheck['proofOf'] = (claim) => (claim.by === 'token' ? signer.verify(claim.token) : undefined);

  return {
    claimIn,
    proofOf,

    async claimOfPhoto(fileId) {
      const code = await codeOfPhoto(fileId);
      return code === undefined ? undefined : (claimIn(code) ?? { by: 'fine', reference: code.slice(0, 60) });
    },

    async find(claim) {
      if (claim.by === 'token') {
        const proof = proofOf(claim);
        if (!proof) return { claim, known: false, fines: [] };
        if (proof.kind === 'verification') return { claim, proof, known: true, fines: [] };
        // A quittance may be for several fines; its paper names the first.
        const paid = proof.kind === 'receipt' && proof.number ? await finesOfReceipt(proof.number) : undefined;
        return { claim, proof, known: true, fines: paid ?? (await fineNamed(proof.reference)) };
      }
      if (claim.by === 'receipt') {
        const paid = await finesOfReceipt(claim.number);
        return { claim, known: paid !== undefined, fines: paid ?? [] };
      }
      if (claim.by === 'plate') return { claim, known: true, fines: await fines.list(claim.country, claim.plate) };
      const found = await fineNamed(claim.reference);
      return { claim, known: found.length > 0, fines: found };
    },
  };
}
