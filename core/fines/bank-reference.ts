import { hasCheckDigit } from './reference.ts';

const checkDigits = 2;
/** ISO/IEC 7064, MOD 97-10. */
const modulus = 97;

/** A letter counts as two digits, A being 10 (ISO/IEC 7064, MOD 97-10); the number is folded as it is read. */
const remainder = (text: string): number =>
  [...text].reduce((rest, sign) => Number(`${rest}${Number.parseInt(sign, 36)}`) % modulus, 0);

/** `RF15CD20260001234`: the creditor reference (ISO 11649) of a fine's reference. Banks check its two digits. */
export function toBankReference(reference: string): string {
  const body = reference.replace(/-/g, '');
  const check = modulus + 1 - remainder(`${body}RF00`);
  return `RF${String(check).padStart(checkDigits, '0')}${body}`;
}

/** In groups of four, as it is printed: `RF15 CD20 2600 0123 4`. */
export const showBankReference = (bankReference: string): string => bankReference.replace(/(.{4})(?=.)/g, '$1 ');

/**
 * The fine's reference in a bank reference, spaces, dashes and case as they come: `CD-2026-0001234`. Undefined when it is
 * none, or when its check digits or those of the fine's reference show a mistake.
 */
export function parseBankReference(typed: string): string | undefined {
  const compact = typed.toUpperCase().replace(/[\s\-–—./_]/g, '');
  const [, check = '', country = '', year = '', shortCode = ''] =
    /^RF(\d\d)(CD|SN)(20\d\d)(\d{7,12})$/.exec(compact) ?? [];
  const isRight = check !== '' && remainder(`${country}${year}${shortCode}RF${check}`) === 1;
  return isRight && hasCheckDigit(shortCode) ? `${country}-${year}-${shortCode}` : undefined;
}

/**
 * The fines' references that a line of a bank statement names, each once. Whatever stands around a bank reference may
 * touch it; its check digits tell where it ends.
 */
export function bankReferencesIn(line: string): string[] {
  const compact = line.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const starts = [...compact.matchAll(/RF\d\d(?:CD|SN)20\d\d(?=\d{7})/g)].map(({ index }) => index);
  const found = starts.flatMap((start) =>
    Array.from({ length: 6 }, (_, more) => parseBankReference(compact.slice(start, start + 17 + more))),
  );
  return [...new Set(found.filter((reference) => reference !== undefined))];
}
