import { languages, t, type Speak } from '../dialog/words.ts';
import { nearly, toSearchWords } from '../search/index.ts';
import { categories, type CategoryCode } from './categories.ts';

/** What a problem seems to be by the words that tell it, the likeliest first; empty where they tell nothing. */
export type Guess = (words: string) => readonly CategoryCode[];

const mostGuesses = 3;
/** Of a shorter word a slip makes another one. */
const shortestSlipped = 5;
/** A word of an expression says something, but less than the whole. */
const partly = 0.3;

/** Wolof is written as in school or as French is read: dj and j, kh and x, ou and u, gn and ñ are one. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/ŋ/g, 'ng'],
  [/ou/g, 'u'],
  [/dj/g, 'j'],
  [/kh/g, 'x'],
  [/g?ny?(?=[aeiou])/g, 'n'],
  [/(.)\1+/g, '$1'],
];
const plural = /(?<=.{3})[sx]$/;

const spelled = (word: string): string =>
  spellings.reduce((text, [from, to]) => text.replace(from, to), word).replace(plural, '');
const wordsOf = (text: string): string[] => [...new Set(toSearchWords(text.replace(/Ŋ/g, 'ŋ')).map(spelled))];

interface Expression {
  readonly category: CategoryCode;
  readonly words: readonly string[];
}

const expressionsIn = (speak: Speak): Expression[] =>
  categories.flatMap(({ code: category }) =>
    languages.flatMap((language) =>
      speak(t(`report-categories:keywords.${category}`), language)
        .split(',')
        .map((keyword) => ({ category, words: wordsOf(keyword) })),
    ),
  );

/** How well an expression is told: its words that were written, and whether that is all of them. */
function worth({ words }: Expression, isTold: (word: string) => number): number {
  const told = words.map(isTold);
  const sum = told.reduce((all, one) => all + one, 0);
  return told.every((one) => one > 0) ? sum : (partly * sum) / words.length;
}

/** F1: guesses the category from what people write, in whatever language they write. One slip in a word is forgiven. */
export function createGuess(speak: Speak): Guess {
  const expressions = expressionsIn(speak);

  return (text) => {
    const typed = wordsOf(text);
    const whole = new Set(typed);
    const slips = new Set(typed.filter((word) => word.length >= shortestSlipped).flatMap(nearly));
    const isTold = (word: string): number => {
      if (whole.has(word)) return 1;
      return word.length >= shortestSlipped && nearly(word).some((key) => slips.has(key)) ? 0.75 : 0;
    };
    const scores = new Map<CategoryCode, number>();
    for (const expression of expressions) {
      const score = worth(expression, isTold);
      scores.set(expression.category, Math.max(scores.get(expression.category) ?? 0, score));
    }
    return categories
      .map(({ code }) => ({ code, score: scores.get(code) ?? 0 }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, mostGuesses)
      .map(({ code }) => code);
  };
}
