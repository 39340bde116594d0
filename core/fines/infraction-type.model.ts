import { Schema, type Connection, type Model } from 'mongoose';

import type { CountryCode } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';
import type { Currency } from '../money.ts';
import type { Terms } from './terms.ts';

/** Minor units. `min` is what is due where nothing else was decided. */
export type Tariff =
  | { readonly kind: 'fixed'; readonly amount: number; readonly currency: Currency }
  | { readonly kind: 'range'; readonly min: number; readonly max: number; readonly currency: Currency };

export type Labels = { readonly fr: string } & Partial<Record<Language, string>>;

/** A kind of infraction. A change of tariff is a new version; fines keep the one they were recorded under. */
export interface InfractionTypeRecord {
  _id: string;
  country: CountryCode;
  code: string;
  version: number;
  labels: Labels;
  tariff: Tariff;
  /** "Loi n° 78-022, art. ..." */
  article: string;
  /** Points of attention. */
  points?: number;
  /** `defaultTerms` where absent. */
  terms?: Terms;
  /** In force from this moment, until a later version begins. */
  activeFrom: Date;
  createdAt: Date;
}

export interface InfractionType extends Omit<InfractionTypeRecord, '_id'> {
  readonly id: string;
}

const infractionTypeSchema = new Schema<InfractionTypeRecord>(
  {
    _id: String,
    country: { type: String, required: true },
    code: { type: String, required: true },
    version: { type: Number, required: true },
    labels: { type: Schema.Types.Mixed, required: true },
    tariff: { type: Schema.Types.Mixed, required: true },
    article: { type: String, required: true },
    points: Number,
    terms: Schema.Types.Mixed,
    activeFrom: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
infractionTypeSchema.index({ country: 1, code: 1, version: 1 }, { unique: true });
infractionTypeSchema.index({ country: 1, code: 1, activeFrom: -1, version: -1 });

export const infractionTypeModel = (connection: Connection): Model<InfractionTypeRecord> =>
  (connection.models['InfractionType'] as Model<InfractionTypeRecord> | undefined) ??
  connection.model<InfractionTypeRecord>('InfractionType', infractionTypeSchema, 'infraction_types');

export const toInfractionType = ({ _id, ...rest }: InfractionTypeRecord): InfractionType => ({ id: _id, ...rest });
