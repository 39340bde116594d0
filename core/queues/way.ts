import { trafficFactor } from '../countries/index.ts';
import { communesIn, communesOf, metresBetween, placeNamed, type Commune, type Position } from '../geo/index.ts';
import type { Branch } from '../organisations/index.ts';
import { hourIn } from './office-days.ts';
import { byStreet, travelMinutes } from './travel-time.ts';
import type { Journey } from './travel.ts';

/** A way to a branch, as it is reckoned now. */
export interface Way {
  readonly minutes: number;
  /** By street, with one decimal. */
  readonly km: number;
  /** For the words "the traffic of 8h". */
  readonly hour: number;
}

const nearest = (communes: readonly Commune[], at: Position): Commune | undefined =>
  communes.map((commune) => ({ commune, metres: metresBetween(commune, at) })).sort((a, b) => a.metres - b.metres)[0]
    ?.commune;

/** The communes of the branch's city, or of the nearest one of its region. */
export function communesNear({
  country,
  region,
  commune,
  position,
}: Pick<Branch, 'country' | 'region' | 'commune' | 'position'>): readonly Commune[] {
  const around = communesIn(country, region);
  const at = around.find(({ name }) => name === commune) ?? (position ? nearest(around, position) : around[0]);
  return at ? communesOf(country, at.city) : [];
}

type Origin = Pick<Journey, 'position' | 'commune'>;

/** How long somebody is under way to a branch at a moment; undefined where one of the two places is not known. */
export function wayTo(
  branch: Branch,
  { mode, position, commune }: Origin & Pick<Journey, 'mode'>,
  at: Date,
): Way | undefined {
  const from = position ?? (commune === undefined ? undefined : placeNamed(branch.country, commune, branch.region));
  if (!branch.position || !from) return undefined;
  const { region } = branch;
  const hour = hourIn(branch.timeZone, at);
  const begins = position ? nearest(communesNear(branch), position)?.name : commune;
  const traffic =
    (trafficFactor(branch.country, { region, commune: begins }, hour) + trafficFactor(branch.country, branch, hour)) /
    2;
  const metres = metresBetween(from, branch.position);
  return {
    minutes: travelMinutes({ metres, mode, traffic }),
    km: Math.round(byStreet(metres) / 100) / 10,
    hour,
  };
}
