import { Schema, type Connection, type Model } from 'mongoose';
import { channels, countryCodes, type Channel, type CountryCode } from '../dialog/types.ts';
import {
  appointmentMovers,
  appointmentStates,
  type AppointmentMover,
  type AppointmentState,
} from './appointment.states.ts';

export interface AppointmentChange {
  readonly from?: AppointmentState;
  readonly to: AppointmentState;
  readonly at: Date;
  /** A person, or `clock`; empty once forgotten. */
  readonly by: string;
  readonly as: AppointmentMover;
  /** Print of the turn in which it was done: done again it changes nothing. */
  readonly key?: string;
  /** The time it was for before, when it was moved. */
  readonly was?: Date;
  readonly reason?: string;
}

/** A slot that somebody gave back. */
export interface FreedSlot {
  readonly startsAt: Date;
  /** Since when it waits to be offered. */
  readonly at: Date;
}

export interface AppointmentRecord {
  _id: string;
  /** Print of the turn in which it was booked. */
  key: string;
  /** Short and easy to say: `RDV-7K3F2M`. */
  code: string;
  personId: string;
  channel: Channel;
  country: CountryCode;
  organisationId: string;
  branchId: string;
  serviceId: string;
  /** Of its time, so that it can be told to the end which one it is. */
  organisationName: string;
  branchName: string;
  serviceName: string;
  /** IANA, where the branch is. */
  timeZone: string;
  startsAt: Date;
  endsAt: Date;
  /** `YYYY-MM-DD` where the branch is. */
  day: string;
  /**
   * `<serviceId>:<start>:<n>`, n from 0 to what the service takes at once: the one place in the slot that this one holds.
   * Unique, so that booking is one insert; absent once it is given back.
   */
  seat?: string;
  /** `<serviceId>:<personId>` while it is to come: of each there is one. */
  open?: string;
  state: AppointmentState;
  revision: number;
  /** A freed slot is kept until then for whoever was waiting for one. */
  offerUntil?: Date;
  /** Of the waiting list, when it was offered. */
  waitId?: string;
  ticketId?: string;
  /** Reminders that were told: `day_before`, `hour_before`. */
  told: string[];
  /** When the next one is due. */
  remindAt?: Date;
  /** Since when the branch is not open any more at that time; the holder was asked to choose another one. */
  outsideSince?: Date;
  /** Since when somebody is to hear of the last change. */
  tellAt?: Date;
  /** Slots it gave back that wait to be offered to the waiting list. */
  freed: FreedSlot[];
  createdAt: Date;
  history: AppointmentChange[];
}

export interface Appointment extends Omit<
  AppointmentRecord,
  '_id' | 'key' | 'seat' | 'open' | 'tellAt' | 'remindAt' | 'freed'
> {
  readonly id: string;
}

const change = new Schema<AppointmentChange>(
  {
    from: { type: String, enum: appointmentStates },
    to: { type: String, enum: appointmentStates, required: true },
    at: { type: Date, required: true },
    by: String,
    as: { type: String, enum: appointmentMovers, required: true },
    key: String,
    was: Date,
    reason: String,
  },
  { _id: false },
);

const freedSlot = new Schema<FreedSlot>(
  { startsAt: { type: Date, required: true }, at: { type: Date, required: true } },
  { _id: false },
);

const schema = new Schema<AppointmentRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    code: { type: String, required: true, unique: true },
    personId: String,
    channel: { type: String, enum: channels, required: true },
    country: { type: String, enum: countryCodes, required: true },
    organisationId: { type: String, required: true },
    branchId: { type: String, required: true },
    serviceId: { type: String, required: true },
    organisationName: { type: String, required: true },
    branchName: { type: String, required: true },
    serviceName: { type: String, required: true },
    timeZone: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    day: { type: String, required: true },
    seat: String,
    open: String,
    state: { type: String, enum: appointmentStates, required: true },
    revision: { type: Number, required: true },
    offerUntil: Date,
    waitId: String,
    ticketId: String,
    told: [String],
    remindAt: Date,
    outsideSince: Date,
    tellAt: Date,
    freed: [freedSlot],
    createdAt: { type: Date, required: true },
    history: [change],
  },
  { versionKey: false },
);
schema.index({ seat: 1 }, { unique: true, sparse: true });
schema.index({ open: 1 }, { unique: true, sparse: true });
// Tells which places of a slot are taken without looking at the documents.
schema.index({ serviceId: 1, startsAt: 1, _id: 1, state: 1, endsAt: 1 });
schema.index({ personId: 1, startsAt: 1, _id: 1 });
schema.index({ state: 1, startsAt: 1, _id: 1 });
schema.index({ branchId: 1, startsAt: 1, _id: 1 });
schema.index({ startsAt: 1, _id: 1 });
schema.index({ offerUntil: 1 }, { sparse: true });
schema.index({ remindAt: 1 }, { sparse: true });
schema.index({ tellAt: 1 }, { sparse: true });
schema.index({ 'freed.at': 1 }, { sparse: true });
schema.index({ 'history.by': 1 });

export const appointmentModel = (connection: Connection): Model<AppointmentRecord> =>
  (connection.models['Appointment'] as Model<AppointmentRecord> | undefined) ??
  connection.model<AppointmentRecord>('Appointment', schema, 'appointments');

export const toAppointment = ({
  _id,
  key: _key,
  seat: _seat,
  open: _open,
  tellAt: _tellAt,
  remindAt: _remindAt,
  freed: _freed,
  ...rest
}: AppointmentRecord): Appointment => ({ id: _id, ...rest });
