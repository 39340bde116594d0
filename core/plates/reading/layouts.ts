import type { CountryCode } from '../../dialog/types.ts';
import { fitLayout, plateLayouts } from '../series.ts';
import type { PlateLayout } from '../series.ts';
import { signs } from './network.ts';

/** Kinds of places: `#` digit, `@` letter, otherwise the sign itself. */
export type Places = string;

const digits = [...signs.slice(0, 10)].map((_, at) => at);
const letters = [...signs.slice(10)].map((_, at) => at + 10);

/** The numbers of the signs that may stand at each place. */
export const allowedAt = (places: Places): (readonly number[])[] =>
  [...places].map((place) => (place === '#' ? digits : place === '@' ? letters : [signs.indexOf(place)]));

/** Series whose layout is certain enough to read by. */
const firm: readonly PlateLayout[] = plateLayouts.filter(({ series, partial }) => !series.loose && !partial);

/**
 * How plates of other countries are laid out, where many are alike: of Zambia, Brazil and others; Algeria; Angola;
 * Congo-Brazzaville; Rwanda and Uganda; Tanzania; Nigeria; Czechia; some of the United States. A foreign vehicle is
 * stopped too, and a letter O is no zero on it either. They weigh less than the series of the countries served.
 */
const abroad: readonly Places[] = [
  '@@@####', '@@@###', '##########', '###########', '@@######', '@@####@@', '###@@#', '####@@#', '@@@###@', '@###@@@',
  '@@@###@@', '@@###@@', '@@@#@##', '@@####@', '####@@@', '#@@@###', '###@@@', '#@#####', '@@#@#@',
]; // prettier-ignore

export const layoutsToTry: readonly Places[] = [...new Set([...firm.map(({ places }) => places), ...abroad])];

/** First letters that a series allows, by its places: the likeliest of them is put in front. */
export const startsOf = (places: Places): readonly string[] =>
  firm.filter((layout) => layout.places === places).some(({ series }) => !series.startsWith)
    ? []
    : firm.filter((layout) => layout.places === places).flatMap(({ series }) => series.startsWith ?? []);

export interface Series {
  readonly country: CountryCode;
  readonly series: string;
  readonly loose: boolean;
}

/** The series that a text has the layout of, as it is; where the person is decides between equals. */
export function seriesOf(text: string, country?: CountryCode): Series | undefined {
  const fits = plateLayouts.filter((layout) => !layout.partial && fitLayout(layout, text)?.canonical === text);
  const [first] = fits
    .map(({ country: of, series }) => ({ country: of, series: series.id, loose: series.loose ?? false }))
    .sort((a, b) => Number(a.loose) - Number(b.loose) || Number(b.country === country) - Number(a.country === country));
  return first;
}

const isAbroad = new Set(abroad);
export const placesOf = (text: string): Places => text.replace(/\d/g, '#').replace(/[A-Z]/g, '@');
const looksLike: Readonly<Record<string, string>> = { O: '0', I: '1', 0: 'O', 1: 'I' };

/** Before anything was seen: how often a plate reads so. Only good to be compared. */
export function expectationOf(text: string, country?: CountryCode): number {
  const series = seriesOf(text, country);
  if (series && !series.loose) return series.country === country ? expect.ownSeries : expect.series;
  const places = placesOf(text);
  if (isAbroad.has(places)) return expect.abroad;
  const changes = [...places].filter((place, at) => at > 0 && place !== places[at - 1]).length;
  const kinds = places.includes('#') ? (places.includes('@') ? 1 : expect.onlyDigits) : expect.onlyLetters;
  return (expect.length[text.length] ?? expect.oddLength) * kinds * expect.change ** Math.max(0, changes - 1);
}

/** How far a text alone can be believed to be a plate: names of cars and makers are short, or letters only. */
export function credibilityOf(text: string): number {
  if (seriesOf(text)?.loose === false || isAbroad.has(placesOf(text))) return 1;
  if (!/\d/.test(text)) return text.length < 6 ? 0.08 : 0.15;
  return text.length < 5 ? 0.11 : 0.85;
}

/** Measured on half of the photos in shared/plates; the figures move little over a wide range. */
const expect = {
  ownSeries: 3,
  series: 2.5,
  abroad: 2,
  onlyDigits: 0.7,
  onlyLetters: 0.3,
  change: 0.75,
  length: { 4: 0.5, 5: 1, 6: 1, 7: 1, 8: 1, 9: 0.5, 10: 0.3, 11: 0.3 } as Readonly<Record<number, number>>,
  oddLength: 0.05,
} as const;

/** The text with one O, 0, I or 1 read as the other of its pair, where no series says which it is. */
export const lookAlikesOf = (text: string): string[] =>
  [...text].flatMap((sign, at) => {
    const other = looksLike[sign];
    return other === undefined ? [] : [text.slice(0, at) + other + text.slice(at + 1)];
  });
