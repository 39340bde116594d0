import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import { isDuplicateKey, newId } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { parsePlate } from '../plates/index.ts';
import type { OwnerNews } from './owner-news.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from './vehicle.model.ts';

type Optional = Pick<
  VehicleRecord,
  | 'year'
  | 'colour'
  | 'fuel'
  | 'fiscalPower'
  | 'firstRegistration'
  | 'mileage'
  | 'vin'
  | 'ownerId'
  | 'ownerName'
  | 'ownerPhone'
  | 'ownerEmail'
  | 'ownerArea'
  | 'ownerNif'
  | 'insuranceUntil'
  | 'inspectionUntil'
  | 'taxUntil'
>;
type Required = Pick<VehicleRecord, 'plate' | 'make' | 'model' | 'category'>;

/** The plate as it was typed. */
export type NewVehicle = {
  readonly country: CountryCode;
  readonly stolen?: boolean | undefined;
} & Readonly<Required> & {
    readonly [Field in keyof Optional]?: Optional[Field] | undefined;
  };

/** `null` takes a field away. */
export type VehicleChange = {
  readonly [Field in keyof Required | 'stolen']?: VehicleRecord[Field] | undefined;
} & { readonly [Field in keyof Optional]?: Optional[Field] | null | undefined };

export interface VehicleRegistry {
  /** Throws `invalid_input` (`details.field`), `conflict` when the country has this plate. */
  create(vehicle: NewVehicle): Promise<Vehicle>;
  /**
   * Changes a vehicle in one write; with `seen`, only while it is still what was seen. Throws `not_found`,
   * `invalid_input`, `conflict` (`details.field`: another vehicle has the plate; else it was changed meanwhile).
   */
  update(
    id: string,
    change: VehicleChange,
    seen?: Vehicle,
  ): Promise<{ readonly before: Vehicle; readonly after: Vehicle }>;
}

const wrong = (field: string, reason: string): LisoloError => new LisoloError('invalid_input', { field, reason });
function throwTaken(error: unknown): never {
  if (!isDuplicateKey(error)) throw error;
  throw new LisoloError('conflict', { field: 'plate', reason: 'the country has a vehicle with this plate' });
}

/** The canonical plate of a whole plate of this country, or of no known series. Throws `invalid_input`. */
function canonicalPlate(typed: string, country: CountryCode): string {
  const parsed = parsePlate(typed, country);
  if (!parsed) throw wrong('plate', 'is no plate');
  if (parsed.partial) throw wrong('plate', 'is not whole: the code of the province is missing');
  if (parsed.country && parsed.country !== country) throw wrong('plate', `is a plate of ${parsed.country}`);
  return parsed.canonical;
}

const given = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

type OwnerFields = Pick<VehicleChange, 'ownerId' | 'ownerName' | 'ownerPhone' | 'ownerEmail'>;
const reachable = ['ownerId', 'ownerPhone', 'ownerEmail', 'ownerNif'] as const;
/** Whether somebody can now be told who could not be before. */
const bringsOwner = (written: object): boolean =>
  reachable.some((field) => (written as Record<string, unknown>)[field] != null);

/** The register of vehicles as the administration writes it. */
export function createVehicleRegistry({
  connection,
  clock,
  people,
  news,
}: {
  connection: Connection;
  clock: Clock;
  people: Pick<IdentityService, 'byId'>;
  /** Hears of every vehicle whose owner has become known. */
  news?: Pick<OwnerNews, 'soon'>;
}): VehicleRegistry {
  const vehicles = vehicleModel(connection);

  /** An owner who is known needs no name beside them; after a merge the survivor is the owner. */
  async function ownerOf(change: VehicleChange): Promise<OwnerFields> {
    const { ownerId, ownerName, ownerPhone, ownerEmail } = change;
    const bare = { ownerName, ownerPhone, ownerEmail };
    for (const [field, value] of Object.entries(bare))
      if (ownerId && value) throw wrong(field, 'is for owners who are no known person');
    if (ownerName || ownerPhone || ownerEmail) return { ...bare, ownerId: null };
    if (!ownerId) return { ...bare, ownerId };
    const owner = await people.byId(ownerId);
    if (!owner) throw wrong('ownerId', 'there is no such person');
    return { ownerId: owner.id, ownerName: null, ownerPhone: null, ownerEmail: null };
  }

  return {
    async create(wish) {
      const written = given({ ...wish, ...(await ownerOf(wish)), plate: canonicalPlate(wish.plate, wish.country) });
      const record = {
        _id: newId(),
        ...written,
        ...(bringsOwner(written) ? { ownerNews: clock() } : {}),
        stolen: wish.stolen ?? false,
        revision: 1,
        createdAt: clock(),
      } as VehicleRecord;
      await vehicles.init();
      await vehicles.create(record).catch(throwTaken);
      if (record.ownerNews) news?.soon(record._id);
      return toVehicle(record);
    },

    async update(id, { plate, ...change }, seen) {
      const stored = seen ?? (await vehicles.findById(id).lean<VehicleRecord>());
      if (!stored) throw new LisoloError('not_found', { reason: 'there is no such vehicle' });
      const written = {
        ...change,
        ...(await ownerOf(change)),
        ...(plate === undefined ? {} : { plate: canonicalPlate(plate, stored.country) }),
      };
      const set = given(written);
      const gone = Object.entries(written).flatMap(([field, value]) => (value === null ? [field] : []));
      await vehicles.init();
      const found = await vehicles
        .findOneAndUpdate(
          { _id: id, ...(seen ? { revision: seen.revision ?? null } : {}) } as object,
          {
            ...(Object.keys(set).length > 0 ? { $set: bringsOwner(set) ? { ...set, ownerNews: clock() } : set } : {}),
            ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((field) => [field, 1])) } : {}),
            $inc: { revision: 1 },
          },
          { returnDocument: 'before' },
        )
        .lean<VehicleRecord>()
        .catch(throwTaken);
      if (!found) throw new LisoloError('conflict', { reason: 'it was changed meanwhile' });
      if (bringsOwner(set)) news?.soon(id);
      const before = toVehicle(found);
      const after = { ...before, ...set, revision: (found.revision ?? 0) + 1 };
      return {
        before,
        after: Object.fromEntries(
          Object.entries(after).filter(([field]) => !gone.includes(field)),
        ) as unknown as Vehicle,
      };
    },
  };
}
