import { randomInt } from 'node:crypto';

/** Of signs that look alike one is left, so that a number can be read out, copied from a wall and dialled. */
const signs = '23456789ACDEFHJKMNPQRTWXY';
const length = 6;
/** What people read in the place of a sign. */
const lookAlikes: Readonly<Record<string, string>> = { '0': 'Q', O: 'Q', B: '8', G: '6', S: '5', Z: '2' };

/** Signs that are mistaken for nothing: with a figure and a letter among them, no word and no sum is taken for a number. */
const sureFigure = /[3479]/;
const sureLetter = /[ACDEFHJKMNPRTWXY]/;
const isNumber = (text: string): boolean =>
  text.length === length &&
  [...text].every((sign) => signs.includes(sign)) &&
  sureFigure.test(text) &&
  sureLetter.test(text);

/** `7K3M9Q`, by chance; whether it is taken, the database tells. */
export function newReportNumber(): string {
  for (;;) {
    const number = Array.from({ length }, () => signs[randomInt(signs.length)]).join('');
    if (isNumber(number)) return number;
  }
}

/** A number as people type it: in any case, with spaces, `R-` or `#` before it, O for Q and the like. */
export function parseReportNumber(typed: string): string | undefined {
  // What is longer than a number and its ornaments is a sentence.
  if (typed.length > 4 * length) return undefined;
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s#.°-]/g, '');
  const bare = plain.length === length + 1 && plain.startsWith('R') ? plain.slice(1) : plain;
  const number = [...bare].map((sign) => lookAlikes[sign] ?? sign).join('');
  return isNumber(number) ? number : undefined;
}
