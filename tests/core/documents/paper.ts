import type { Speak } from '../../../core/dialog/words.ts';
import { createSigner } from '../../../core/documents/index.ts';
import { createSpeak } from '../../../core/language/index.ts';

export const signer = createSigner({ secret: 'the secret of this installation, long enough' });
export const speak = createSpeak({ strict: true });

/** Prints with a voice that keeps what it said: the sheet, and every text that was put on it by key. */
export async function overheard(print: (speak: Speak) => Promise<Buffer>): Promise<{ pdf: Buffer; said: string }> {
  const said: string[] = [];
  const pdf = await print((...words) => {
    const text = speak(...words);
    said.push(text);
    return text;
  });
  return { pdf, said: said.join('\n') };
}

export const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
