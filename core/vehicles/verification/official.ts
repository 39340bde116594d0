import type { OfficialVehicle } from '../providers/index.ts';
import type { Vehicle } from '../vehicle.model.ts';
import { isNearColour, isSameWord } from './likeness.ts';
import { thresholds } from './rules.ts';
import { signDistance } from './signs.ts';

/** Of what an official register says, what tells one vehicle from another. */
const compared = ['make', 'model', 'year', 'colour', 'category', 'vin'] as const;
type Compared = (typeof compared)[number];

export interface OfficialDifference {
  readonly field: Compared;
  readonly seen: string;
  readonly registered: string;
}

const likeness: Readonly<Record<Compared, (one: string, other: string) => boolean>> = {
  make: isSameWord,
  model: isSameWord,
  year: (one, other) => one === other,
  colour: isNearColour,
  category: (one, other) => one === other,
  vin: (one, other) => signDistance(one, other) <= thresholds.vin.lookalike,
};

/** Where an official register says something else of a vehicle than ours does; what only one of the two knows is no difference. */
export const differencesFrom = ({ facts }: OfficialVehicle, vehicle: Vehicle): OfficialDifference[] =>
  compared.flatMap((field) => {
    const [seen, registered] = [facts[field], vehicle[field]];
    if (seen === undefined || registered === undefined || likeness[field](String(seen), String(registered))) return [];
    return [{ field, seen: String(seen), registered: String(registered) }];
  });
