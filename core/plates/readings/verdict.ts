import { distance } from 'fastest-levenshtein';
import type { ParsedPlate } from '../parse.ts';
import type { Guess } from './plate-reading.model.ts';

/** How right a reading was, held against the plate that the person gave. */
export interface Verdict {
  /** Which guess it was, from 1; undefined when it was none of them. */
  readonly place?: number;
  /** Signs of the first guess that differ; undefined where nothing was guessed. */
  readonly wrongSigns?: number;
  readonly right: boolean;
}

/** A plate that was given without its boxed code confirms the guess that it begins. */
const isSame = ({ text }: Guess, { canonical, partial }: ParsedPlate): boolean =>
  partial ? text.startsWith(canonical) : text === canonical;

export function verdictOf(guesses: readonly Guess[], plate: ParsedPlate): Verdict {
  const at = guesses.findIndex((guess) => isSame(guess, plate));
  const [first] = guesses;
  return {
    ...(at >= 0 ? { place: at + 1 } : {}),
    ...(first ? { wrongSigns: at === 0 ? 0 : distance(first.text, plate.canonical) } : {}),
    right: at === 0,
  };
}
