import { Schema, type Connection, type Model } from 'mongoose';
import { queueStates, type QueueState } from '../queue.kinds.ts';

/** What is told on the screen of a hall. */
const displayed = ['called', 'recalled', 'started', 'ended', 'queue_state'] as const;
export type Displayed = (typeof displayed)[number];

/** Numbers of tickets and names of counters only: everybody in the hall reads them. */
export interface DisplayEventRecord {
  _id: string;
  branchId: string;
  /** 1, 2, 3 and so on for each branch, without a gap. */
  number: number;
  /** What it tells of: told twice, it stands here once. */
  key: string;
  what: Displayed;
  queueId: string;
  /** `A012` */
  ticket?: string;
  /** As it is written above the counter. */
  counter?: string;
  /** Of `queue_state`. */
  state?: QueueState;
  at: Date;
}

export type DisplayEvent = Omit<DisplayEventRecord, '_id' | 'branchId' | 'key'>;

const schema = new Schema<DisplayEventRecord>(
  {
    _id: String,
    branchId: { type: String, required: true },
    number: { type: Number, required: true },
    key: { type: String, required: true, unique: true },
    what: { type: String, enum: displayed, required: true },
    queueId: { type: String, required: true },
    ticket: String,
    counter: String,
    state: { type: String, enum: queueStates },
    at: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ branchId: 1, number: 1 }, { unique: true });
schema.index({ at: 1, branchId: 1 });

export const displayEventModel = (connection: Connection): Model<DisplayEventRecord> =>
  (connection.models['DisplayEvent'] as Model<DisplayEventRecord> | undefined) ??
  connection.model<DisplayEventRecord>('DisplayEvent', schema, 'display_events');
