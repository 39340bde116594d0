import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** Whether somebody lets us keep photos that were read wrongly. */
export interface PhotoConsentRecord {
  /** Id of the person. */
  _id: string;
  may: boolean;
  at: Date;
}

/** A photo that is kept to improve the reading; who gave it is known only so that they can take it back. */
export interface PlatePhotoRecord {
  /** Id of the photo's first file: a photo is kept once. */
  _id: string;
  giverId: string;
  /** What the person says the plate is. */
  plate: string;
  at: Date;
  keepUntil: Date;
}

const consent = new Schema<PhotoConsentRecord>(
  { _id: { type: String }, may: { type: Boolean, required: true }, at: { type: Date, required: true } },
  { versionKey: false, collection: 'plate_photo_consents' },
);

const photo = new Schema<PlatePhotoRecord>(
  {
    _id: { type: String },
    giverId: { type: String, required: true },
    plate: { type: String, required: true },
    at: { type: Date, required: true },
    keepUntil: { type: Date, required: true },
  },
  { versionKey: false, collection: 'plate_photos' },
);
photo.index({ giverId: 1 });
photo.index({ keepUntil: 1, _id: 1 });

export const photoConsentModel = (connection: Connection): Model<PhotoConsentRecord> =>
  (connection.models['PlatePhotoConsent'] as Model<PhotoConsentRecord> | undefined) ??
  connection.model<PhotoConsentRecord>('PlatePhotoConsent', consent);

export const platePhotoModel = (connection: Connection): Model<PlatePhotoRecord> =>
  (connection.models['PlatePhoto'] as Model<PlatePhotoRecord> | undefined) ??
  connection.model<PlatePhotoRecord>('PlatePhoto', photo);
