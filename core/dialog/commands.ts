import { languages, t } from './words.ts';
import type { Speak } from './words.ts';

export type Command = 'home' | 'back' | 'more' | 'help' | 'cancel' | 'greet';
const commands: readonly Command[] = ['home', 'back', 'more', 'help', 'cancel', 'greet'];

/**
 * Typed words made comparable: lower case, accents and punctuation off, and the two spellings of Wolof and Lingala
 * that people mix (glossary.md: "fold input before matching").
 */
export const foldWords = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ŋ/g, 'ng')
    .replace(/ɛ/g, 'e')
    .replace(/ɔ/g, 'o')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The words of a comma-separated locale text in every language: people switch languages in mid-conversation. */
export const keywordsOf = (key: string, speak: Speak): ReadonlySet<string> =>
  new Set(
    languages.flatMap((language) => speak(t(key), language).split(',').map(foldWords)).filter((word) => word !== ''),
  );

/** Recognises the engine's own words ("menu", "retour", "zonga", ...) in any language. */
export function createCommands(speak: Speak): (text: string) => Command | undefined {
  const byWord = new Map(
    commands.flatMap((command) =>
      [...keywordsOf(`dialog:commands.${command}`, speak)].map((word) => [word, command] as const),
    ),
  );
  return (text) => byWord.get(foldWords(text));
}
