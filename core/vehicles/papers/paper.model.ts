import { Schema, type Connection, type Model } from 'mongoose';

import { channels, countryCodes, type Channel, type CountryCode } from '../../dialog/types.ts';
import type { PaperFields } from './fields/paper-fields.ts';
import { paperKinds, type PaperKind } from './paper.kinds.ts';
import { paperStates, type PaperState } from './paper.states.ts';

/** What the sender says that the paper says. Days at midnight UTC. */
export interface SaidFields {
  readonly plate?: string;
  readonly vin?: string;
  readonly policy?: string;
  readonly holder?: string;
  readonly insurer?: string;
  readonly from?: Date;
  readonly until?: Date;
}

export interface PaperChange {
  readonly from?: PaperState;
  readonly to: PaperState;
  readonly at: Date;
  /** A person; empty once forgotten. */
  readonly by: string;
  /** Code of a listed reason. */
  readonly reason?: string;
  readonly words?: string;
}

export interface PaperRecord {
  _id: string;
  /** Of the turn in which it was sent. */
  key: string;
  vehicleId: string;
  country: CountryCode;
  /** Canonical, when it was sent. */
  plate: string;
  kind: PaperKind;
  state: PaperState;
  /** Counts changes. */
  revision: number;
  /** Who sent it; empty once forgotten. */
  personId: string;
  /** As whom. */
  role: 'owner' | 'agent' | 'admin';
  channel: Channel | 'api';
  /** Whose the vehicle was then. */
  ownerId?: string;
  /** A kept file. Without one it cannot be validated. */
  photoId?: string;
  photoHash?: string;
  said: SaidFields;
  /** What the recogniser made of the photo. */
  read?: PaperFields;
  /** The last day, as the administration has found it. */
  until?: Date;
  /** The administration takes this day although a later one was known. */
  evenEarlier?: boolean;
  decidedAt?: Date;
  /** The paper that has taken its place. */
  replacedBy?: string;
  history: PaperChange[];
  /** By what the same paper is known that comes again: its photo, its number with its last day. */
  sameAs?: string[];
  /** Another plate than its vehicle's, and whole chassis numbers, as they stand on it: `plate 1234AB01`, `vin ...`. */
  bears?: string[];
  /** Kept for one administrator. */
  lease?: { readonly by: string; readonly until: Date };
  /** Since when it is to come into the register of vehicles, or its photo is to get an end. */
  carryAt?: Date;
  /** Since when somebody is to hear of it. */
  tellAt?: Date;
  createdAt: Date;
}

export interface Paper extends Omit<PaperRecord, '_id' | 'key' | 'sameAs' | 'bears' | 'lease' | 'carryAt' | 'tellAt'> {
  readonly id: string;
}

const change = new Schema<PaperChange>(
  {
    from: { type: String, enum: paperStates },
    to: { type: String, enum: paperStates, required: true },
    at: { type: Date, required: true },
    by: String,
    reason: String,
    words: String,
  },
  { _id: false },
);

const schema = new Schema<PaperRecord>(
  {
    _id: String,
    key: { type: String, required: true },
    vehicleId: { type: String, required: true },
    country: { type: String, enum: countryCodes, required: true },
    plate: { type: String, required: true },
    kind: { type: String, enum: paperKinds, required: true },
    state: { type: String, enum: paperStates, required: true },
    revision: { type: Number, required: true },
    personId: String,
    role: { type: String, required: true },
    channel: { type: String, enum: [...channels, 'api'], required: true },
    ownerId: String,
    photoId: String,
    photoHash: String,
    said: { type: Schema.Types.Mixed, default: {} },
    read: Schema.Types.Mixed,
    until: Date,
    evenEarlier: Boolean,
    decidedAt: Date,
    replacedBy: String,
    history: [change],
    sameAs: { type: [String], default: undefined },
    bears: { type: [String], default: undefined },
    lease: Schema.Types.Mixed,
    carryAt: Date,
    tellAt: Date,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);
schema.index({ key: 1 }, { unique: true });
schema.index({ sameAs: 1 }, { unique: true, partialFilterExpression: { sameAs: { $exists: true } } });
schema.index({ vehicleId: 1, createdAt: -1 });
schema.index({ personId: 1, createdAt: 1 });
schema.index({ ownerId: 1 }, { sparse: true });
schema.index({ 'history.by': 1 });
schema.index({ photoHash: 1 }, { sparse: true });
schema.index({ bears: 1 }, { sparse: true });
schema.index({ carryAt: 1 }, { sparse: true });
schema.index({ tellAt: 1 }, { sparse: true });
// What waits for an administrator of a country, oldest first.
schema.index({ country: 1, state: 1, createdAt: 1 });
// The administration's list, and each filter of it.
schema.index({ createdAt: 1, _id: 1 });
schema.index({ until: 1, _id: 1 });
schema.index({ country: 1, createdAt: 1 });
schema.index({ state: 1, createdAt: 1 });
schema.index({ kind: 1, createdAt: 1 });
schema.index({ plate: 1, createdAt: 1 });

export const paperModel = (connection: Connection): Model<PaperRecord> =>
  (connection.models['VehiclePaper'] as Model<PaperRecord> | undefined) ??
  connection.model<PaperRecord>('VehiclePaper', schema, 'vehicle_papers');

export const toPaper = ({
  _id,
  key: _key,
  sameAs: _sameAs,
  bears: _bears,
  lease: _lease,
  carryAt: _carryAt,
  tellAt: _tellAt,
  ...rest
}: PaperRecord): Paper => ({ id: _id, ...rest });

/** The last day that counts: what the administration found, else what the sender says. */
export const lastDayOf = ({ until, said }: Pick<Paper, 'until' | 'said'>): Date | undefined => until ?? said.until;
