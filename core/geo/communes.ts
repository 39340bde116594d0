import type { CountryCode } from '../dialog/types.ts';
import { nearly, toSearchWords } from '../search/index.ts';
import { citiesOf, type City } from './cities.ts';
import { metresBetween, type Position } from './position.ts';

/** A part of a town, with the position of about its middle. */
export interface Commune extends Position {
  readonly name: string;
  /** Of `core/countries`. */
  readonly region: string;
  /** Id of the city. */
  readonly city: string;
}

type Row = readonly [name: string, latitude: number, longitude: number];
const inCity =
  ({ id, region }: City) =>
  ([name, latitude, longitude]: Row): Commune => ({ name, region, city: id, latitude, longitude });

// From general knowledge, good to a kilometre or two: enough to tell what is near and how long the way takes.
const kinshasa: readonly Row[] = [
  ['Bandalungwa', -4.345, 15.283], ['Barumbu', -4.317, 15.328], ['Bumbu', -4.373, 15.296], ['Gombe', -4.305, 15.303],
  ['Kalamu', -4.349, 15.32], ['Kasa-Vubu', -4.342, 15.304], ['Kimbanseke', -4.44, 15.395], ['Kinshasa', -4.323, 15.311],
  ['Kintambo', -4.329, 15.27], ['Kisenso', -4.417, 15.342], ['Lemba', -4.395, 15.325], ['Limete', -4.364, 15.347],
  ['Lingwala', -4.321, 15.299], ['Makala', -4.379, 15.308], ['Maluku', -4.06, 15.56], ['Masina', -4.384, 15.391],
  ['Matete', -4.387, 15.347], ['Mont-Ngafula', -4.43, 15.272], ['Ndjili', -4.405, 15.376], ['Ngaba', -4.376, 15.318],
  ['Ngaliema', -4.367, 15.24], ['Ngiri-Ngiri', -4.357, 15.298], ['Nsele', -4.375, 15.495], ['Selembao', -4.381, 15.283],
]; // prettier-ignore

const lubumbashi: readonly Row[] = [
  ['Lubumbashi', -11.664, 27.48], ['Kampemba', -11.655, 27.508], ['Kenya', -11.687, 27.47], ['Katuba', -11.703, 27.462],
  ['Kamalondo', -11.68, 27.48], ['Ruashi', -11.627, 27.545], ['Annexe', -11.61, 27.43],
]; // prettier-ignore

const dakar: readonly Row[] = [
  ['Plateau', 14.667, -17.437], ['Médina', 14.681, -17.45], ['Fann', 14.692, -17.464], ['Fass-Colobane', 14.69, -17.452],
  ['Grand Dakar', 14.704, -17.455], ['HLM', 14.708, -17.445], ['Dieuppeul', 14.717, -17.455], ['Mermoz', 14.709, -17.472],
  ['Ouakam', 14.724, -17.49], ['Ngor', 14.75, -17.515], ['Yoff', 14.757, -17.48], ['Grand Yoff', 14.735, -17.449],
  ["Patte d'Oie", 14.745, -17.443], ['Parcelles Assainies', 14.757, -17.437], ['Cambérène', 14.77, -17.429],
  ['Hann Bel-Air', 14.717, -17.428], ['Guédiawaye', 14.776, -17.398], ['Pikine', 14.755, -17.394],
  ['Thiaroye', 14.757, -17.377], ['Keur Massar', 14.782, -17.312], ['Rufisque', 14.716, -17.273],
]; // prettier-ignore

const rows: Readonly<Record<string, readonly Row[]>> = {
  'kinshasa.cd': kinshasa,
  'lubumbashi.cd': lubumbashi,
  'dakar.sn': dakar,
};
const communesIn = (country: CountryCode): Commune[] =>
  citiesOf(country).flatMap((city) => (rows[city.id] ?? []).map(inCity(city)));
const communes: Readonly<Record<CountryCode, readonly Commune[]>> = { CD: communesIn('CD'), SN: communesIn('SN') };

/** The communes whose position is known, those of the capital first. */
export const communesOf = (country: CountryCode): readonly Commune[] => communes[country];

const folded = (name: string): string => toSearchWords(name).join(' ');
const isNear = (typed: string, name: string): boolean => nearly(name).some((key) => nearly(typed).includes(key));

/** A commune by its name as people type it; one slip is forgiven where it leaves no doubt. */
export function communeNamed(country: CountryCode, typed: string): Commune | undefined {
  const asked = folded(typed);
  const exact = communesOf(country).find(({ name }) => folded(name) === asked);
  if (exact) return exact;
  const [near, ...others] = communesOf(country).filter(({ name }) => isNear(asked, folded(name)));
  return others.length === 0 ? near : undefined;
}

/** From the middle of a commune; what lies farther out belongs to none that is known. */
const reachMetres = 15_000;

/** The commune whose middle is nearest; undefined far from all of them. */
export function communeAt(country: CountryCode, position: Position): Commune | undefined {
  const near = communesOf(country)
    .map((commune) => ({ commune, metres: metresBetween(position, commune) }))
    .filter(({ metres }) => metres <= reachMetres)
    .sort((a, b) => a.metres - b.metres);
  return near[0]?.commune;
}
