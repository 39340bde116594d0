import { countries } from '../../countries/index.ts';
import type { CountryCode, Option } from '../../dialog/types.ts';
import { languages } from '../../dialog/words.ts';
import type { Language } from '../../dialog/words.ts';

/** Each language in its own name, so that it is found by whoever reads no other. */
const names: Readonly<Record<Language, string>> = {
  fr: 'Français',
  en: 'English',
  ln: 'Lingala',
  sw: 'Kiswahili',
  wo: 'Wolof',
};

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();

/** All languages, those of the country first. */
export const languageOptions = (country: CountryCode): Option[] =>
  [...new Set([...countries[country].languages, ...languages])].map((language) => ({
    value: language,
    label: names[language],
  }));

/** A language by its name, typed with or without accents ("francais", "swahili"). */
export const parseLanguage = (text: string): Language | undefined => {
  const typed = plain(text);
  return typed.length < 2
    ? undefined
    : languages.find((language) => plain(names[language]).endsWith(typed) || language === typed);
};
