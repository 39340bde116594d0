import { Schema, type Connection, type Model } from 'mongoose';

import type { CountryCode } from '../../dialog/types.ts';
import { outcomes } from './rules.ts';
import type { Verification } from './verification.types.ts';

export interface VerificationRecord extends Omit<Verification, 'id'> {
  _id: string;
  country: CountryCode;
  /** What is done twice under one key is one verification. */
  key: string;
  /** Since when somebody is to be told of it; goes once they were. */
  tellAt?: Date;
}

// What was seen, read and found is kept as it was: nothing asks the database about its inside.
const kept = { type: Schema.Types.Mixed };

const verificationSchema = new Schema<VerificationRecord>(
  {
    _id: String,
    key: { type: String, required: true },
    number: { type: String, required: true },
    country: { type: String, required: true },
    plate: { type: String, required: true },
    vehicleId: String,
    ownerId: String,
    at: { type: Date, required: true },
    by: {
      personId: { type: String, required: true },
      role: String,
      channel: { type: String, required: true },
    },
    place: kept,
    seen: { ...kept, required: true },
    papers: { type: [Schema.Types.Mixed], required: true },
    photos: { type: [String], required: true },
    facts: kept,
    findings: { type: [Schema.Types.Mixed], required: true },
    verdict: { type: String, enum: outcomes, required: true },
    score: { type: Number, required: true },
    tellAt: Date,
  },
  { versionKey: false, minimize: false },
);
verificationSchema.index({ key: 1 }, { unique: true });
verificationSchema.index({ number: 1 }, { unique: true });
verificationSchema.index({ tellAt: 1 }, { sparse: true });
verificationSchema.index({ ownerId: 1 }, { sparse: true });
verificationSchema.index({ vehicleId: 1, at: 1 }, { sparse: true });
// The administration's list: its order, and each filter in that order.
verificationSchema.index({ at: 1, _id: 1 });
verificationSchema.index({ plate: 1, at: 1, _id: 1 });
verificationSchema.index({ verdict: 1, at: 1, _id: 1 });
verificationSchema.index({ country: 1, at: 1, _id: 1 });
verificationSchema.index({ 'by.personId': 1, at: 1, _id: 1 });

export const verificationModel = (connection: Connection): Model<VerificationRecord> =>
  (connection.models['VehicleVerification'] as Model<VerificationRecord> | undefined) ??
  connection.model<VerificationRecord>('VehicleVerification', verificationSchema, 'vehicle_verifications');

export const toVerification = ({ _id, key: _key, tellAt: _tellAt, ...rest }: VerificationRecord): Verification => ({
  id: _id,
  ...rest,
});
