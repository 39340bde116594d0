import { Schema, type Connection, type Model } from 'mongoose';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import { organisationKinds, type OrganisationKind } from './kinds.ts';

export interface OrganisationRecord {
  _id: string;
  name: string;
  kind: OrganisationKind;
  country: CountryCode;
  active: boolean;
  /** Since when its branches are to follow its last change. */
  spreadSince?: Date;
  /** Counts changes. */
  revision: number;
  createdAt: Date;
}

export interface Organisation extends Omit<OrganisationRecord, '_id' | 'spreadSince'> {
  readonly id: string;
}

const schema = new Schema<OrganisationRecord>(
  {
    _id: String,
    name: { type: String, required: true },
    kind: { type: String, enum: organisationKinds, required: true },
    country: { type: String, enum: countryCodes, required: true },
    active: { type: Boolean, required: true },
    spreadSince: Date,
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ country: 1, name: 1 }, { unique: true });
schema.index({ country: 1, active: 1, kind: 1, name: 1 });
schema.index({ country: 1, active: 1, name: 1 });
schema.index({ spreadSince: 1 }, { sparse: true });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ name: 1, _id: 1 });

export const organisationModel = (connection: Connection): Model<OrganisationRecord> =>
  (connection.models['Organisation'] as Model<OrganisationRecord> | undefined) ??
  connection.model<OrganisationRecord>('Organisation', schema, 'organisations');

export const toOrganisation = ({ _id, spreadSince: _since, ...rest }: OrganisationRecord): Organisation => ({
  id: _id,
  ...rest,
});
