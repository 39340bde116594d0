import { nearly, toSearchWords } from '../search/index.ts';

const folded = (name: string): string => toSearchWords(name).join(' ');
const isNear = (typed: string, name: string): boolean => nearly(name).some((key) => nearly(typed).includes(key));

/**
 * What bears a name as people type it, in the first of these lists that has it: exactly so in any of them, else with one
 * slip where that leaves no doubt.
 */
export function named<T extends { readonly name: string }>(
  typed: string,
  lists: readonly (readonly T[])[],
): T | undefined {
  const asked = folded(typed);
  for (const list of lists) {
    const exact = list.find(({ name }) => folded(name) === asked);
    if (exact) return exact;
  }
  for (const list of lists) {
    const [near, ...others] = list.filter(({ name }) => isNear(asked, folded(name)));
    if (near) return others.length === 0 ? near : undefined;
  }
  return undefined;
}
