import { Schema, type Connection, type Model } from 'mongoose';

/** A request that came in, for as long as the same one again is taken for a repeat. */
export interface PostRecord {
  /** Print of the API key with the caller's mark, or with what was sent. */
  _id: string;
  /** Print of what was sent. */
  print: string;
  expiresAt: Date;
}

const schema = new Schema<PostRecord>(
  {
    _id: String,
    print: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const postModel = (connection: Connection): Model<PostRecord> =>
  (connection.models['Open311Post'] as Model<PostRecord> | undefined) ??
  connection.model<PostRecord>('Open311Post', schema, 'open311_posts');
