import { Schema, type Connection, type Model } from 'mongoose';

import { countryCodes, type CountryCode } from '../../dialog/types.ts';
import type { SomeFacts } from '../vehicle.schema.ts';
import { requestKinds, requestStates, type RequestKind, type RequestState } from './request.states.ts';

export interface RequestChange {
  readonly from?: RequestState;
  readonly to: RequestState;
  readonly at: Date;
  /** A person; empty once forgotten. */
  readonly by: string;
  /** Code of a listed reason. */
  readonly reason?: string;
  readonly words?: string;
}

/** An acceptance on its way into the register: it counts once it is there. */
export interface Carrying {
  readonly by: string;
  readonly at: Date;
  /** From when on a job takes it up. */
  readonly nextAt: Date;
  /** How often that has failed. */
  readonly failures?: number;
  readonly reason?: string;
  readonly words?: string;
  /** The vehicle as the administrator has seen it; absent where there was none. */
  readonly revision?: number;
}

/** Whose the vehicle was when somebody else claimed it. */
export interface Holder {
  readonly personId?: string;
  /** E.164; where the owner is no known person. */
  readonly phone?: string;
  /** In small letters; where nothing else is known of the owner. */
  readonly email?: string;
}

export interface VehicleRequestRecord {
  _id: string;
  /** Of the turn in which it was made. */
  key: string;
  kind: RequestKind;
  state: RequestState;
  /** Counts changes. */
  revision: number;
  /** Who asks; empty once forgotten. */
  personId: string;
  country: CountryCode;
  /** Canonical. */
  plate: string;
  /** Absent while the vehicle is not in the register. */
  vehicleId?: string;
  /** What the register shall say. */
  wish: SomeFacts;
  /** What it said of the same when this was asked. */
  was: SomeFacts;
  /** The last signs of the chassis number, as a proof. */
  vinEnd?: string;
  /** What else the author says. */
  words?: string;
  photos: string[];
  history: RequestChange[];
  holder?: Holder;
  /** When the vehicle's next owner was asked, in the place of whoever was asked first. */
  askedAgainAt?: Date;
  objection?: { readonly at: Date; readonly by: string; readonly words?: string };
  /** From when on it can be accepted. */
  decideFrom: Date;
  carrying?: Carrying;
  /** Why the last acceptance did not come into the register. */
  setBack?: { readonly at: Date; readonly why: 'changed' | 'plate_taken' | 'not_possible' };
  /** Kept for one administrator. */
  lease?: { readonly by: string; readonly until: Date };
  /** Who asks what of which plate, while it is pending: of each there is one. */
  open?: string;
  /** Since when somebody is to hear of it. */
  tellAt?: Date;
  createdAt: Date;
}

export interface VehicleRequest extends Omit<VehicleRequestRecord, '_id' | 'key' | 'open' | 'lease' | 'tellAt'> {
  readonly id: string;
}

const change = new Schema<RequestChange>(
  {
    from: { type: String, enum: requestStates },
    to: { type: String, enum: requestStates, required: true },
    at: { type: Date, required: true },
    by: String,
    reason: String,
    words: String,
  },
  { _id: false },
);

const loose = { type: Schema.Types.Mixed, default: {} };

const schema = new Schema<VehicleRequestRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    kind: { type: String, enum: requestKinds, required: true },
    state: { type: String, enum: requestStates, required: true },
    revision: { type: Number, required: true },
    personId: String,
    country: { type: String, enum: countryCodes, required: true },
    plate: { type: String, required: true },
    vehicleId: String,
    wish: loose,
    was: loose,
    vinEnd: String,
    words: String,
    photos: [String],
    history: [change],
    holder: Schema.Types.Mixed,
    askedAgainAt: Date,
    objection: Schema.Types.Mixed,
    decideFrom: { type: Date, required: true },
    carrying: Schema.Types.Mixed,
    setBack: Schema.Types.Mixed,
    lease: Schema.Types.Mixed,
    open: String,
    tellAt: Date,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);
schema.index({ open: 1 }, { unique: true, sparse: true });
schema.index({ personId: 1, createdAt: 1 });
schema.index({ 'history.by': 1 });
schema.index({ 'holder.personId': 1, state: 1 }, { sparse: true });
schema.index({ 'holder.phone': 1, state: 1 }, { sparse: true });
schema.index({ 'holder.email': 1 }, { sparse: true });
schema.index({ vehicleId: 1, state: 1 }, { sparse: true });
schema.index({ 'carrying.nextAt': 1 }, { sparse: true });
schema.index({ tellAt: 1 }, { sparse: true });
// What waits for an administrator of a country, oldest first.
schema.index({ country: 1, state: 1, createdAt: 1 });
// The administration's list, and each filter of it.
schema.index({ createdAt: 1, _id: 1 });
schema.index({ state: 1, createdAt: 1 });
schema.index({ kind: 1, createdAt: 1 });
schema.index({ plate: 1, createdAt: 1 });

export const requestModel = (connection: Connection): Model<VehicleRequestRecord> =>
  (connection.models['VehicleRequest'] as Model<VehicleRequestRecord> | undefined) ??
  connection.model<VehicleRequestRecord>('VehicleRequest', schema, 'vehicle_requests');

export const toRequest = ({
  _id,
  key: _key,
  open: _open,
  lease: _lease,
  tellAt: _tellAt,
  ...rest
}: VehicleRequestRecord): VehicleRequest => ({ id: _id, ...rest });

/** Of each person, plate and kind one waits at a time. */
export const openKey = ({
  personId,
  country,
  plate,
  kind,
}: Pick<VehicleRequestRecord, 'personId' | 'country' | 'plate' | 'kind'>): string =>
  [personId, country, plate, kind].join(' ');
