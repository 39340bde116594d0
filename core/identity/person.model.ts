import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { newId } from '../database/index.ts';
import type { Channel, CountryCode } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';
import type { Role } from './types.ts';

export interface AddressDocument {
  /** `<channel>:<address>` */
  key: string;
  channel: Channel | 'sms';
  address: string;
  blockedAt?: Date;
  lastSeenAt: Date;
}

/** What a merged person gives up for the survivor; only while the merge is open. */
export interface Carried {
  phone?: string;
  email?: string;
  addresses: AddressDocument[];
}

export interface PersonDocument {
  _id: string;
  /**
   * Everything that finds this person: `<channel>:<address>` of each address and `phone:<E.164>` of each phone ever
   * verified. Not unique: while two people are being merged both hold them, so that nobody is lost in between.
   */
  keys?: string[];
  name?: string;
  phone?: string;
  email?: string;
  country: CountryCode;
  language?: Language;
  addresses: AddressDocument[];
  roles: Role[];
  consentAt?: Date;
  stoppedAt?: Date;
  pinHash?: string;
  pinTries?: number;
  pinLockedUntil?: Date;
  passwordHash?: string;
  passwordTries?: number;
  passwordLockedUntil?: Date;
  totpSecret?: string;
  /** Always an older person (a smaller id), so that no circle can arise. */
  mergedInto?: string;
  merge?: 'open' | 'done';
  carried?: Carried;
  erasure?: 'open' | 'done';
  erasedAt?: Date;
  /** What happened, without personal data. */
  history: { at: Date; what: string }[];
  createdAt: Date;
}

const address = new Schema<AddressDocument>(
  {
    key: { type: String, required: true },
    channel: { type: String, required: true },
    address: { type: String, required: true },
    blockedAt: Date,
    lastSeenAt: { type: Date, required: true },
  },
  { _id: false },
);

const schema = new Schema<PersonDocument>(
  {
    _id: { type: String, default: newId },
    keys: { type: [String], default: undefined },
    name: String,
    phone: String,
    email: String,
    country: { type: String, required: true },
    language: String,
    addresses: { type: [address], required: true },
    roles: { type: [String], required: true },
    consentAt: Date,
    stoppedAt: Date,
    pinHash: String,
    pinTries: Number,
    pinLockedUntil: Date,
    passwordHash: String,
    passwordTries: Number,
    passwordLockedUntil: Date,
    totpSecret: String,
    mergedInto: String,
    merge: String,
    carried: { type: Schema.Types.Mixed },
    erasure: String,
    erasedAt: Date,
    history: { type: [new Schema({ at: Date, what: String }, { _id: false })], required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'people' },
);

const whereText = (field: string) => ({ [field]: { $type: 'string' } });
schema.index({ keys: 1 });
schema.index({ 'addresses.key': 1 }, { unique: true, partialFilterExpression: whereText('addresses.key') });
schema.index({ phone: 1 }, { unique: true, partialFilterExpression: whereText('phone') });
schema.index({ email: 1 }, { unique: true, partialFilterExpression: whereText('email') });
schema.index({ mergedInto: 1 }, { sparse: true });
schema.index({ merge: 1 }, { partialFilterExpression: { merge: 'open' } });
schema.index({ erasure: 1 }, { partialFilterExpression: { erasure: 'open' } });
schema.index({ roles: 1 });

export type People = Model<PersonDocument>;

export const personModel = (connection: Connection): People =>
  (connection.models['Person'] as People | undefined) ?? connection.model<PersonDocument>('Person', schema);
