import { Schema, type Connection, type Model } from 'mongoose';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import { categoryCodes, type CategoryCode } from './categories.ts';

/** A body that does something about reports: a town hall, a water company. Names are data, in the body's own words. */
export interface BodyRecord {
  _id: string;
  name: string;
  country: CountryCode;
  /** Where it works: `CD`, `CD/kinshasa` (a region), `kinshasa.cd` (a city), `kinshasa.cd/Limete` (a commune). */
  areas: string[];
  /** What it looks after; empty: everything. */
  categories: CategoryCode[];
  /** Persons who work on its reports. */
  operators: string[];
  /** Told of each new report, where it has no operator in the bot. */
  email?: string;
  active: boolean;
  revision: number;
  createdAt: Date;
  /** Reports that had nobody are still to be sent to it. */
  toRoute?: boolean;
}

export interface Body extends Omit<BodyRecord, '_id' | 'toRoute'> {
  readonly id: string;
}

const schema = new Schema<BodyRecord>(
  {
    _id: String,
    name: { type: String, required: true },
    country: { type: String, enum: countryCodes, required: true },
    areas: [String],
    categories: [{ type: String, enum: categoryCodes }],
    operators: [String],
    email: String,
    active: { type: Boolean, required: true },
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    toRoute: Boolean,
  },
  { versionKey: false },
);
schema.index({ country: 1, name: 1 }, { unique: true });
schema.index({ areas: 1, active: 1 });
schema.index({ operators: 1 });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ name: 1, _id: 1 });
schema.index({ active: 1, createdAt: 1, _id: 1 });
schema.index({ active: 1, name: 1, _id: 1 });
schema.index({ toRoute: 1 }, { partialFilterExpression: { toRoute: true } });

export const bodyModel = (connection: Connection): Model<BodyRecord> =>
  (connection.models['ReportBody'] as Model<BodyRecord> | undefined) ??
  connection.model<BodyRecord>('ReportBody', schema, 'report-bodies');

export const toBody = ({ _id, toRoute: _toRoute, ...rest }: BodyRecord): Body => ({ id: _id, ...rest });
