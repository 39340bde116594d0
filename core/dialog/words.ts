import type { Money } from '../money.ts';

/** A value put into a sentence. Everything survives JSON; the door formats it in the person's language. */
export type Param =
  | string
  | number
  | { readonly money: Money }
  | { readonly date: string; readonly style: 'date' | 'time' | 'datetime'; readonly timeZone: string }
  | Text;

/** A sentence that is not yet in any language: `<namespace>:<key>` of `locales/<language>/<namespace>.json`. */
export interface Text {
  readonly key: string;
  readonly params?: Readonly<Record<string, Param>>;
}

/** A Text, or words that are data already (a name, a plate, an article's paragraph) and are shown as they are. */
export type Words = Text | string;

/** Names a sentence; it is put into words by the door, at the last moment. */
export const t = (key: string, params?: Record<string, Param>): Text => (params ? { key, params } : { key });

/** An amount inside a sentence. */
export const money = (value: Money): Param => ({ money: value });

/** A moment inside a sentence, shown in the given IANA zone as dd/mm/yyyy, 14h30, or both. */
export const moment = (at: Date, timeZone: string, style: 'date' | 'time' | 'datetime' = 'date'): Param => ({
  date: at.toISOString(),
  style,
  timeZone,
});

export const languages = ['fr', 'en', 'ln', 'sw', 'wo'] as const;
export type Language = (typeof languages)[number];
export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value);

/** `short` takes the wording of i18next's context `ussd` where a text has one. */
export interface SpeakOptions {
  readonly short?: boolean;
}

/** Puts words into a language. Throws in tests, falls back to French in service, when a text is missing. */
export type Speak = (words: Words, language: Language, options?: SpeakOptions) => string;
