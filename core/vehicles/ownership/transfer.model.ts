import { Schema, type Connection, type Model } from 'mongoose';

import { countryCodes, type CountryCode } from '../../dialog/types.ts';
import { transferMovers, transferStates, type TransferMover, type TransferState } from './transfer.states.ts';

export interface TransferChange {
  readonly from?: TransferState;
  readonly to: TransferState;
  readonly at: Date;
  readonly by: TransferMover;
  /** Why it failed. */
  readonly reason?: string;
}

export interface TransferRecord {
  _id: string;
  /** Of the turn in which it was offered. */
  key: string;
  vehicleId: string;
  country: CountryCode;
  /** As it was when it was offered. */
  plate: string;
  /** Empty once the person is forgotten, as are the other two. */
  sellerId?: string;
  buyerId?: string;
  /** E.164; the buyer may not be known yet. */
  buyerPhone?: string;
  state: TransferState;
  history: TransferChange[];
  /** While the vehicle cannot be offered to anybody else: until it is over, or the register has followed. */
  open?: true;
  /** Until when the buyer can answer. */
  until: Date;
  /** Since when something has to follow that is not done: the register, or telling the two. */
  todo?: Date;
  /** How often that has failed in a row. */
  failures?: number;
  createdAt: Date;
}

export interface Transfer extends Omit<TransferRecord, '_id' | 'key' | 'todo' | 'failures'> {
  readonly id: string;
}

const change = new Schema<TransferChange>(
  {
    from: { type: String, enum: transferStates },
    to: { type: String, enum: transferStates, required: true },
    at: { type: Date, required: true },
    by: { type: String, enum: transferMovers, required: true },
    reason: String,
  },
  { _id: false },
);

const schema = new Schema<TransferRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    vehicleId: { type: String, required: true },
    country: { type: String, enum: countryCodes, required: true },
    plate: { type: String, required: true },
    sellerId: String,
    buyerId: String,
    buyerPhone: String,
    state: { type: String, enum: transferStates, required: true },
    history: { type: [change], required: true },
    open: Boolean,
    until: { type: Date, required: true },
    todo: Date,
    failures: Number,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
// One open transfer for each vehicle.
schema.index({ vehicleId: 1 }, { unique: true, partialFilterExpression: { open: true }, name: 'one_open' });
schema.index({ vehicleId: 1, createdAt: 1 });
schema.index({ sellerId: 1, createdAt: 1 }, { sparse: true });
schema.index({ buyerId: 1, createdAt: 1 }, { sparse: true });
schema.index({ buyerPhone: 1, createdAt: 1 }, { sparse: true });
schema.index({ todo: 1 }, { sparse: true });
// The clock's: what is offered, by when it ends; and the administration's lists.
schema.index({ state: 1, until: 1 });
schema.index({ state: 1, createdAt: 1 });
schema.index({ plate: 1, createdAt: 1 });
schema.index({ createdAt: 1, _id: 1 });

export const transferModel = (connection: Connection): Model<TransferRecord> =>
  (connection.models['VehicleTransfer'] as Model<TransferRecord> | undefined) ??
  connection.model<TransferRecord>('VehicleTransfer', schema, 'vehicle_transfers');

export const toTransfer = ({
  _id,
  key: _key,
  todo: _todo,
  failures: _failures,
  ...rest
}: TransferRecord): Transfer => ({
  id: _id,
  ...rest,
});
