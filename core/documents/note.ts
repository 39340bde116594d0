import type { Language, Speak } from '../dialog/words.ts';
import type { NoteFacts } from './note-facts.ts';
import type { Signer } from './signer.ts';

/** Makes the PDF. */
export type PrintNote = (facts: NoteFacts, language: Language) => Promise<Buffer>;

/** Prints notes de perception whose QR code is a signed proof: `<publicUrl>/v/<token>`. */
export function createNotePrinter({
  speak,
  signer,
  publicUrl,
  specimen = false,
}: {
  readonly speak: Speak;
  readonly signer: Pick<Signer, 'sign'>;
  readonly publicUrl: string;
  /** True where nobody owes anything: demo. */
  readonly specimen?: boolean;
}): PrintNote {
  const base = publicUrl.replace(/\/+$/, '');
  return async (facts, language) => {
    // The library and the typeface take half a second to load, and the program must start quickly.
    const { notePdf } = await import('./note-page.ts');
    const token = signer.sign({
      kind: 'notice',
      reference: facts.reference,
      number: facts.number,
      plate: facts.plate,
      amount: facts.due,
      remaining: facts.payable ? facts.remaining.amount : 0,
      issuedAt: facts.issuedAt,
      ...(specimen ? { specimen } : {}),
    });
    return notePdf({ facts: { ...facts, specimen }, language, speak, url: `${base}/v/${token}` });
  };
}
