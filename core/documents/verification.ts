import type { Language, Speak } from '../dialog/words.ts';
import type { Signer } from './signer.ts';
import type { VerificationFacts } from './verification-facts.ts';

/** Makes the PDF. */
export type PrintVerification = (facts: VerificationFacts, language: Language) => Promise<Buffer>;

/** Prints reports of vehicle checks whose QR code is a signed proof: `<publicUrl>/v/<token>`. */
export function createVerificationPrinter({
  speak,
  signer,
  publicUrl,
}: {
  readonly speak: Speak;
  readonly signer: Pick<Signer, 'sign'>;
  readonly publicUrl: string;
}): PrintVerification {
  const base = publicUrl.replace(/\/+$/, '');
  return async (facts, language) => {
    // The library and the typeface take half a second to load, and the program must start quickly.
    const { verificationPdf } = await import('./verification-page.ts');
    const { number, plate, score, verdict, at, specimen } = facts;
    const token = signer.sign({
      kind: 'verification',
      reference: number,
      number,
      plate,
      score,
      verdict,
      issuedAt: at,
      ...(specimen ? { specimen } : {}),
    });
    return verificationPdf({ facts, language, speak, url: `${base}/v/${token}` });
  };
}
