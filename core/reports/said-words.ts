import { LisoloError } from '../errors.ts';
import { longestComment } from './limits.ts';

/** Without signs that nobody sees, but with its lines. Throws `invalid_input` with reason `words_too_long`. */
export function plainWords(words: string, longest: number): string {
  const plain = words
    .normalize('NFC')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim();
  if ([...plain].length > longest) throw new LisoloError('invalid_input', { reason: 'words_too_long' });
  return plain;
}

/** What is said with an act, for everybody to read. Throws as `plainWords`. */
export function saidWords(words = ''): { readonly words?: string } {
  const plain = plainWords(words, longestComment);
  return plain === '' ? {} : { words: plain };
}
