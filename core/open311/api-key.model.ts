import { Schema, type Connection, type Model } from 'mongoose';
import { keyPermissions, type ApiKey, type KeyPermission } from './types.ts';

export interface ApiKeyRecord {
  _id: string;
  name: string;
  /** SHA-256 of the key: it is random and long, so nothing slower is needed. */
  hash: string;
  permissions: KeyPermission[];
  jurisdictions: string[];
  perMinute: number;
  active: boolean;
  createdAt: Date;
  revokedAt?: Date;
}

const schema = new Schema<ApiKeyRecord>(
  {
    _id: String,
    name: { type: String, required: true },
    hash: { type: String, required: true, unique: true },
    permissions: [{ type: String, enum: keyPermissions }],
    jurisdictions: [String],
    perMinute: { type: Number, required: true },
    active: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    revokedAt: Date,
  },
  { versionKey: false },
);
schema.index({ createdAt: -1, _id: -1 });
schema.index({ active: 1, createdAt: -1, _id: -1 });

export const apiKeyModel = (connection: Connection): Model<ApiKeyRecord> =>
  (connection.models['Open311Key'] as Model<ApiKeyRecord> | undefined) ??
  connection.model<ApiKeyRecord>('Open311Key', schema, 'open311_keys');

export const toApiKey = ({ _id, hash: _hash, ...rest }: ApiKeyRecord): ApiKey => ({ id: _id, ...rest });
