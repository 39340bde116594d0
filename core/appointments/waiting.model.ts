import { Schema, type Connection, type Model } from 'mongoose';
import { channels, countryCodes, type Channel, type CountryCode } from '../dialog/types.ts';
import type { Waiting } from './types.ts';

/** Somebody on the waiting list of a service; first come, first asked. */
export interface WaitingRecord {
  _id: string;
  /** Print of the turn in which it was asked. */
  key: string;
  serviceId: string;
  branchId: string;
  personId: string;
  channel: Channel;
  country: CountryCode;
  /** `YYYY-MM-DD` where the branch is, both included. */
  from: string;
  to: string;
  /** When the last of these days is over. */
  until: Date;
  /** Times that were offered before: nobody is asked twice about the same. */
  offered: Date[];
  createdAt: Date;
}

const schema = new Schema<WaitingRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    serviceId: { type: String, required: true },
    branchId: { type: String, required: true },
    personId: { type: String, required: true },
    channel: { type: String, enum: channels, required: true },
    country: { type: String, enum: countryCodes, required: true },
    from: { type: String, required: true },
    to: { type: String, required: true },
    until: { type: Date, required: true },
    offered: [Date],
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ serviceId: 1, personId: 1 }, { unique: true });
schema.index({ personId: 1 });
schema.index({ serviceId: 1, createdAt: 1, _id: 1 });
schema.index({ branchId: 1, createdAt: 1, _id: 1 });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ until: 1 });

export const waitingModel = (connection: Connection): Model<WaitingRecord> =>
  (connection.models['AppointmentWaiting'] as Model<WaitingRecord> | undefined) ??
  connection.model<WaitingRecord>('AppointmentWaiting', schema, 'appointment_waiting');

export const toWaiting = ({ _id, serviceId, personId, from, to }: WaitingRecord): Waiting => ({
  id: _id,
  serviceId,
  personId,
  from,
  to,
});
