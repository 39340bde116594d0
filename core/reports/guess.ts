import { languages, t, type Speak } from '../dialog/words.ts';
import { nearly, toSearchWords } from '../search/index.ts';
import { categories, type CategoryCode } from './categories.ts';
import { soundOf } from './search/index.ts';

/** What a problem seems to be by the words that tell it, the likeliest first; empty where they tell nothing. */
export type Guess = (words: string) => readonly CategoryCode[];

const mostGuesses = 3;
/** Of a shorter word a slip makes another one. */
const shortestSlipped = 5;
/** A word of an expression says something, but less than the whole. */
const partly = 0.3;

/** What is left of a word, and of how it sounds, when somebody slips. */
const slipsOf = (word: string): string[] =>
  [word, soundOf(word)].filter(({ length }) => length >= shortestSlipped).flatMap(nearly);

/** "Très" is said of anything, and sounds like a tree. */
const telling = (word: string): boolean => word !== 'tres';

interface Heard {
  readonly sound: string;
  readonly slips: readonly string[];
}

const heardIn = (text: string): Heard[] =>
  toSearchWords(text)
    .filter(telling)
    .map((word) => ({ sound: soundOf(word), slips: slipsOf(word) }));

interface Expression {
  readonly category: CategoryCode;
  readonly words: readonly Heard[];
}

const expressionsIn = (speak: Speak): Expression[] =>
  categories.flatMap(({ code: category }) =>
    languages.flatMap((language) =>
      speak(t(`report-categories:keywords.${category}`), language)
        .split(',')
        .map((keyword) => ({ category, words: heardIn(keyword) })),
    ),
  );

/** How well an expression is told: its words that were written, and whether that is all of them. */
function worth({ words }: Expression, isTold: (word: Heard) => number): number {
  const told = words.map(isTold);
  const sum = told.reduce((all, one) => all + one, 0);
  return told.every((one) => one > 0) ? sum : (partly * sum) / words.length;
}

/** F1: guesses the category from what people write, in whatever language they write. One slip in a word is forgiven. */
export function createGuess(speak: Speak): Guess {
  const expressions = expressionsIn(speak);

  return (text) => {
    const typed = heardIn(text);
    const sounds = new Set(typed.map(({ sound }) => sound));
    const keys = new Set(typed.flatMap(({ slips }) => slips));
    const isTold = ({ sound, slips }: Heard): number => {
      if (sounds.has(sound)) return 1;
      return slips.some((key) => keys.has(key)) ? 0.75 : 0;
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
