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

/** Those that are nearest to what was typed, and how far they are. */
export interface Nearest<T> {
  /** Infinite where there are none. */
  readonly far: number;
  readonly items: readonly T[];
}

export const none: Nearest<never> = { far: Infinity, items: [] };

export function nearest<T>(among: Iterable<T>, farOf: (one: T) => number): Nearest<T> {
  const all = Array.from(among, (item) => ({ item, far: farOf(item) }));
  const far = Math.min(Infinity, ...all.map((one) => one.far));
  return far === Infinity ? none : { far, items: all.filter((one) => one.far === far).map(({ item }) => item) };
}
