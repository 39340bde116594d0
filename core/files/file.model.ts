import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { newId } from '../database/index.ts';

/** What is known of a stored file; its bytes lie in the byte store under the same id. */
export interface FileDocument {
  _id: string;
  name: string;
  mimeType: string;
  size: number;
  owner: string;
  /** False until the bytes are safely stored: a crash in between leaves a document that the sweep removes. */
  stored: boolean;
  key?: string;
  keepUntil?: Date;
  createdAt: Date;
}

const schema = new Schema<FileDocument>(
  {
    _id: { type: String, default: newId },
    name: { type: String, required: true },
    mimeType: { type: String, required: true },
    size: { type: Number, required: true },
    owner: { type: String, required: true, index: true },
    stored: { type: Boolean, required: true },
    key: String,
    keepUntil: Date,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'files' },
);
schema.index({ key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });
schema.index({ keepUntil: 1 }, { sparse: true });
schema.index({ createdAt: 1 }, { partialFilterExpression: { stored: false } });

export const fileModel = (connection: Connection): Model<FileDocument> =>
  (connection.models['File'] as Model<FileDocument> | undefined) ?? connection.model<FileDocument>('File', schema);
