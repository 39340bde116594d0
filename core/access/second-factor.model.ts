import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** What the log-in keeps of a person's one-time codes; the secret in force is kept with the person, sealed. */
export interface SecondFactorDoc {
  /** The person's id. */
  _id: string;
  /** A secret that was shown and is not confirmed yet, sealed. */
  pending?: string;
  /** Number of the last 30-second step whose code was used: a code counts once. */
  lastStep: number;
}

const schema = new Schema<SecondFactorDoc>(
  { _id: { type: String, required: true }, pending: String, lastStep: { type: Number, required: true } },
  { collection: 'second_factors', versionKey: false },
);

export const secondFactorModel = (connection: Connection): Model<SecondFactorDoc> =>
  (connection.models['SecondFactor'] as Model<SecondFactorDoc> | undefined) ??
  connection.model<SecondFactorDoc>('SecondFactor', schema);
