import { Schema, type Connection, type Model } from 'mongoose';

import { isDuplicateKey } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { metresBetween, type Position } from '../../geo/index.ts';
import { thresholds } from './rules.ts';

/** That somebody on duty saw a plate somewhere. */
export interface Sighting {
  readonly country: CountryCode;
  readonly plate: string;
  readonly at: Date;
  readonly latitude: number;
  readonly longitude: number;
}

interface SightingRecord extends Sighting {
  _id: string;
  expiresAt: Date;
}

/** Where others have seen a plate between two moments; `key` is what each is noted under. */
export type SeenElsewhere = (
  plate: Pick<Sighting, 'country' | 'plate'>,
  between: { readonly from: Date; readonly to: Date },
) => Promise<readonly (Sighting & { readonly key: string })[]>;

export interface Sightings {
  /** From now on plates are looked for there too. */
  alsoFrom(seen: SeenElsewhere): void;
  /** Notes it once for each key; gives it back as it was first noted. */
  note(key: string, sighting: Sighting): Promise<Sighting>;
  /** The other sightings of the plate that one vehicle could not have been at, the most telling first. */
  impossible(key: string, sighting: Sighting): Promise<Impossible[]>;
}

/** A sighting that is too far away for the time between. */
export interface Impossible {
  readonly sighting: Sighting;
  readonly km: number;
  readonly minutes: number;
}

const hourMs = 3_600_000;
const keptHours = 2 * thresholds.sightingHours;
const mostSightings = 100;
/** As the crow flies; a road is longer, never shorter. */
export const kmBetween = (a: Position, b: Position): number => metresBetween(a, b) / 1_000;

/** Too far apart for the time between, and too far for a wrong position to explain it. */
export function tooFar(one: Sighting, other: Sighting): Impossible | undefined {
  const km = kmBetween(one, other);
  const hours = Math.abs(one.at.getTime() - other.at.getTime()) / hourMs;
  if (km < thresholds.leastKm || km <= thresholds.fastestKmh * hours) return undefined;
  return { sighting: other, km: Math.round(km), minutes: Math.round(hours * 60) };
}

const sightingSchema = new Schema<SightingRecord>(
  {
    _id: String,
    country: { type: String, required: true },
    plate: { type: String, required: true },
    at: { type: Date, required: true },
    latitude: { type: Number, required: true },
    longitude: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
sightingSchema.index({ plate: 1, country: 1, at: 1 });
sightingSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const sightingModel = (connection: Connection): Model<SightingRecord> =>
  (connection.models['VehicleSighting'] as Model<SightingRecord> | undefined) ??
  connection.model<SightingRecord>('VehicleSighting', sightingSchema, 'vehicle_sightings');

/**
 * Where plates were seen of late. Whoever sees one notes it before looking for others, so that of two who see the same
 * plate at the same moment at least one finds the other.
 */
export function createSightings({ connection }: { connection: Connection }): Sightings {
  const sightings = sightingModel(connection);
  const elsewhere: SeenElsewhere[] = [];

  return {
    alsoFrom: (seen) => void elsewhere.push(seen),

    async note(key, sighting) {
      const expiresAt = new Date(sighting.at.getTime() + keptHours * hourMs);
      try {
        await sightings.create({ _id: key, ...sighting, expiresAt });
        return sighting;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await sightings.findById(key).lean<SightingRecord>()) ?? sighting;
      }
    },

    async impossible(key, sighting) {
      const { country, plate, at } = sighting;
      const span = thresholds.sightingHours * hourMs;
      const [from, to] = [new Date(at.getTime() - span), new Date(at.getTime() + span)];
      const noted = await sightings
        .find({ country, plate, at: { $gte: from, $lte: to } })
        .sort({ at: -1 })
        .limit(mostSightings)
        .lean<SightingRecord[]>();
      const others = await Promise.all(elsewhere.map((seen) => seen({ country, plate }, { from, to })));
      return [...noted.map(({ _id, ...seen }) => ({ key: _id, ...seen })), ...others.flat()]
        .filter((other) => other.key !== key)
        .flatMap((other) => tooFar(sighting, other) ?? [])
        .sort((a, b) => b.km / (b.minutes + 1) - a.km / (a.minutes + 1));
    },
  };
}
