import { Schema, type Connection, type Model } from 'mongoose';
import { countries } from '../countries/index.ts';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import type { Position } from '../geo/index.ts';
import type { Hours } from './hours.ts';
import { organisationKinds, type OrganisationKind } from './kinds.ts';
import { foundBy, type FoundBy } from '../search/index.ts';

export interface BranchRecord extends FoundBy {
  _id: string;
  organisationId: string;
  /** Of the organisation, kept here so that branches are found by it. */
  organisationName: string;
  organisationActive: boolean;
  /** Of the organisation, when it was last looked at: an older state of it never overwrites a newer one. */
  organisationRevision: number;
  kind: OrganisationKind;
  country: CountryCode;
  name: string;
  /** Of `core/countries`. */
  region: string;
  commune?: string;
  address?: string;
  /** GeoJSON: longitude first. */
  location?: { readonly type: 'Point'; readonly coordinates: readonly [longitude: number, latitude: number] };
  /** IANA */
  timeZone: string;
  hours: Hours;
  /** Persons who call tickets here. */
  agents: string[];
  /** Persons who see the figures of this branch, and call tickets too. */
  managers: string[];
  /** What the administration says of the branch itself. */
  active: boolean;
  /** Whether people find it and can use it: it and its organisation are active. */
  listed: boolean;
  revision: number;
  createdAt: Date;
}

export interface Branch extends Omit<
  BranchRecord,
  '_id' | 'location' | 'organisationActive' | 'organisationRevision' | keyof FoundBy
> {
  readonly id: string;
  readonly position?: Position;
}

const schema = new Schema<BranchRecord>(
  {
    _id: String,
    organisationId: { type: String, required: true },
    organisationName: { type: String, required: true },
    organisationActive: { type: Boolean, required: true },
    organisationRevision: { type: Number, required: true },
    kind: { type: String, enum: organisationKinds, required: true },
    country: { type: String, enum: countryCodes, required: true },
    name: { type: String, required: true },
    region: { type: String, required: true },
    commune: String,
    address: String,
    location: Schema.Types.Mixed,
    timeZone: { type: String, required: true },
    hours: { type: Schema.Types.Mixed, required: true },
    agents: [String],
    managers: [String],
    words: [String],
    nearly: [String],
    active: { type: Boolean, required: true },
    listed: { type: Boolean, required: true },
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);
schema.index({ organisationId: 1, name: 1 }, { unique: true });
schema.index({ country: 1, listed: 1, kind: 1, region: 1, organisationName: 1, name: 1 });
schema.index({ country: 1, listed: 1, kind: 1, organisationName: 1, name: 1 });
schema.index({ country: 1, listed: 1, region: 1, organisationName: 1, name: 1 });
schema.index({ country: 1, listed: 1, organisationName: 1, name: 1 });
schema.index({ country: 1, listed: 1, words: 1 });
schema.index({ country: 1, listed: 1, nearly: 1 });
schema.index({ location: '2dsphere' }, { sparse: true });
schema.index({ agents: 1 });
schema.index({ managers: 1 });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ name: 1, _id: 1 });

export const branchModel = (connection: Connection): Model<BranchRecord> =>
  (connection.models['Branch'] as Model<BranchRecord> | undefined) ??
  connection.model<BranchRecord>('Branch', schema, 'branches');

export const toBranch = ({
  _id,
  location,
  words: _words,
  nearly: _nearly,
  organisationActive: _active,
  organisationRevision: _revision,
  ...rest
}: BranchRecord): Branch => ({
  id: _id,
  ...rest,
  ...(location && { position: { latitude: location.coordinates[1], longitude: location.coordinates[0] } }),
});

const regionName = (country: CountryCode, region: string): string | undefined =>
  countries[country].regions.find(({ id }) => id === region)?.name;

/** People find a branch by its own names and those of its organisation and its place. */
export const foundByOf = ({
  country,
  organisationName,
  name,
  region,
  commune,
}: Pick<BranchRecord, 'country' | 'organisationName' | 'name' | 'region' | 'commune'>): FoundBy =>
  foundBy(organisationName, name, regionName(country, region), commune);
