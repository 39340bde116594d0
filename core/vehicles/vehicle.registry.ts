import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import { isDuplicateKey, newId } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { parsePlate } from '../plates/index.ts';
import type { OwnerNews } from './owner-news.ts';
import { searchKeys, vinKey } from './search/search-keys.ts';
import { ownersAfter, type OwnerWay } from './owner-history.ts';
import { theftsAfter } from './theft-history.ts';
import { toVehicle, vehicleModel, type OfficialRecord, type Vehicle, type VehicleRecord } from './vehicle.model.ts';

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

/** Why something is written, where it is not an administrator's own act. */
export interface Cause {
  /** How a new owner came to the vehicle. */
  readonly how?: OwnerWay;
  /** Id of what is carried over; doing so a second time changes nothing. */
  readonly carries?: string;
  /** What an official register has just told. */
  readonly official?: OfficialRecord;
}

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

/** What a vehicle is found by follows its plate and its chassis number. */
const foundBy = ({ plate, vin }: { plate?: string | undefined; vin?: string | null | undefined }) => ({
  ...(plate === undefined ? {} : { searchKeys: searchKeys(plate) }),
  ...(vin ? { vinKey: vinKey(vin) } : {}),
});
const lostWith = (gone: readonly string[]): string[] => (gone.includes('vin') ? ['vinKey'] : []);

type OwnerFields = Pick<VehicleChange, 'ownerId' | 'ownerName' | 'ownerPhone' | 'ownerEmail'>;
const reachable = ['ownerId', 'ownerPhone', 'ownerEmail', 'ownerNif'] as const;
/** Whether somebody can now be told who could not be before. */
const bringsOwner = (written: object): boolean =>
  reachable.some((field) => (written as Record<string, unknown>)[field] != null);

/** As many ids of what was carried over are remembered. */
const mostCarried = 50;

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

  /** What has been written already for the same reason. */
  async function carriedOver(filter: object, cause: Cause): Promise<Vehicle | undefined> {
    if (cause.carries === undefined) return undefined;
    const done = await vehicles.findOne({ ...filter, carried: cause.carries }).lean<VehicleRecord>();
    return done ? toVehicle(done) : undefined;
  }

  return {
    async create(wish, cause = {}) {
      const written = given({ ...wish, ...(await ownerOf(wish)), plate: canonicalPlate(wish.plate, wish.country) });
      const now = clock();
      const owners = ownersAfter(undefined, written, { at: now, how: cause.how ?? 'administration' });
      const record = {
        _id: newId(),
        ...written,
        ...(bringsOwner(written) ? { ownerNews: now } : {}),
        ...(owners ? { owners } : {}),
        ...(cause.official ? { official: cause.official } : {}),
        ...(cause.carries === undefined ? {} : { carried: [cause.carries] }),
        stolen: wish.stolen ?? false,
        revision: 1,
        createdAt: now,
      } as VehicleRecord;
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
        const before = toVehicle(stored);
        if (cause.carries !== undefined && stored.carried?.includes(cause.carries)) return { before, after: before };
        if (seen && seen.revision !== stored.revision)
          throw new LisoloError('conflict', { reason: 'it was changed meanwhile' });
        const written = {
          ...change,
          ...owner,
          ...(plate === undefined ? {} : { plate: canonicalPlate(plate, stored.country) }),
        };
        const now = clock();
        const gone = Object.entries(written).flatMap(([field, value]) => (value === null ? [field] : []));
        const whole = { ...before, ...given(written) } as Vehicle & Record<string, unknown>;
        const after = Object.fromEntries(
          Object.entries(whole).filter(([field]) => !gone.includes(field)),
        ) as unknown as Vehicle;
        const owners = ownersAfter(before, after, { at: now, how: cause.how ?? 'administration' });
        const thefts = theftsAfter(before, after, now);
        const set = {
          ...given(written),
          ...foundBy(written),
          ...(bringsOwner(given(written)) ? { ownerNews: now } : {}),
          ...(owners ? { owners } : {}),
          ...(thefts ? { thefts, theftNews: stored.theftNews ?? now } : {}),
          ...(cause.official ? { official: cause.official } : {}),
        };
        if (thefts && !after.stolen) gone.push('theft', 'seenStolen');
        const { matchedCount } = await vehicles
          .updateOne(
            // The history of owners is made of what was read, so that nothing may have been written since.
            { _id: id, revision: stored.revision ?? null } as object,
            {
              ...(Object.keys(set).length > 0 ? { $set: set } : {}),
              ...(gone.length > 0
                ? { $unset: Object.fromEntries([...gone, ...lostWith(gone)].map((field) => [field, 1])) }
                : {}),
              ...(cause.carries === undefined
                ? {}
                : { $push: { carried: { $each: [cause.carries], $slice: -mostCarried } } }),
              $inc: { revision: 1 },
            },
          )
          .catch(throwTaken);
        if (matchedCount === 0) continue;
        if (bringsOwner(set)) news?.soon(id);
        const { theft: _theft, seenStolen: _seen, ...rest } = after;
        const kept = {
          ...(thefts && !after.stolen ? rest : after),
          ...(owners ? { owners } : {}),
          ...(thefts ? { thefts } : {}),
          ...(cause.official ? { official: cause.official } : {}),
        };
        return { before, after: { ...kept, revision: (stored.revision ?? 0) + 1 } };
      }
    },
  };
}
