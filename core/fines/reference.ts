import type { CountryCode } from '../dialog/types.ts';

/** Quasigroup of H. M. Damm (2004): finds every single wrong digit and every swap of two neighbours. */
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
] as const;

const fold = (digits: string): number => [...digits].reduce((state, digit) => damm[state]?.[Number(digit)] ?? 0, 0);

/** The check digit to put behind a row of digits. */
export const checkDigit = (digits: string): string => String(fold(digits));
export const hasCheckDigit = (digits: string): boolean => fold(digits) === 0;

const shortestCode = 7;

/** `0001234`: what is dialled on a phone; unique in all countries. Six digits or more and a check digit. */
export function toShortCode(number: number): string {
  const digits = String(number).padStart(shortestCode - 1, '0');
  return digits + checkDigit(digits);
}

/** `CD-2026-0001234`: what is printed and said. */
export const toReference = (country: CountryCode, year: number, shortCode: string): string =>
  `${country}-${year}-${shortCode}`;

/** `NP-CD-2026-0001234`: the number of the fine's note de perception. */
export const toNoteNumber = (reference: string): string => `NP-${reference}`;

/**
 * The short code in a typed reference: `CD-2026-0001234`, `cd2026 0001234` or `0001234`, spaces and dashes as they come; also
 * in the number of its note. Undefined when it is none, or when its check digit shows a mistake.
 */
export function parseReference(typed: string): string | undefined {
  const compact = typed.toUpperCase().replace(/[\s\-–—./_]/g, '');
  const found = /^(?:(?:NP)?(?:CD|SN)20\d\d)?(\d{7,12})$/.exec(compact)?.[1];
  return found && hasCheckDigit(found) ? found : undefined;
}

/** Whether it looks like somebody meant a reference (the note's number, the bank's reference), right or wrong. */
export const looksLikeReference = (typed: string): boolean =>
  /^(?:(?:RF\d\d|NP)?(?:CD|SN)20\d\d)?\d{6,13}$/i.test(typed.replace(/[\s-]/g, ''));

/** Whether it is written out with its country and year, so that it can be meant for nothing but a reference. */
export const isFullReference = (typed: string): boolean => /^[A-Za-z]/.test(typed.trim()) && looksLikeReference(typed);
