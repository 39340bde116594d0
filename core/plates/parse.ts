import { countries } from '../countries/index.ts';
import { countryCodes } from '../dialog/types.ts';
import type { CountryCode } from '../dialog/types.ts';
import { fitLayout, plateLayouts, showBy } from './series.ts';
import type { PlateLayout } from './series.ts';

/** A plate as somebody typed it. */
export interface ParsedPlate {
  /** Capitals and figures only: how it is stored and looked up. */
  readonly canonical: string;
  /** How it is shown to people: `1234AB/01`. */
  readonly shown: string;
  /** Of the series; undefined for a plate of no known series. */
  readonly country?: CountryCode;
  readonly series?: string;
  /** The boxed code was left out: look up plates that start so, and let the person choose. */
  readonly partial: boolean;
  /** What was typed, without separators. Differs from `canonical` when look-alikes were exchanged. */
  readonly typed: string;
  /** All readings to try, the best first; begins with `canonical`. */
  readonly candidates: readonly string[];
}

interface Reading {
  readonly by: PlateLayout;
  readonly canonical: string;
  readonly changes: number;
}

const longestText = 40;
const mostChanges = 3;
/** Of no known series: letters and figures, but a short number alone is an answer that went to the wrong place. */
const freePlate = /^(?=.*[A-Z]|\d{4})[A-Z0-9]{2,8}$/;

/** Capitals and figures of a text; undefined when it holds anything but these and separators. */
function squeeze(text: string): string | undefined {
  if (text.length > longestText) return undefined;
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
  const signs = plain.replace(/[\s\-–—_/\\.,:;|·•*]+/g, '');
  return /^[A-Z0-9]+$/.test(signs) ? signs : undefined;
}

const withoutMark = (text: string, mark: string): string =>
  text.startsWith(mark) ? text.slice(mark.length) : text.endsWith(mark) ? text.slice(0, -mark.length) : text;

/** Countries next door to whose plates this text cannot belong, because it bears a neighbour's mark. */
const isForeignTo = (country: CountryCode, text: string): boolean =>
  countries[country].foreignMarks.some((mark) => text.startsWith(mark) || text.endsWith(mark));

function readBy(by: PlateLayout, text: string): Reading[] {
  const texts = new Set([text, ...(by.series.marks ?? []).map((mark) => withoutMark(text, mark))]);
  return [...texts].flatMap((each) => {
    const fit = fitLayout(by, each);
    const most = by.series.loose || by.partial ? 0 : Math.min(mostChanges, Math.floor(each.length / 2));
    return fit && fit.changes <= most ? [{ by, ...fit }] : [];
  });
}

/** Every series that the text fits, the surest first: fewest exchanged look-alikes, whole plates, the asker's country. */
function readingsOf(text: string, country?: CountryCode): Reading[] {
  const known = countryCodes.filter((code) => !isForeignTo(code, text));
  const open = country && !known.includes(country) ? [] : known;
  const rank = ({ by, changes }: Reading): number =>
    changes * 8 + Number(by.partial) * 4 + Number(by.series.loose ?? false) * 2 + Number(by.country !== country);
  return plateLayouts
    .filter((layout) => open.includes(layout.country))
    .flatMap((layout) => readBy(layout, text))
    .sort((a, b) => rank(a) - rank(b));
}

function freeReading(typed: string): ParsedPlate | undefined {
  const marks = countryCodes.flatMap((code) => countries[code].plates.flatMap((series) => series.marks ?? []));
  const foreign = countryCodes.flatMap((code) => countries[code].foreignMarks);
  const bare =
    marks.map((mark) => withoutMark(typed, mark)).find((rest) => rest !== typed && freePlate.test(rest)) ?? typed;
  const counted = foreign.map((mark) => withoutMark(bare, mark)).find((rest) => rest !== bare) ?? bare;
  if (!freePlate.test(bare) && !freePlate.test(counted)) return undefined;
  return { canonical: bare, shown: bare, partial: false, typed, candidates: bare === typed ? [typed] : [bare, typed] };
}

/**
 * Reads a plate that was typed on purpose: spaces, dashes, slashes and case do not matter, look-alikes (O/0, I/1, S/5,
 * B/8, Z/2, G/6) are exchanged where the series wants the other kind, and 2 to 8 letters and figures of no known
 * series are taken as they are. `country` is where the person is and decides only between equals. Undefined when the
 * text is no plate at all.
 */
export function parsePlate(text: string, country?: CountryCode): ParsedPlate | undefined {
  const typed = squeeze(text);
  if (typed === undefined) return undefined;
  const readings = readingsOf(typed, country);
  const [best] = readings;
  if (!best) return freeReading(typed);
  return {
    canonical: best.canonical,
    shown: showBy(best.by.layout, best.canonical),
    country: best.by.country,
    series: best.by.series.id,
    partial: best.by.partial,
    typed,
    candidates: [
      ...new Set([...readings.map((reading) => reading.canonical), ...(freePlate.test(typed) ? [typed] : [])]),
    ],
  };
}

/** How a stored plate is shown: by its series, or as it is. */
export const showPlate = (canonical: string): string => {
  const parsed = parsePlate(canonical);
  return parsed?.canonical === canonical ? parsed.shown : canonical;
};

/** "5000 FC" is money and "1200 km" a distance, though both could start a plate. */
const units = new Set(['FC', 'CF', 'FR', 'KM', 'KG', 'MB', 'GB', 'MO', 'GO']);

/**
 * Whether a text that nobody asked for is a plate: stricter than `parsePlate`, so that words, amounts and small
 * numbers are left alone.
 */
export function looksLikePlate(text: string, country?: CountryCode): boolean {
  const typed = squeeze(text.trim());
  if (typed === undefined || !/\d/.test(typed) || !/[A-Z]/.test(typed)) return false;
  const [best] = readingsOf(typed, country);
  if (!best || best.by.series.loose || best.changes > 2) return false;
  return !(best.by.partial && units.has(typed.slice(-2)));
}
