import { languages, t, type Speak } from '../../dialog/words.ts';
import { farFrom, nearest, toSearchWords, type Nearest } from '../../search/index.ts';
import { categoryCodes, type CategoryCode } from '../categories.ts';
import { formsOf } from './found-words.ts';

export interface CategoryNames {
  /** The categories that a folded word names, in any language. */
  of(word: string): readonly CategoryCode[];
  /** Those that are named by the word that is nearest to it. */
  nearly(word: string): Nearest<CategoryCode>;
}

/** Words of a list that stand alone: of "fuite d'eau" the water says too little. */
const singles = (list: string): string[] =>
  list
    .split(',')
    .map(toSearchWords)
    .flatMap((words) => (words.length === 1 ? words : []));

/** What categories are called, so that a report is found by words that nobody wrote in it. */
export function createCategoryNames({ speak }: { readonly speak: Speak }): CategoryNames {
  // "Another problem" names nothing.
  const named = categoryCodes
    .filter((code) => code !== 'other')
    .map((code) => ({
      code,
      words: languages.flatMap((language) => [
        ...toSearchWords(speak(t(`report-categories:name.${code}`), language)),
        ...singles(speak(t(`report-categories:keywords.${code}`), language)),
      ]),
    }));
  const byForm = new Map<string, Set<CategoryCode>>();
  for (const { code, words } of named)
    for (const form of words.flatMap(formsOf)) byForm.set(form, (byForm.get(form) ?? new Set()).add(code));

  return {
    of: (word) => [...new Set(formsOf(word).flatMap((form) => [...(byForm.get(form) ?? [])]))],
    nearly(word) {
      const { far, items } = nearest(named, ({ words }) => farFrom(word, words));
      return { far, items: items.map(({ code }) => code) };
    },
  };
}
