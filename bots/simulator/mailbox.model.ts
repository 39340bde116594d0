import { Schema, type Connection, type Model } from 'mongoose';
import { newId } from '../../core/database/ids.ts';
import type { ChatReply } from './render.ts';

/** Something that came to a simulated phone by itself: a chat notice or an SMS. */
export interface Arrival {
  readonly _id: string;
  readonly phone: string;
  readonly kind: 'notice' | 'sms';
  /** Idempotency key of the sender; the same key arrives once. */
  readonly key: string;
  readonly reply?: ChatReply;
  readonly text?: string;
  readonly at: Date;
  readonly keepUntil: Date;
}

const arrivalSchema = new Schema<Arrival>(
  {
    _id: { type: String, default: newId },
    phone: { type: String, required: true },
    kind: { type: String, enum: ['notice', 'sms'], required: true },
    key: { type: String, required: true },
    reply: { type: Schema.Types.Mixed },
    text: { type: String },
    at: { type: Date, required: true },
    keepUntil: { type: Date, required: true },
  },
  { collection: 'simulator_mailbox', versionKey: false },
);
arrivalSchema.index({ phone: 1, _id: 1 });
arrivalSchema.index({ kind: 1, key: 1 }, { unique: true });
arrivalSchema.index({ keepUntil: 1 }, { expireAfterSeconds: 0 });

/** The collection of what simulated phones have received. */
export const arrivalModel = (connection: Connection): Model<Arrival> =>
  connection.models['SimulatorArrival'] ?? connection.model<Arrival>('SimulatorArrival', arrivalSchema);
