import { farFrom, toSearchWords } from '../search/index.ts';

/** In half of all names of streets, so that they tell none from another. */
const kinds = new Set(['avenue', 'av', 'rue', 'boulevard', 'bd', 'route', 'place', 'street', 'road', 'quartier', 'q']);
/** 12e, 12ème, 12th. */
const ordinal = /^(\d+)(?:e|eme|er|ere|th|st|nd|rd)$/;
const isNumber = (word: string): boolean => /^\d+$/.test(word);

/** What tells a street or a landmark from others. A house number does not, but for a street that is called by a number. */
function tellingWords(name: string | undefined): string[] {
  const words = toSearchWords(name ?? '');
  const telling = words.filter((word) => !kinds.has(word)).map((word) => word.replace(ordinal, '$1e'));
  const names = telling.filter((word) => !isNumber(word));
  if (names.length > 0) return names;
  return telling.length > 0 ? telling.map((number) => `${number}e`) : words;
}

/** Whether both names are of one street or landmark: each word of the shorter one is in the other, but for a slip. */
export function isSameStreet(one: string | undefined, other: string | undefined): boolean {
  const [short = [], long = []] = [tellingWords(one), tellingWords(other)].sort((a, b) => a.length - b.length);
  if (short.length === 0) return false;
  // The 12th street is not the 13th with a slip, nor the sixième the dixième.
  const isAmong = (word: string, words: readonly string[]): boolean =>
    /\d|ieme$/.test(word) ? words.includes(word) : farFrom(word, words) < Infinity;
  // Kasa-Vubu is written in one word too.
  return short.every((word) => isAmong(word, long)) || isAmong(short.join(''), [long.join('')]);
}
