import { Schema, type Connection, type Model } from 'mongoose';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import type { Money } from '../money.ts';
import type { FoundBy } from '../search/index.ts';

/** What a branch does for people: a passport, a deposit, a consultation. */
export interface OfficeServiceRecord extends FoundBy {
  _id: string;
  organisationId: string;
  branchId: string;
  country: CountryCode;
  name: string;
  /** How long it takes as the branch says, in minutes; what was measured is told instead once there is enough of it. */
  minutes: number;
  /** To bring along, in the organisation's words. */
  documents: string[];
  cost?: Money;
  /** Appointments for one moment; 0: none are given. */
  appointmentsAtOnce: number;
  /** Minutes from one slot to the next. */
  slotMinutes: number;
  /** Whether somebody of the branch confirms each appointment. */
  confirmsAppointments: boolean;
  active: boolean;
  revision: number;
  createdAt: Date;
}

export interface OfficeService extends Omit<OfficeServiceRecord, '_id' | keyof FoundBy> {
  readonly id: string;
}

const schema = new Schema<OfficeServiceRecord>(
  {
    _id: String,
    organisationId: { type: String, required: true },
    branchId: { type: String, required: true },
    country: { type: String, enum: countryCodes, required: true },
    name: { type: String, required: true },
    minutes: { type: Number, required: true, min: 1 },
    documents: [String],
    cost: Schema.Types.Mixed,
    appointmentsAtOnce: { type: Number, required: true, min: 0 },
    slotMinutes: { type: Number, required: true, min: 5 },
    confirmsAppointments: { type: Boolean, required: true },
    words: [String],
    nearly: [String],
    active: { type: Boolean, required: true },
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ branchId: 1, name: 1 }, { unique: true });
schema.index({ country: 1, active: 1, words: 1 });
schema.index({ country: 1, active: 1, nearly: 1 });
schema.index({ organisationId: 1, createdAt: 1 });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ name: 1, _id: 1 });

export const officeServiceModel = (connection: Connection): Model<OfficeServiceRecord> =>
  (connection.models['OfficeService'] as Model<OfficeServiceRecord> | undefined) ??
  connection.model<OfficeServiceRecord>('OfficeService', schema, 'office_services');

export const toOfficeService = ({
  _id,
  words: _words,
  nearly: _nearly,
  ...rest
}: OfficeServiceRecord): OfficeService => ({ id: _id, ...rest });
