import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import { parsePlate } from '../plates/index.ts';
import { isNoLongerOwner, ownersAfter, type OwnerWay } from './owner-history.ts';
import { searchKeys, vinKey } from './search/search-keys.ts';
import { theftsAfter } from './theft-history.ts';
import { toVehicle, type OfficialRecord, type Vehicle, type VehicleRecord } from './vehicle.model.ts';

/** Why something is written, where it is not an administrator's own act. */
export interface Cause {
  /** How a new owner came to the vehicle. */
  readonly how?: OwnerWay;
  /** Id of what is carried over; doing so a second time changes nothing. */
  readonly carries?: string;
  /** What an official register has just told. */
  readonly official?: OfficialRecord;
}

/** Fields as they are to be; `null` takes one away. The plate is canonical. */
export type Written = { readonly [Field in keyof VehicleRecord]?: VehicleRecord[Field] | null | undefined };

export const wrong = (field: string, reason: string): LisoloError =>
  new LisoloError('invalid_input', { field, reason });

/** The canonical plate of a whole plate of this country, or of no known series. Throws `invalid_input`. */
export function canonicalPlate(typed: string, country: CountryCode): string {
  const parsed = parsePlate(typed, country);
  if (!parsed) throw wrong('plate', 'is no plate');
  if (parsed.partial) throw wrong('plate', 'is not whole: the code of the province is missing');
  if (parsed.country && parsed.country !== country) throw wrong('plate', `is a plate of ${parsed.country}`);
  return parsed.canonical;
}

const given = (fields: object): Partial<VehicleRecord> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/** What a vehicle is found by follows its plate and its chassis number. */
const foundBy = ({ plate, vin }: Partial<VehicleRecord>): Partial<VehicleRecord> => ({
  ...(plate === undefined ? {} : { searchKeys: searchKeys(plate) }),
  ...(vin ? { vinKey: vinKey(vin) } : {}),
});
const lostWith = (gone: readonly string[]): string[] => (gone.includes('vin') ? ['vinKey'] : []);

const reachable = ['ownerId', 'ownerPhone', 'ownerEmail', 'ownerNif'] as const;
/** Whether somebody can now be told who could not be before. */
const bringsOwner = (written: Partial<VehicleRecord>): boolean =>
  reachable.some((field) => written[field] !== undefined);

/** As many ids of what was carried over are remembered. */
const mostCarried = 50;

interface Writing {
  readonly now: Date;
  readonly cause: Cause;
}

/** A new vehicle as it is stored, with all that follows from what is known of it. */
export function recordOf(_id: string, written: Written, { now, cause }: Writing): VehicleRecord {
  const known = given(written);
  const owners = ownersAfter(undefined, known, { at: now, how: cause.how ?? 'administration' });
  return {
    ...known,
    ...foundBy(known),
    ...(bringsOwner(known) ? { ownerNews: now } : {}),
    ...(owners ? { owners } : {}),
    ...(cause.official ? { official: cause.official } : {}),
    ...(cause.carries === undefined ? {} : { carried: [cause.carries] }),
    _id,
    stolen: known.stolen ?? false,
    revision: 1,
    createdAt: now,
  } as VehicleRecord;
}

const takenIn = (written: Written): string[] =>
  Object.entries(written).flatMap(([field, value]) => (value === null ? [field] : []));
const without = (vehicle: object, fields: readonly string[]): Vehicle =>
  Object.fromEntries(Object.entries(vehicle).filter(([field]) => !fields.includes(field))) as unknown as Vehicle;
/** The vehicle once this is written. */
const changedBy = (before: Vehicle, written: Written): Vehicle =>
  without({ ...before, ...given(written) }, takenIn(written));

const ofOwner = ['ownerName', 'ownerPhone', 'ownerEmail', 'ownerArea', 'ownerNif'] as const;

/**
 * Of an owner who goes nothing stays that is not given anew: by the phone, the number or the place the next one would be
 * taken for them.
 */
export function withoutFormerOwner(stored: VehicleRecord, written: Written): Written {
  const before = toVehicle(stored);
  if (!isNoLongerOwner(before, changedBy(before, written))) return written;
  const left = ofOwner.filter((field) => stored[field] !== undefined && written[field] === undefined);
  return { ...written, ...Object.fromEntries(left.map((field) => [field, null])) };
}

/** The one write that changes a stored vehicle, while it is still what was read, and what it will be then. */
export function changeOf(stored: VehicleRecord, written: Written, { now, cause }: Writing) {
  const before = toVehicle(stored);
  const known = given(written);
  const taken = takenIn(written);
  const changed = changedBy(before, written);
  const owners = ownersAfter(before, changed, { at: now, how: cause.how ?? 'administration' });
  const thefts = theftsAfter(before, changed, now);
  const history = {
    ...(owners ? { owners } : {}),
    ...(thefts ? { thefts } : {}),
    ...(cause.official ? { official: cause.official } : {}),
  };
  // Who is known for a plate is news to those who wait for its owner, and to those who agreed on what was before.
  const isNews = bringsOwner(known) || owners !== undefined || changed.plate !== before.plate;
  const set = {
    ...known,
    ...foundBy(known),
    ...(isNews ? { ownerNews: now } : {}),
    ...history,
    ...(thefts ? { theftNews: stored.theftNews ?? now } : {}),
  };
  const gone = [...taken, ...lostWith(taken), ...(thefts && !changed.stolen ? ['theft', 'seenStolen'] : [])];
  return {
    // The histories are made of what was read, so that nothing may have been written since.
    filter: { _id: stored._id, revision: stored.revision ?? null },
    update: {
      ...(Object.keys(set).length > 0 ? { $set: set } : {}),
      ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((field) => [field, 1])) } : {}),
      ...(cause.carries === undefined ? {} : { $push: { carried: { $each: [cause.carries], $slice: -mostCarried } } }),
      $inc: { revision: 1 },
    },
    isNews,
    before,
    after: { ...without(changed, gone), ...history, revision: (stored.revision ?? 0) + 1 } satisfies Vehicle,
  };
}
