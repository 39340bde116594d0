import { Schema, type Connection, type Model } from 'mongoose';

/**
 * What waits for one subscription about one subject goes one after the other: whoever holds the lane sends the first of
 * it. It is there while something waits.
 */
export interface LaneRecord {
  /** `<subscription>:<subject>` */
  _id: string;
  subscriptionId: string;
  subject: string;
  /** When the first one may be tried; while somebody sends, when they are held for dead. */
  dueAt: Date;
  /** Of whoever sends now; whoever holds another one has lost the lane. */
  claim?: string;
  /** Counts what was put in, so that no lane is taken away that is not empty. */
  stamp: number;
}

const schema = new Schema<LaneRecord>(
  {
    _id: String,
    subscriptionId: { type: String, required: true },
    subject: { type: String, required: true },
    dueAt: { type: Date, required: true },
    claim: String,
    stamp: { type: Number, required: true },
  },
  { versionKey: false },
);
schema.index({ subscriptionId: 1, dueAt: 1 });

export const laneModel = (connection: Connection): Model<LaneRecord> =>
  (connection.models['WebhookLane'] as Model<LaneRecord> | undefined) ??
  connection.model<LaneRecord>('WebhookLane', schema, 'webhook_lanes');
