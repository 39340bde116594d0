import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/**
 * One step of one dialog, written once and never changed: the state after it, the claim of the message that caused it
 * and the answer it got, so that a step is one write. The last turn of a dialog is its session.
 */
export interface TurnDocument {
  /** `<dialogId>:<rev>`: two processes that take the same step collide here. */
  _id: string;
  /** Hash of (channel, message id): what a channel repeats collides here. */
  inbound: string;
  channel: string;
  personId?: string;
  /** `<dialog>/<screen>` after the step, for the admin API. */
  where: string;
  /** JSON of the Session and of the Reply. */
  session: string;
  reply: string;
  at: Date;
  expiresAt: Date;
  /** The turns before it are to be deleted; there until that is done. */
  forgets?: true;
}

const turnSchema = new Schema<TurnDocument>(
  {
    _id: { type: String, required: true },
    inbound: { type: String, required: true },
    channel: { type: String, required: true },
    personId: String,
    where: { type: String, required: true },
    session: { type: String, required: true },
    reply: { type: String, required: true },
    at: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    forgets: Boolean,
  },
  { versionKey: false, collection: 'turns' },
)
  .index({ inbound: 1 }, { unique: true, name: 'inbound_once' })
  // A real server sweeps by itself; the embedded engine never does, so there is a job too (dialog.jobs.ts).
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' })
  .index({ personId: 1 }, { sparse: true, name: 'of_person' })
  .index({ forgets: 1 }, { sparse: true, name: 'to_forget' });

export const turnModel = (connection: Connection): Model<TurnDocument> =>
  connection.model<TurnDocument>('Turn', turnSchema);
