import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import { isDuplicateKey, newId } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import type { OwnerNews } from './owner-news.ts';
import { canonicalPlate, changeOf, recordOf, withoutFormerOwner, wrong, type Cause } from './vehicle-writes.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from './vehicle.model.ts';

export type { Cause } from './vehicle-writes.ts';

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
  create(vehicle: NewVehicle, cause?: Cause): Promise<Vehicle>;
  /**
   * Changes a vehicle in one write; with `seen`, only while it is still what was seen. Throws `not_found`,
   * `invalid_input`, `conflict` (`details.field`: another vehicle has the plate; else it was changed meanwhile).
   */
  update(
    id: string,
    change: VehicleChange,
    seen?: Pick<Vehicle, 'revision'>,
    cause?: Cause,
  ): Promise<{ readonly before: Vehicle; readonly after: Vehicle }>;
}

function throwTaken(error: unknown): never {
  if (!isDuplicateKey(error)) throw error;
  throw new LisoloError('conflict', { field: 'plate', reason: 'the country has a vehicle with this plate' });
}

type OwnerFields = Pick<VehicleChange, 'ownerId' | 'ownerName' | 'ownerPhone' | 'ownerEmail'>;
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
  /** Hears of every vehicle that has another owner or another plate. */
  news?: Pick<OwnerNews, 'soon'>;
}): VehicleRegistry {
  const vehicles = vehicleModel(connection);

  /** Somebody who was known by a phone only stays the owner once they are a known person. */
  async function isKnownNow({ ownerId, ownerPhone }: VehicleRecord, next: OwnerFields): Promise<boolean> {
    if (ownerId !== undefined || ownerPhone === undefined || !next.ownerId) return false;
    return (await people.byId(next.ownerId))?.phone === ownerPhone;
  }

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

  /** What has been written already for the same reason. */
  async function carriedOver(filter: object, cause: Cause): Promise<Vehicle | undefined> {
    if (cause.carries === undefined) return undefined;
    const done = await vehicles.findOne({ ...filter, carried: cause.carries }).lean<VehicleRecord>();
    return done ? toVehicle(done) : undefined;
  }

  return {
    async create(wish, cause = {}) {
      const written = { ...wish, ...(await ownerOf(wish)), plate: canonicalPlate(wish.plate, wish.country) };
      const record = recordOf(newId(), written, { now: clock(), cause });
      await vehicles.init();
      try {
        await vehicles.create(record);
      } catch (error) {
        const done = await carriedOver({ plate: record.plate, country: record.country }, cause);
        if (done) return done;
        throwTaken(error);
      }
      if (record.ownerNews) news?.soon(record._id);
      return toVehicle(record);
    },

    async update(id, { plate, ...change }, seen, cause = {}) {
      const owner = await ownerOf(change);
      await vehicles.init();
      for (;;) {
        const stored = await vehicles.findById(id).lean<VehicleRecord>();
        if (!stored) throw new LisoloError('not_found', { reason: 'there is no such vehicle' });
        if (cause.carries !== undefined && stored.carried?.includes(cause.carries)) {
          const done = toVehicle(stored);
          return { before: done, after: done };
        }
        if (seen && seen.revision !== stored.revision)
          throw new LisoloError('conflict', { reason: 'it was changed meanwhile' });
        const said = {
          ...change,
          ...owner,
          ...(plate === undefined ? {} : { plate: canonicalPlate(plate, stored.country) }),
        };
        const written = (await isKnownNow(stored, owner)) ? said : withoutFormerOwner(stored, said);
        const { filter, update, isNews, before, after } = changeOf(stored, written, { now: clock(), cause });
        const { matchedCount } = await vehicles.updateOne(filter as object, update).catch(throwTaken);
        if (matchedCount === 0) continue;
        if (isNews) news?.soon(id);
        return { before, after };
      }
    },
  };
}
