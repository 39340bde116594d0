import { Schema, type Connection, type Model } from 'mongoose';

import { channels, type CountryCode } from '../../dialog/types.ts';
import { viewers, type Viewer } from '../visibility.ts';

/** What somebody looked at. */
export const lookupKinds = ['card', 'verification', 'fine', 'paper', 'bulk', 'api'] as const;
export type LookupKind = (typeof lookupKinds)[number];

export const lookupChannels = [...channels, 'api'] as const;
export type LookupChannel = (typeof lookupChannels)[number];

/** One look at a vehicle, or at a plate that nobody has registered. */
export interface LookupRecord {
  _id: string;
  /** What is done twice under one key is one look. */
  key: string;
  at: Date;
  what: LookupKind;
  /** Absent where a list was asked for by something else: see `filter`. */
  country?: CountryCode;
  /** Canonical. */
  plate?: string;
  vehicleId?: string;
  /** What a list was asked for, without the values that could name a person. */
  filter?: string;
  found: boolean;
  /** As whom: it says which fields were shown. */
  viewer: Viewer;
  personId?: string;
  /** The role in which an officer or an administrator looked. */
  role?: string;
  channel: LookupChannel;
  reason?: string;
  expiresAt: Date;
}

export type Lookup = Omit<LookupRecord, '_id' | 'key' | 'expiresAt'> & { readonly id: string };

const lookupSchema = new Schema<LookupRecord>(
  {
    _id: String,
    key: { type: String, required: true },
    at: { type: Date, required: true },
    what: { type: String, enum: lookupKinds, required: true },
    country: String,
    plate: String,
    vehicleId: String,
    filter: String,
    found: { type: Boolean, required: true },
    viewer: { type: String, enum: viewers, required: true },
    personId: String,
    role: String,
    channel: { type: String, enum: lookupChannels, required: true },
    reason: String,
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
lookupSchema.index({ key: 1 }, { unique: true });
lookupSchema.index({ vehicleId: 1, at: 1, _id: 1 });
lookupSchema.index({ expiresAt: 1 });
// The administration's list: its order, and each filter in that order.
lookupSchema.index({ at: 1, _id: 1 });
lookupSchema.index({ personId: 1, at: 1, _id: 1 });
lookupSchema.index({ plate: 1, at: 1, _id: 1 });
lookupSchema.index({ country: 1, at: 1, _id: 1 });
lookupSchema.index({ what: 1, at: 1, _id: 1 });
lookupSchema.index({ channel: 1, at: 1, _id: 1 });
lookupSchema.index({ viewer: 1, at: 1, _id: 1 });

export const lookupModel = (connection: Connection): Model<LookupRecord> =>
  (connection.models['VehicleLookup'] as Model<LookupRecord> | undefined) ??
  connection.model<LookupRecord>('VehicleLookup', lookupSchema, 'vehicle_lookups');

export const toLookup = ({ _id, key: _key, expiresAt: _until, ...rest }: LookupRecord): Lookup => ({
  id: _id,
  ...rest,
});
