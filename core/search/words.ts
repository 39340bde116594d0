/** Between the words that tell; found in too many names to find anything. */
const small = new Set(['de', 'du', 'des', 'la', 'le', 'les', 'et', 'en', 'au', 'aux', 'the', 'of', 'and', 'ya', 'na']);
/** A shorter word with a letter less would be found by anything. */
const shortestNearly = 4;
const mostWords = 8;

/** A text without accents and capitals, word by word; the small words only where there are no others. */
export function toSearchWords(text: string): string[] {
  const all = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    // Of "l'hôpital" and "d'Ivoire" the letter before the apostrophe.
    .filter((word) => word.length > 1 || /\d/.test(word));
  const telling = all.filter((word) => !small.has(word));
  return [...new Set(telling.length > 0 ? telling : all)];
}

/** What is looked for, at most eight words of it. */
export const toAskedWords = (text: string): string[] => toSearchWords(text).slice(0, mostWords);

/** A word, and what is left of it when one letter is taken out: two words that differ by one slip share one of these. */
export const nearly = (word: string): string[] =>
  word.length < shortestNearly
    ? [word]
    : [...new Set([word, ...Array.from(word, (_letter, at) => word.slice(0, at) + word.slice(at + 1))])];

/** What something is found by: its words, and those that were typed with one slip (symmetric deletes, as for plates). */
export interface FoundBy {
  words: string[];
  nearly: string[];
}

/** What something with these names is found by. */
export function foundBy(...names: readonly (string | undefined)[]): FoundBy {
  const words = toSearchWords(names.filter((name) => name !== undefined).join(' '));
  return { words, nearly: [...new Set(words.flatMap(nearly))] };
}
