import { distance } from 'fastest-levenshtein';

/** Of a word of at least so many letters two differences are still a slip (two letters in the wrong order are two). */
const longWord = 5;
const farthestOf = (word: string): number => (word.length < longWord ? 1 : 2);

/** How far a typed word is from the nearest of these; infinite where none is meant by it. */
export function farFrom(asked: string, words: readonly string[]): number {
  const fars = words.map((word) => {
    if (word.startsWith(asked)) return 0;
    const far = distance(asked, word);
    return far <= farthestOf(asked) ? far : Infinity;
  });
  return Math.min(Infinity, ...fars);
}
