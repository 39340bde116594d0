import { countries } from '../countries/index.ts';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import { cityOf, communesOf } from '../geo/index.ts';

interface Somewhere {
  readonly country: CountryCode;
  readonly region: string;
  readonly city?: string;
  readonly commune?: string;
}

/** Every area that a place lies in, the smallest first: `kinshasa.cd/Limete`, `kinshasa.cd`, `CD/kinshasa`, `CD`. */
export const areasOf = ({ country, region, city, commune }: Somewhere): string[] => [
  ...(city !== undefined && commune !== undefined ? [`${city}/${commune}`] : []),
  ...(city === undefined ? [] : [city]),
  `${country}/${region}`,
  country,
];

/** What the reports of an area have in common. */
export function inArea(area: string): { country?: string; region?: string; city?: string; commune?: string } {
  const [first = '', ...rest] = area.split('/');
  const part = rest.join('/');
  if (first.includes('.')) return { city: first, ...(part !== '' && { commune: part }) };
  return { country: first, ...(part !== '' && { region: part }) };
}

/** Whether there is such an area; in a country, where one is given. */
export function isKnownArea(area: string, country?: CountryCode): boolean {
  const { country: code, region, city: id = '', commune } = inArea(area);
  const city = cityOf(id);
  const found = city?.country ?? countryCodes.find((one) => one === code);
  if (area.endsWith('/') || found === undefined || (country !== undefined && country !== found)) return false;
  return city
    ? commune === undefined || communesOf(found).some((one) => one.city === id && one.name === commune)
    : region === undefined || countries[found].regions.some((one) => one.id === region);
}
