import { foldWords } from '../../dialog/index.ts';
import { nearColours } from './rules.ts';
import { signDistance } from './signs.ts';

export const isNearColour = (one: string, other: string): boolean =>
  one === other || nearColours.some((pair) => pair.includes(one) && pair.includes(other));

/** "Mercedes" is "Mercedes-Benz", "RAV 4" is "RAV4", and a slip of the pen is no other make. */
export function isSameWord(one: string, other: string): boolean {
  const [a, b] = [one, other].map((word) => foldWords(word).replace(/[^a-z0-9]/g, '')) as [string, string];
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return (short.length >= 2 && long.includes(short)) || signDistance(a, b) <= (short.length > 3 ? 1 : 0);
}
