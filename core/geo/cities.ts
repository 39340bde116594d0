import { countryCodes, type CountryCode } from '../dialog/types.ts';
import { named } from './named.ts';
import type { Position } from './position.ts';
import { towns } from './towns.ts';

/** A city whose communes are known, with the position of about its middle. */
export interface City extends Position {
  /** `kinshasa.cd`: also its jurisdiction in Open311. */
  readonly id: string;
  readonly name: string;
  readonly country: CountryCode;
  /** Of `core/countries`. */
  readonly region: string;
}

const toCities = (country: CountryCode): City[] =>
  towns[country].map(({ communes: _communes, ...rest }) => ({ ...rest, country }));
const cities: Readonly<Record<CountryCode, readonly City[]>> = { CD: toCities('CD'), SN: toCities('SN') };

/** The capital first. */
export const citiesOf = (country: CountryCode): readonly City[] => cities[country];

/** Of a region, its largest first. */
export const citiesIn = (country: CountryCode, region: string): readonly City[] =>
  citiesOf(country).filter((city) => city.region === region);

export const capitalOf = (country: CountryCode): City => citiesOf(country)[0] as City;

export const cityOf = (id: string): City | undefined =>
  countryCodes.flatMap((country) => cities[country]).find((city) => city.id === id);

/** A city by its name as people type it; one slip is forgiven where it leaves no doubt. */
export const cityNamed = (country: CountryCode, typed: string): City | undefined => named(typed, [citiesOf(country)]);
