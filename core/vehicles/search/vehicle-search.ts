import type { Connection } from 'mongoose';

import type { CountryCode } from '../../dialog/types.ts';
import { parsePlate } from '../../plates/index.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from '../vehicle.model.ts';
import type { VehicleService } from '../vehicle.service.ts';
import { isWholeVin, parseVin } from '../vin.ts';
import { plateDistance } from './plate-distance.ts';
import { foldPlate, searchKeys, vinKey, withOneLess } from './search-keys.ts';

/** What somebody meant by what they typed. */
export type Finding =
  | { readonly kind: 'one'; readonly vehicle: Vehicle }
  /** More than one is meant: a plate of two countries, the start of a plate, the end of a chassis number. */
  | {
      readonly kind: 'several';
      readonly vehicles: readonly Vehicle[];
      /** There are others, which a longer start of the plate would find. */
      readonly more?: boolean;
    }
  /** Nothing is called so; these are nearly, the nearest first. */
  | { readonly kind: 'near'; readonly vehicles: readonly Vehicle[]; readonly asked: PlateAsked }
  | { readonly kind: 'none'; readonly asked: PlateAsked }
  /** A chassis number that nobody has registered. */
  | { readonly kind: 'noVin' }
  /** Neither a plate nor a chassis number. */
  | { readonly kind: 'unreadable' };

export interface PlateAsked {
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
}

export interface VehicleSearch {
  /** By a plate, the start of one, a chassis number or its last signs, as it was typed; `near` is where the person is. */
  find(typed: string, near: CountryCode): Promise<Finding>;
  /** Vehicles whose plates are nearly this canonical one, the nearest first, at most five. */
  near(plate: string): Promise<Vehicle[]>;
  /** By a whole chassis number, or by its last signs, at least six. */
  byVin(vin: string): Promise<Vehicle[]>;
}

/** However many are nearly it, only so many are looked at. */
const mostRead = 150;
const mostOfStart = 40;
const best = 5;
/** Of a start nobody is shown more, whoever they are: what lies behind it would be the register. */
const mostStarted = 9;
/** Farther than one slip and one look-alike is another plate. */
const farthest = 1.6;
/** Of a start so many plates are nearly it that one slip is enough. */
const mostSlips = 1;
const fewestOfVin = 6;
/** No plate is so long, and a chassis number that is typed whole always is. */
const longerThanPlates = 11;

/** B1: finds vehicles by what people type. Every question is answered by an index. */
export function createVehicleSearch({
  connection,
  vehicles,
}: {
  connection: Connection;
  vehicles: Pick<VehicleService, 'byPlatePrefix'>;
}): VehicleSearch {
  const collection = vehicleModel(connection);
  const some = async (filter: object, most: number): Promise<Vehicle[]> =>
    (await collection.find(filter).limit(most).lean<VehicleRecord[]>()).map(toVehicle);

  async function near(plate: string): Promise<Vehicle[]> {
    const folded = foldPlate(plate);
    // Those that only look alike come first, so that a crowd of others cannot push them out.
    const [alike, others] = await Promise.all([
      some({ searchKeys: folded }, mostRead),
      some({ searchKeys: { $in: searchKeys(plate) } }, mostRead),
    ]);
    const found = new Map([...alike, ...others].map((vehicle) => [vehicle.id, vehicle]));
    return [...found.values()]
      .map((vehicle) => ({ vehicle, far: plateDistance(plate, vehicle.plate) }))
      .filter(({ far }) => far > 0 && far <= farthest)
      .sort((a, b) => a.far - b.far || a.vehicle.plate.localeCompare(b.vehicle.plate))
      .slice(0, best)
      .map(({ vehicle }) => vehicle);
  }

  /** Of a plate whose boxed code was left out: those that begin nearly so, as many as somebody can choose from. */
  async function nearStart(start: string): Promise<Vehicle[]> {
    const keys = withOneLess(foldPlate(start));
    const found = await Promise.all(
      keys.map((key) => some({ searchKeys: { $gte: key, $lt: `${key}~` } }, mostOfStart)),
    );
    const all = new Map(found.flat().map((vehicle) => [vehicle.id, vehicle]));
    return [...all.values()]
      .map((vehicle) => ({ vehicle, far: plateDistance(start, vehicle.plate.slice(0, start.length)) }))
      .filter(({ far }) => far > 0 && far <= mostSlips)
      .sort((a, b) => a.far - b.far || a.vehicle.plate.localeCompare(b.vehicle.plate))
      .slice(0, best)
      .map(({ vehicle }) => vehicle);
  }

  async function byVin(vin: string): Promise<Vehicle[]> {
    if (isWholeVin(vin)) return some({ vin }, best);
    if (vin.length < fewestOfVin) return [];
    const start = vinKey(vin);
    return some({ vinKey: { $gte: start, $lt: `${start}~` } }, best);
  }

  /** The best reading of which there are vehicles; of one plate in two countries the person's own is first. */
  async function exact(candidates: readonly string[], home: CountryCode): Promise<Vehicle[]> {
    const found = await some({ plate: { $in: candidates } }, mostRead);
    const reading = candidates.find((plate) => found.some((vehicle) => vehicle.plate === plate));
    return found
      .filter(({ plate }) => plate === reading)
      .sort((a, b) => Number(b.country === home) - Number(a.country === home));
  }

  const among = (found: readonly Vehicle[]): Finding | undefined =>
    found[0] && (found.length === 1 ? { kind: 'one', vehicle: found[0] } : { kind: 'several', vehicles: found });

  async function byStart(start: string): Promise<Finding | undefined> {
    const found = await vehicles.byPlatePrefix(start, undefined, mostStarted + 1);
    return found.length > mostStarted
      ? { kind: 'several', vehicles: found.slice(0, mostStarted), more: true }
      : among(found);
  }

  return {
    near,
    byVin,

    async find(typed, home) {
      const vin = parseVin(typed);
      if (vin && vin.length >= longerThanPlates) return among(await byVin(vin)) ?? { kind: 'noVin' };
      const parsed = parsePlate(typed, home);
      if (!parsed) {
        if (!vin || vin.length < fewestOfVin) return { kind: 'unreadable' };
        return among(await byVin(vin)) ?? { kind: 'noVin' };
      }
      const asked = { country: parsed.country ?? home, plate: parsed.canonical };
      const found =
        among(await exact(parsed.candidates, asked.country)) ??
        (parsed.partial ? await byStart(parsed.canonical) : undefined);
      if (found) return found;
      const byEnd = vin ? among(await byVin(vin)) : undefined;
      if (byEnd) return byEnd;
      const nearly = parsed.partial ? await nearStart(parsed.canonical) : await near(parsed.canonical);
      return nearly.length > 0 ? { kind: 'near', vehicles: nearly, asked } : { kind: 'none', asked };
    },
  };
}
