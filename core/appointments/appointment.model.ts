import { Schema, type Connection, type Model } from 'mongoose';
import { channels, countryCodes, type Channel, type CountryCode } from '../dialog/types.ts';
import { appointmentStates, type AppointmentState } from './appointment.states.ts';

export interface AppointmentChange {
  readonly from?: AppointmentState;
  readonly to: AppointmentState;
  readonly at: Date;
  /** A person, or `clock`; empty once forgotten. */
  readonly by: string;
  /** The time it was for before, when it was moved. */
  readonly was?: Date;
  readonly reason?: string;
}

export interface AppointmentRecord {
  _id: string;
  /** Of the turn in which it was booked. */
  key: string;
  /** Short and easy to say: `RDV-7K3F2M`. */
  code: string;
  personId: string;
  channel: Channel;
  country: CountryCode;
  organisationId: string;
  branchId: string;
  serviceId: string;
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
  /** Since when somebody is to hear of the last change. */
  tellAt?: Date;
  /** Set while the slot it gave back waits to be offered to the waiting list. */
  freed?: { readonly startsAt: Date; readonly at: Date };
  createdAt: Date;
  history: AppointmentChange[];
}

export interface Appointment extends Omit<AppointmentRecord, '_id' | 'key' | 'seat' | 'open' | 'tellAt' | 'freed'> {
  readonly id: string;
}

const change = new Schema<AppointmentChange>(
  {
    from: { type: String, enum: appointmentStates },
    to: { type: String, enum: appointmentStates, required: true },
    at: { type: Date, required: true },
    by: String,
    was: Date,
    reason: String,
  },
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
    tellAt: Date,
    freed: Schema.Types.Mixed,
    createdAt: { type: Date, required: true },
    history: [change],
  },
  { versionKey: false },
);
schema.index({ seat: 1 }, { unique: true, sparse: true });
schema.index({ open: 1 }, { unique: true, sparse: true });
schema.index({ serviceId: 1, startsAt: 1, state: 1 });
schema.index({ personId: 1, startsAt: 1 });
schema.index({ state: 1, startsAt: 1 });
schema.index({ offerUntil: 1 }, { sparse: true });
schema.index({ tellAt: 1 }, { sparse: true });
schema.index({ 'freed.at': 1 }, { sparse: true });
schema.index({ ticketId: 1 }, { sparse: true });
schema.index({ branchId: 1, startsAt: 1 });
schema.index({ createdAt: 1, _id: 1 });

export const appointmentModel = (connection: Connection): Model<AppointmentRecord> =>
  (connection.models['Appointment'] as Model<AppointmentRecord> | undefined) ??
  connection.model<AppointmentRecord>('Appointment', schema, 'appointments');

export const toAppointment = ({
  _id,
  key: _key,
  seat: _seat,
  open: _open,
  tellAt: _tellAt,
  freed: _freed,
  ...rest
}: AppointmentRecord): Appointment => ({ id: _id, ...rest });
