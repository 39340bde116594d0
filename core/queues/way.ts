import { trafficFactor } from '../countries/index.ts';
import { communeNamed, communesOf, metresBetween, type Commune } from '../geo/index.ts';
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

/** The communes of the branch's region; where none is known, people share a position or nothing. */
export const communesNear = ({ country, region }: Pick<Branch, 'country' | 'region'>): readonly Commune[] =>
  communesOf(country).filter((commune) => commune.region === region);

type Origin = Pick<Journey, 'position' | 'commune'>;

/** The commune whose middle is nearest: whose traffic it is. */
function nearest(branch: Branch, at: NonNullable<Origin['position']>): Commune | undefined {
  return communesNear(branch)
    .map((commune) => ({ commune, metres: metresBetween(commune, at) }))
    .sort((a, b) => a.metres - b.metres)[0]?.commune;
}

/** How long somebody is under way to a branch at a moment; undefined where one of the two places is not known. */
export function wayTo(
  branch: Branch,
  { mode, position, commune }: Origin & Pick<Journey, 'mode'>,
  at: Date,
): Way | undefined {
  const from = position ?? (commune === undefined ? undefined : communeNamed(branch.country, commune));
  if (!branch.position || !from) return undefined;
  const hour = hourIn(branch.timeZone, at);
  const begins = position ? nearest(branch, position)?.name : commune;
  const traffic =
    (trafficFactor(branch.country, begins, hour) + trafficFactor(branch.country, branch.commune, hour)) / 2;
  const metres = metresBetween(from, branch.position);
  return {
    minutes: travelMinutes({ metres, mode, traffic }),
    km: Math.round(byStreet(metres) / 100) / 10,
    hour,
  };
}
