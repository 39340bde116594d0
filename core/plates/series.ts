import { countries } from '../countries/index.ts';
import type { PlateSeries } from '../countries/index.ts';
import { countryCodes } from '../dialog/types.ts';
import type { CountryCode } from '../dialog/types.ts';

/** One layout of one series, ready to be tried on a text without separators. */
export interface PlateLayout {
  readonly country: CountryCode;
  readonly series: PlateSeries;
  /** One sign a place: `#` digit, `@` letter, otherwise the letter itself. */
  readonly places: string;
  readonly layout: string;
  /** The boxed code is left out: the text is the start of several plates. */
  readonly partial: boolean;
}

const toPlaces = (layout: string): string => layout.replace(/[^#@A-Z0-9]/g, '');

const layoutsOf = (country: CountryCode, series: PlateSeries): PlateLayout[] => [
  ...series.layouts.map((layout) => ({ country, series, layout, places: toPlaces(layout), partial: false })),
  ...(series.withoutBox ?? []).map((layout) => ({ country, series, layout, places: toPlaces(layout), partial: true })),
];

/** Every known layout; the countries in the order of their codes. */
export const plateLayouts: readonly PlateLayout[] = countryCodes.flatMap((country) =>
  countries[country].plates.flatMap((series) => layoutsOf(country, series)),
);

// countries.md, "Reading plates": what is taken for what, by the kind of place.
const asDigit: Readonly<Record<string, string>> = { O: '0', I: '1', S: '5', B: '8', Z: '2', G: '6' };
const asLetter: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(asDigit).map(([letter, digit]) => [digit, letter]),
);

function fitPlace(place: string, sign: string): string | undefined {
  if (place === '#') return /\d/.test(sign) ? sign : asDigit[sign];
  const letter = /[A-Z]/.test(sign) ? sign : asLetter[sign];
  return place === '@' || place === letter ? letter : undefined;
}

/** The text read by a layout, and how many signs had to be taken for their look-alikes; undefined when it does not fit. */
export function fitLayout(
  { places, series }: PlateLayout,
  text: string,
): { readonly canonical: string; readonly changes: number } | undefined {
  if (text.length !== places.length) return undefined;
  const signs = [...text].map((sign, at) => fitPlace(places.charAt(at), sign));
  if (signs.includes(undefined)) return undefined;
  const canonical = signs.join('');
  if (series.startsWith && !series.startsWith.some((start) => canonical.startsWith(start))) return undefined;
  return { canonical, changes: signs.filter((sign, at) => sign !== text.charAt(at)).length };
}

/** A canonical plate with the separators of its layout. */
export function showBy(layout: string, canonical: string): string {
  let at = 0;
  return layout.replace(/[#@A-Z0-9]/g, () => canonical.charAt(at++));
}
