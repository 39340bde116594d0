import { hasCheckDigit } from './reference.ts';

/** Letters that are written for digits; none of them stands in a reference. */
const lookAlikes: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
/** What a bank reference is made of, in one piece, look-alikes as digits. */
export const foldReference = (text: string): string =>
  text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/[OIL]/g, (letter) => lookAlikes[letter] ?? letter);

const codeLengths = [7, 8] as const;
const mostCodes = 2_000;
const digits = [...'0123456789'];
const isDigits = (text: string): boolean => /^\d+$/.test(text);

const windows = (text: string, length: number): string[] =>
  Array.from({ length: Math.max(0, text.length - length + 1) }, (_, start) => text.slice(start, start + length));

/** Whether one mistake at the most makes digits of it; words are passed over. */
const isNearlyDigits = (window: string): boolean => window.replace(/\d/g, '').length <= 1;

/** A window with one character exchanged, or two neighbours. */
function exchanged(window: string): string[] {
  const wrong = [...window].findIndex((sign) => !isDigits(sign));
  const places = wrong < 0 ? [...window].map((_, place) => place) : [wrong];
  const replaced = places.flatMap((place) =>
    digits.map((digit) => window.slice(0, place) + digit + window.slice(place + 1)),
  );
  const swapped = [...window].map(
    (_, place) => window.slice(0, place) + (window[place + 1] ?? '') + (window[place] ?? '') + window.slice(place + 2),
  );
  return [...replaced, ...swapped];
}

const added = (window: string): string[] =>
  Array.from({ length: window.length + 1 }, (_, place) =>
    digits.map((digit) => window.slice(0, place) + digit + window.slice(place)),
  ).flat();

const dropped = (window: string): string[] =>
  [...window].map((_, place) => window.slice(0, place) + window.slice(place + 1));

/**
 * Short codes with a right check digit that stand in a text (folded), or would with one character wrong, missing, too
 * many, or in its neighbour's place.
 */
export function codesNear(folded: string): string[] {
  const found = new Set<string>();
  const keep = (codes: readonly string[], length: number): void => {
    for (const code of codes)
      if (found.size < mostCodes && code.length === length && isDigits(code) && hasCheckDigit(code)) found.add(code);
  };
  for (const length of codeLengths) {
    for (const window of windows(folded, length).filter(isNearlyDigits)) keep([window, ...exchanged(window)], length);
    for (const window of windows(folded, length - 1).filter(isDigits)) keep(added(window), length);
    for (const window of windows(folded, length + 1).filter(isNearlyDigits)) keep(dropped(window), length);
  }
  return [...found];
}

/**
 * How many characters have to be changed, added, dropped or exchanged with their neighbour, at the least, to find `wanted`
 * somewhere in the text (Sellers 1980, with exchanges as of Damerau).
 */
export function distanceWithin(text: string, wanted: string): number {
  // Beginning anywhere in the text costs nothing.
  let twoBefore: number[] = [];
  let before = Array.from({ length: text.length + 1 }, () => 0);
  for (let row = 1; row <= wanted.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= text.length; column += 1) {
      const isSame = wanted[row - 1] === text[column - 1];
      const isSwap = row > 1 && wanted[row - 1] === text[column - 2] && wanted[row - 2] === text[column - 1];
      current.push(
        Math.min(
          (before[column - 1] ?? 0) + (isSame ? 0 : 1),
          (before[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          isSwap ? (twoBefore[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    twoBefore = before;
    before = current;
  }
  return Math.min(...before);
}
