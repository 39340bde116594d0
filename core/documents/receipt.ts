import type { Language, Speak } from '../dialog/words.ts';
import type { ReceiptFacts } from './receipt-facts.ts';
import type { Signer } from './signer.ts';

/** Prints receipts whose QR code is a signed proof: `<publicUrl>/v/<token>`. */
export function createReceiptPrinter({
  speak,
  signer,
  publicUrl,
}: {
  readonly speak: Speak;
  readonly signer: Pick<Signer, 'sign'>;
  readonly publicUrl: string;
}): (facts: ReceiptFacts, language: Language) => Promise<Buffer> {
  const base = publicUrl.replace(/\/+$/, '');
  return async (facts, language) => {
    // The library and the typeface take half a second to load, and the program must start quickly.
    const { receiptPdf } = await import('./receipt-page.ts');
    const token = signer.sign({
      kind: 'receipt',
      reference: facts.what.reference,
      number: facts.number,
      ...(facts.plate === undefined ? {} : { plate: facts.plate }),
      amount: facts.money,
      remaining: facts.remaining.amount,
      issuedAt: facts.paidAt,
      ...(facts.specimen ? { specimen: true } : {}),
    });
    return receiptPdf({ facts, language, speak, url: `${base}/v/${token}` });
  };
}
