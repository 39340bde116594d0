import { distance } from 'fastest-levenshtein';

/** Capitals without accents, ligatures and odd signs: what is compared of a text that a machine has read. */
export const folded = (text: string): string =>
  text
    .replace(/[œŒ]/g, 'oe')
    .replace(/[’‘`´]/g, "'")
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase();

/** The letters and figures of one word, folded: what is left of `N°` is `N`, of `d'assurance` `DASSURANCE`. */
export const bare = (word: string): string => folded(word).replace(/[^A-Z0-9]/g, '');

const shortSlip = 5;
const longSlip = 9;

/** The same word but for what a recogniser mistakes: nothing in short words, one letter in longer ones, two in long ones. */
export function isLike(word: string, wanted: string): boolean {
  if (word === wanted) return true;
  const slips = wanted.length >= longSlip ? 2 : wanted.length >= shortSlip ? 1 : 0;
  return slips > 0 && Math.abs(word.length - wanted.length) <= slips && distance(word, wanted) <= slips;
}

const asDigit: Readonly<Record<string, string>> = {
  O: '0', Q: '0', D: '0', I: '1', L: '1', '|': '1', '!': '1', S: '5', B: '8', Z: '2', G: '6',
}; // prettier-ignore

/** A text in which only figures can stand, with what is read for them exchanged; undefined when something else is left. */
export function toDigits(text: string): string | undefined {
  const digits = [...text.toUpperCase()].map((sign) => asDigit[sign] ?? sign).join('');
  return /^\d+$/.test(digits) ? digits : undefined;
}
