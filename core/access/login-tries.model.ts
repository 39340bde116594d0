import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** Failed logins of one login name, known or not, in a window of time. */
export interface LoginTriesDoc {
  /** SHA-256 of the login name. */
  _id: string;
  tries: number;
  windowEnds: Date;
}

const schema = new Schema<LoginTriesDoc>(
  {
    _id: { type: String, required: true },
    tries: { type: Number, required: true },
    windowEnds: { type: Date, required: true },
  },
  { collection: 'login_tries', versionKey: false },
);
schema.index({ windowEnds: 1 }, { expireAfterSeconds: 0 });

export const loginTriesModel = (connection: Connection): Model<LoginTriesDoc> =>
  (connection.models['LoginTries'] as Model<LoginTriesDoc> | undefined) ??
  connection.model<LoginTriesDoc>('LoginTries', schema);
