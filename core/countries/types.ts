import type { CountryCode } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';
import type { Currency } from '../money.ts';

/** A phone company, known by the first digits of the national number. Numbers can be ported: a guess, never a fact. */
export interface Operator {
  /** Unique over all countries: `vodacom-cd`. */
  readonly id: string;
  readonly name: string;
  /** First digits after the calling code; empty for a wallet that works on any number. */
  readonly prefixes: readonly string[];
  /** The name of its mobile money; absent where none is offered. */
  readonly wallet?: string;
  /** The citizen must dial this to approve a payment that was asked for. */
  readonly approveBy?: string;
}

/**
 * A family of number plates. `#` stands for a digit, `@` for a letter, a capital or figure for itself; anything else
 * only separates: the canonical form is the layout without separators (`####@@/##` shows `1234AB/01`, stored `1234AB01`).
 */
export interface PlateSeries {
  readonly id: string;
  readonly layouts: readonly string[];
  /** First letters that are allowed, where only these exist. */
  readonly startsWith?: readonly string[];
  /** What people leave out (the boxed code): such a text is the start of several plates. */
  readonly withoutBox?: readonly string[];
  /** Neither look-alike letters nor a plate typed alone are trusted: its layout is too loose or not certain. */
  readonly loose?: boolean;
  /** Words printed on the plate beside the number, ignored when typed before or after it. */
  readonly marks?: readonly string[];
  /** Why the layout is not certain. */
  readonly unsure?: string;
}

export interface Region {
  readonly id: string;
  readonly name: string;
  /** IANA zone, where it is not the country's first. */
  readonly timeZone?: string;
}

export interface Country {
  readonly code: CountryCode;
  readonly name: string;
  /** With the plus sign. */
  readonly callingCode: string;
  readonly currency: Currency;
  /** Every currency in everyday use, the country's own first. */
  readonly currencies: readonly Currency[];
  /** IANA zone used where no region is known. */
  readonly timeZone: string;
  readonly timeZones: readonly string[];
  /** Offered first, in this order; all languages are accepted everywhere. */
  readonly languages: readonly Language[];
  readonly regions: readonly Region[];
  /** Communes of the capital. */
  readonly communes: readonly string[];
  readonly operators: readonly Operator[];
  readonly plates: readonly PlateSeries[];
  /** Province by the boxed code of a plate; what is not listed is unknown. */
  readonly plateOrigins: Readonly<Record<string, string>>;
  /** Plates of neighbours that look alike: a text that begins or ends so belongs to no series here. */
  readonly foreignMarks: readonly string[];
  /** Public holidays: `MM-DD` where the date is the same each year, `YYYY-MM-DD` where it moves. */
  readonly holidays: readonly string[];
}
