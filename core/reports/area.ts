import type { CountryCode } from '../dialog/types.ts';

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
