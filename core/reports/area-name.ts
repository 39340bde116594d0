import { countries } from '../countries/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { cityOf } from '../geo/index.ts';
import { inArea } from './area.ts';

const isCountry = (code: string): code is CountryCode => code in countries;

/** An area as bodies have them, by its own name: a country, a region, a city or a commune. */
export function areaName(area: string): string {
  const { country, region, city, commune } = inArea(area);
  if (city !== undefined) return commune ?? cityOf(city)?.name ?? city;
  if (country === undefined || !isCountry(country)) return area;
  if (region === undefined) return countries[country].name;
  return countries[country].regions.find(({ id }) => id === region)?.name ?? region;
}
