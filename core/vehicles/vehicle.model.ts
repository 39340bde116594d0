import { Schema, type Connection, type Model } from 'mongoose';

import type { CountryCode } from '../dialog/types.ts';
import type { PastOwner } from './owner-history.ts';
import { searchKeys, vinKey } from './search/search-keys.ts';
import type { Theft, TheftChange } from './theft-history.ts';

export const vehicleCategories = ['car', 'motorcycle', 'minibus', 'bus', 'truck', 'taxi', 'other'] as const;
export type VehicleCategory = (typeof vehicleCategories)[number];

export const vehicleColours = [
  'white',
  'black',
  'grey',
  'silver',
  'red',
  'blue',
  'green',
  'yellow',
  'brown',
  'beige',
  'other',
] as const;
export type VehicleColour = (typeof vehicleColours)[number];

export const vehicleFuels = ['petrol', 'diesel', 'hybrid', 'electric', 'gas', 'other'] as const;
export type VehicleFuel = (typeof vehicleFuels)[number];

/** An e-mail address is the same one in capitals. */
export const anyCase = { locale: 'en', strength: 2 } as const;

export interface OfficialRecord {
  readonly source: string;
  readonly at: Date;
  /** Field by field; a field that differs now was changed here since, and is no longer the register's. */
  readonly said: Readonly<Record<string, unknown>>;
}

/** Where an agent came across a stolen vehicle, and when. */
export interface StolenSighting {
  readonly at: Date;
  readonly place?: string;
}

export interface VehicleRecord {
  _id: string;
  country: CountryCode;
  /** Canonical: capitals and figures without separators. */
  plate: string;
  make: string;
  model: string;
  year?: number;
  colour?: VehicleColour;
  category: VehicleCategory;
  fuel?: VehicleFuel;
  /** As on the registration card: chevaux fiscaux (CV). */
  fiscalPower?: number;
  /** A day, at midnight UTC. */
  firstRegistration?: Date;
  /** Kilometres, when last read. */
  mileage?: number;
  /** Capitals and figures without separators. */
  vin?: string;
  /** What a plate typed nearly right finds it by; absent only where nobody has brought it up yet. */
  searchKeys?: string[];
  /** The chassis number from its end. */
  vinKey?: string;
  ownerId?: string;
  /** Where the owner is no known person. */
  ownerName?: string;
  /** E.164; where the owner is no known person. */
  ownerPhone?: string;
  /** Where the owner is no known person. */
  ownerEmail?: string;
  /** General area: a commune or a town, never a street. */
  ownerArea?: string;
  /** The owner's fiscal number (NIF, NINEA), capitals and figures. */
  ownerNif?: string;
  /** Since when those who wait for an owner have not yet heard of this one. */
  ownerNews?: Date;
  /** Who owned it when, oldest first. */
  owners?: PastOwner[];
  /** Where an official register has told of it: which one, when, and what it said then. */
  official?: OfficialRecord;
  /** Ids of what has been carried over into it, so that nothing is carried over twice; the newest ones. */
  carried?: string[];
  insuranceUntil?: Date;
  inspectionUntil?: Date;
  taxUntil?: Date;
  stolen: boolean;
  /** While it is stolen: what its owner has said. */
  theft?: Theft;
  /** Each time it was reported stolen or found, oldest first; the newest ones. */
  thefts?: TheftChange[];
  /** While it is stolen: when its owner was last told that it was seen. */
  seenStolen?: StolenSighting;
  /** Since when the owner has not heard all of it. */
  theftNews?: Date;
  /** Counts changes; absent before the first. */
  revision?: number;
  createdAt: Date;
}

export interface Vehicle extends Omit<
  VehicleRecord,
  '_id' | 'ownerNews' | 'carried' | 'searchKeys' | 'vinKey' | 'theftNews'
> {
  readonly id: string;
}

const vehicleSchema = new Schema<VehicleRecord>(
  {
    _id: String,
    country: { type: String, required: true },
    plate: { type: String, required: true },
    make: { type: String, required: true },
    model: { type: String, required: true },
    year: Number,
    colour: { type: String, enum: vehicleColours },
    category: { type: String, enum: vehicleCategories, required: true },
    fuel: { type: String, enum: vehicleFuels },
    fiscalPower: Number,
    firstRegistration: Date,
    mileage: Number,
    vin: String,
    // However a vehicle comes in, it is found; a change of either is the registry's to follow.
    searchKeys: {
      type: [String],
      default(this: VehicleRecord) {
        return typeof this.plate === 'string' ? searchKeys(this.plate) : undefined;
      },
    },
    vinKey: {
      type: String,
      default(this: VehicleRecord) {
        return typeof this.vin === 'string' ? vinKey(this.vin) : undefined;
      },
    },
    ownerId: String,
    ownerName: String,
    ownerPhone: String,
    ownerEmail: String,
    ownerArea: String,
    ownerNif: String,
    ownerNews: Date,
    owners: {
      type: [
        new Schema<PastOwner>({ ownerId: String, name: String, from: Date, until: Date, how: String }, { _id: false }),
      ],
      default: undefined,
    },
    official: {
      type: new Schema<OfficialRecord>({ source: String, at: Date, said: Schema.Types.Mixed }, { _id: false }),
      default: undefined,
    },
    carried: { type: [String], default: undefined },
    insuranceUntil: Date,
    inspectionUntil: Date,
    taxUntil: Date,
    stolen: { type: Boolean, default: false },
    theft: {
      type: new Schema<Theft>({ day: String, place: String, report: String }, { _id: false }),
      default: undefined,
    },
    thefts: {
      type: [
        new Schema<TheftChange>(
          { stolen: Boolean, at: Date, as: String, by: String, reason: String, key: String },
          { _id: false },
        ),
      ],
      default: undefined,
    },
    seenStolen: { type: new Schema<StolenSighting>({ at: Date, place: String }, { _id: false }), default: undefined },
    theftNews: Date,
    revision: Number,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
// Plate first: it serves exact and prefix look-ups, in one country or in all.
vehicleSchema.index({ plate: 1, country: 1 }, { unique: true });
vehicleSchema.index({ ownerId: 1 }, { sparse: true });
vehicleSchema.index({ vin: 1 }, { sparse: true });
vehicleSchema.index({ searchKeys: 1 });
vehicleSchema.index({ vinKey: 1 }, { sparse: true });
vehicleSchema.index({ ownerNif: 1 }, { sparse: true });
vehicleSchema.index({ ownerPhone: 1 }, { sparse: true });
vehicleSchema.index({ ownerEmail: 1 }, { sparse: true, collation: anyCase });
vehicleSchema.index({ ownerNews: 1 }, { sparse: true });
vehicleSchema.index({ 'owners.ownerId': 1 }, { sparse: true });
vehicleSchema.index({ theftNews: 1 }, { sparse: true });
vehicleSchema.index({ 'thefts.by': 1 }, { sparse: true });
// The administration's lists: each order in which they can be asked for, and each filter that nothing above serves.
vehicleSchema.index({ createdAt: 1, _id: 1 });
vehicleSchema.index({ plate: 1, _id: 1 });
vehicleSchema.index({ make: 1, _id: 1 });
vehicleSchema.index({ year: 1, _id: 1 });
vehicleSchema.index({ insuranceUntil: 1, _id: 1 });
vehicleSchema.index({ inspectionUntil: 1, _id: 1 });
vehicleSchema.index({ taxUntil: 1, _id: 1 });
vehicleSchema.index({ country: 1, createdAt: 1 });
vehicleSchema.index({ category: 1, createdAt: 1 });
vehicleSchema.index({ stolen: 1, createdAt: 1 });

export const vehicleModel = (connection: Connection): Model<VehicleRecord> =>
  (connection.models['Vehicle'] as Model<VehicleRecord> | undefined) ??
  connection.model<VehicleRecord>('Vehicle', vehicleSchema, 'vehicles');

export const toVehicle = ({
  _id,
  ownerNews: _news,
  carried: _carried,
  theftNews: _theft,
  searchKeys: _keys,
  vinKey: _vinKey,
  ...rest
}: VehicleRecord): Vehicle => ({
  id: _id,
  ...rest,
});
