import { Schema, type Connection, type Model } from 'mongoose';

/** One call of a provider, however often it was made. It holds references only, never what the call said of people. */
export interface CallbackRecord {
  /** Provider and event; the same for a repetition. */
  _id: string;
  provider: string;
  about: { kind: 'payment' | 'refund'; ref: string }[];
  /** `unknown`: about nothing that we have asked for. */
  outcome: 'received' | 'done' | 'unknown';
  deliveries: number;
  /** When it is carried out again; absent when nothing is left to do. */
  nextLookAt?: Date;
  receivedAt: Date;
}

const about = new Schema({ kind: String, ref: String }, { _id: false });
const schema = new Schema<CallbackRecord>(
  {
    _id: String,
    provider: { type: String, required: true },
    about: { type: [about], required: true },
    outcome: { type: String, required: true },
    deliveries: { type: Number, required: true },
    nextLookAt: Date,
    receivedAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ nextLookAt: 1 }, { partialFilterExpression: { nextLookAt: { $type: 'date' } } });
schema.index({ receivedAt: 1 });

export const callbackModel = (connection: Connection): Model<CallbackRecord> =>
  (connection.models['PaymentCallback'] as Model<CallbackRecord> | undefined) ??
  connection.model<CallbackRecord>('PaymentCallback', schema, 'payment_callbacks');
