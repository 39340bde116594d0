import type { CountryCode } from '../dialog/types.ts';
import { capitalOf, citiesOf, type City } from './cities.ts';
import { named } from './named.ts';
import { metresBetween, type Position } from './position.ts';
import { towns } from './towns.ts';

/** A part of a town, with the position of about its middle. */
export interface Commune extends Position {
  readonly name: string;
  /** Of `core/countries`. */
  readonly region: string;
  /** Id of the city. */
  readonly city: string;
}

const toCommunes = (country: CountryCode): Commune[] =>
  towns[country].flatMap(({ id, region, communes }) => communes.map((commune) => ({ ...commune, region, city: id })));
const known: Readonly<Record<CountryCode, readonly Commune[]>> = { CD: toCommunes('CD'), SN: toCommunes('SN') };

/** The communes whose position is known, those of the capital first; of one city, where it is said. */
export const communesOf = (country: CountryCode, city?: string): readonly Commune[] =>
  city === undefined ? known[country] : known[country].filter((commune) => commune.city === city);

export const communesIn = (country: CountryCode, region: string): readonly Commune[] =>
  known[country].filter((commune) => commune.region === region);

/**
 * A commune, or a city, by its name as people type it; one slip is forgiven where it leaves no doubt. Several cities have a
 * commune of the same name: that of the region is meant, else that of the capital.
 */
export const placeNamed = (country: CountryCode, typed: string, region?: string): Commune | City | undefined =>
  named<Commune | City>(typed, [
    ...(region === undefined ? [] : [communesIn(country, region)]),
    communesOf(country, capitalOf(country).id),
    communesOf(country),
    citiesOf(country),
  ]);

/** Only a commune: the city of Boma is not the commune of Goma with a slip. */
export function communeNamed(country: CountryCode, typed: string, region?: string): Commune | undefined {
  const found = placeNamed(country, typed, region);
  return found && 'city' in found ? found : undefined;
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
