/** Spellings that sound alike, in French and in the French way in which Lingala and Wolof are often written. */
const alike: readonly (readonly [RegExp, string])[] = [
  [/(.)\1+/g, '$1'],
  // Of a plural, or not heard; a short word is little without its end.
  [/(?<=.{3})[sx]$|(?<=.{4})[esxt]+$/, ''],
  [/ŋ/g, 'ng'],
  [/eau|au/g, 'o'],
  [/ai|ei|ay/g, 'e'],
  [/ou/g, 'u'],
  [/ph/g, 'f'],
  [/kh/g, 'x'],
  [/dj/g, 'j'],
  [/gn|ny/g, 'n'],
  [/qu|c(?=[aoklru])/g, 'k'],
  [/y/g, 'i'],
  [/(.)\1+/g, '$1'],
];

/** How a folded word sounds, roughly: two spellings of one word are the same. */
export const soundOf = (word: string): string =>
  alike.reduce((sound, [spelling, sounds]) => sound.replace(spelling, sounds), word);
