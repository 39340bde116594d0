import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from '../dialog/types.ts';
import { countries } from './countries.ts';
import type { Operator } from './types.ts';

/** The country of an E.164 number by its calling code; undefined for the rest of the world. */
export const countryOfPhone = (phone: string): CountryCode | undefined =>
  Object.values(countries).find((country) => phone.startsWith(country.callingCode))?.code;

/** The operator that an E.164 number was given to. A guess: numbers can be ported. */
export function operatorOf(phone: string): Operator | undefined {
  const country = countryOfPhone(phone);
  if (!country) return undefined;
  const national = phone.slice(countries[country].callingCode.length);
  return countries[country].operators.find((operator) =>
    operator.prefixes.some((prefix) => national.startsWith(prefix)),
  );
}

/** Operators whose mobile money can be asked to pay, in the order to offer them. */
export const walletsOf = (country: CountryCode): readonly Operator[] =>
  countries[country].operators.filter((operator) => operator.wallet !== undefined);

/** Looks an operator up by its id, in every country. */
export const operatorById = (id: string): Operator | undefined =>
  Object.values(countries)
    .flatMap((country) => country.operators)
    .find((operator) => operator.id === id);

const valid = (text: string, country?: CountryCode): string | undefined => {
  const number = parsePhoneNumberFromString(
    text,
    country ? { defaultCountry: country, extract: false } : { extract: false },
  );
  return number?.isValid() && !number.ext ? number.number : undefined;
};

/** Full-width and Arabic-Indic figures, which some keyboards type, as plain digits. */
const plainDigits = (text: string): string =>
  text.normalize('NFKC').replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));

/**
 * A typed phone number as E.164: national (`081 000 00 01`), international with `+`, `00` or neither.
 * Undefined when it is no possible number; says nothing about who owns it.
 */
export function parsePhone(text: string, defaultCountry: CountryCode): string | undefined {
  const typed = plainDigits(text.slice(0, 40)).trim();
  if (!/^\+?[\d\s().\-/]+$/.test(typed)) return undefined;
  const digits = typed.replace(/\D/g, '');
  if (typed.startsWith('+')) return valid(`+${digits}`);
  const other = Object.values(countries).find((country) => digits.startsWith(country.callingCode.slice(1)));
  return (
    valid(digits, defaultCountry) ??
    (other && valid(`+${digits}`)) ??
    (digits.startsWith('00') ? valid(`+${digits.slice(2)}`) : undefined)
  );
}
