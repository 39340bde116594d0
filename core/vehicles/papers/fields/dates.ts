import { bare, folded, isLike, toDigits } from './folded.ts';

/** A day found in a text. */
export interface FoundDate {
  /** Midnight UTC. */
  readonly day: Date;
  readonly start: number;
  readonly end: number;
  /** How plainly it was written, from 0 to 1. */
  readonly plainness: number;
}

const months: readonly (readonly string[])[] = [
  ['JANVIER', 'JANV', 'JAN', 'JANUARY'],
  ['FEVRIER', 'FEVR', 'FEV', 'FEB', 'FEBRUARY'],
  ['MARS', 'MAR', 'MARCH'],
  ['AVRIL', 'AVR', 'APR', 'APRIL'],
  ['MAI', 'MAY'],
  ['JUIN', 'JUN', 'JUNE'],
  ['JUILLET', 'JUIL', 'JUL', 'JULY'],
  ['AOUT', 'AOU', 'AUG', 'AUGUST'],
  ['SEPTEMBRE', 'SEPT', 'SEP', 'SEPTEMBER'],
  ['OCTOBRE', 'OCT', 'OCTOBER'],
  ['NOVEMBRE', 'NOV', 'NOVEMBER'],
  ['DECEMBRE', 'DEC', 'DECEMBER'],
];

function monthOf(word: string): number | undefined {
  const name = bare(word).replaceAll('0', 'O').replaceAll('1', 'I').replaceAll('RN', 'M');
  const exact = months.findIndex((names) => names.includes(name));
  const at = exact >= 0 ? exact : months.findIndex((names) => names.some((each) => isLike(name, each)));
  return at < 0 ? undefined : at + 1;
}

const firstYear = 1950;
const lastYear = 2079;
const lateCentury = 80;

function yearOf(digits: string): number | undefined {
  const number = Number(digits);
  const year = digits.length === 2 ? number + (number >= lateCentury ? 1900 : 2000) : number;
  return digits.length !== 3 && year >= firstYear && year <= lastYear ? year : undefined;
}

/** A day that exists. */
function dayOf(year: number, month: number, day: number): Date | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return month >= 1 && month <= 12 && date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? date : undefined;
}

const clean = 1;
const repaired = 0.85;
const swapped = 0.5;

type Found = Pick<FoundDate, 'day' | 'plainness'>;

function fromNumbers(first: string, second: string, third: string): Found | undefined {
  const [a, b, c] = [toDigits(first), toDigits(second), toDigits(third)];
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const plainness = a + b + c === first + second + third ? clean : repaired;
  if (a.length === 4) {
    const year = yearOf(a);
    const day = year === undefined ? undefined : dayOf(year, Number(b), Number(c));
    return day && { day, plainness };
  }
  const year = yearOf(c);
  if (year === undefined) return undefined;
  const asWritten = dayOf(year, Number(b), Number(a));
  if (asWritten) return { day: asWritten, plainness };
  // An American order is possible only where the French one is not.
  const american = dayOf(year, Number(a), Number(b));
  return american && { day: american, plainness: swapped };
}

function fromWords(day: string, month: string, year: string): Found | undefined {
  const number = toDigits(day.replace(/(er|st|nd|rd|th)$/i, ''));
  const of = monthOf(month);
  const digits = toDigits(year);
  const in_ = digits === undefined ? undefined : yearOf(digits);
  if (number === undefined || of === undefined || in_ === undefined) return undefined;
  const date = dayOf(in_, of, Number(number));
  return date && { day: date, plainness: number + digits! === day.replace(/\D+$/, '') + year ? clean : repaired };
}

const figure = '[0-9OoQDIl|!SBZGg]';
const forms: readonly { readonly by: RegExp; readonly read: (found: RegExpMatchArray) => Found | undefined }[] = [
  {
    by: new RegExp(`(?<![\\w/.-])(${figure}{4})\\s?[-/.]\\s?(${figure}{1,2})\\s?[-/.]\\s?(${figure}{1,2})(?![\\w])`, 'g'),
    read: ([, a = '', b = '', c = '']) => fromNumbers(a, b, c),
  },
  {
    by: new RegExp(
      `(?<![\\w/.-])(${figure}{1,2})\\s?[-/.,]\\s?(${figure}{1,2})\\s?[-/.,]\\s?(${figure}{4}|${figure}{2})(?![\\w])`,
      'g',
    ),
    read: ([, a = '', b = '', c = '']) => fromNumbers(a, b, c),
  },
  {
    by: new RegExp(`(?<![\\w])(${figure}{1,2}(?:er|st|nd|rd|th)?)[\\s.-]*(\\p{L}[\\p{L}01]{2,9})\\.?[\\s,.-]*(${figure}{4}|\\d{2})(?![\\w])`, 'giu'),
    read: ([, a = '', b = '', c = '']) => fromWords(a, b, c),
  },
  {
    by: new RegExp(`(?<![\\w])(\\p{L}[\\p{L}01]{2,9})\\.?\\s+(${figure}{1,2}(?:st|nd|rd|th)?)\\s*,\\s*(${figure}{4})(?![\\w])`, 'giu'),
    read: ([, a = '', b = '', c = '']) => fromWords(b, a, c),
  },
]; // prettier-ignore

/**
 * The days in a text, in order: `12/03/2027`, `12-03-27`, `12.03.2027`, `2027-03-12`, `12 mars 2027`, `1er avril 2027`,
 * `March 12, 2027`; with O for 0, l for 1 and the like where figures must stand. The day comes before the month.
 */
export function datesIn(text: string): FoundDate[] {
  const found = forms.flatMap(({ by, read }) =>
    [...text.matchAll(by)].flatMap((match) => {
      const date = read(match);
      return date && match.index !== undefined && /\d/.test(match[0])
        ? [{ ...date, start: match.index, end: match.index + match[0].length }]
        : [];
    }),
  );
  return found
    .filter((one, at) => !found.some((other, before) => before < at && other.start < one.end && one.start < other.end))
    .sort((a, b) => a.start - b.start);
}

/** What a date is said to be by the words around it. */
export type DateRole = 'until' | 'from' | 'issued' | 'first_registration' | 'birth' | 'unknown';

const roles: readonly (readonly [DateRole, RegExp])[] = [
  ['birth', /\b(NEE? LE|NAISSANCE|BIRTH)\b/],
  ['first_registration', /\b(1 ?[EI]RE|PREMIERE|CIRCULATION|FIRST REG)/],
  [
    'until',
    /(JUSQU|ECH[EFL]AN[CG]E|EXPIR|\bFIN\b|\bVALID (UNTIL|TO|THRU)|\bUNTIL\b|\bPROCHAIN|\bNEXT\b|\bTO:?$|\bAU:?$|\bTERME\b|\bLIMITE\b)/,
  ],
  ['from', /(\bDU:?$|\bEFFET\b|\bDEPUIS\b|\bFROM\b|\bDEBUT\b|\bA PARTIR\b|\bSTART|\bBEGIN)/],
  ['issued', /(\bFAIT\b|DELIVR|\bEMIS\b|\bISSUED\b|\bSIGNE\b|\bVISITE\b|\bCONTROLE\b|\bIMMATRICULE|\bLE:?$)/],
];

/** What the words before a date (or above it) make of it; the nearest speak first. */
export function dateRole(before: string): DateRole {
  const words = folded(before)
    .replace(/[^A-Z0-9: ]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const near = words.split(' ').slice(-2).join(' ');
  const byNear = roles.find(([, by]) => by.test(near))?.[0];
  const byAll = roles.find(([, by]) => by.test(words))?.[0];
  // "date de visite : 4 mars", "valable ... jusqu'au 3 mars": the whole says more than "le" before the date.
  if (byNear === undefined || (byNear === 'issued' && byAll !== undefined)) return byAll ?? 'unknown';
  return byNear;
}
