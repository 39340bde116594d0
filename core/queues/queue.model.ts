import { Schema, type Connection, type Model } from 'mongoose';
import { queueStates, queueTypes, strategies, type QueueState, type QueueType, type Strategy } from './queue.kinds.ts';

export interface QueueRecord {
  _id: string;
  organisationId: string;
  branchId: string;
  name: string;
  type: QueueType;
  state: QueueState;
  strategy: Strategy;
  /** `mixed`: of so many calls one is for appointments and high priorities. */
  reservedEvery: number;
  /** Of its tickets: `A` for A012; unique in the branch. */
  prefix: string;
  /** Tickets that can be taken on one day; who leaves before being called makes room again. */
  capacity: number;
  /** What one queues for here. */
  serviceIds: string[];
  /** Minutes after a call until somebody who has not come counts as absent. */
  noShowMinutes: number;
  /** Why it is paused or closed, for the people, in the branch's words. */
  reason?: string;
  /** Since when those who wait are to hear of a pause, or of its end. */
  tellAt?: Date;
  revision: number;
  createdAt: Date;
}

export interface Queue extends Omit<QueueRecord, '_id' | 'tellAt'> {
  readonly id: string;
}

const schema = new Schema<QueueRecord>(
  {
    _id: String,
    organisationId: { type: String, required: true },
    branchId: { type: String, required: true },
    name: { type: String, required: true },
    type: { type: String, enum: queueTypes, required: true },
    state: { type: String, enum: queueStates, required: true },
    strategy: { type: String, enum: strategies, required: true },
    reservedEvery: { type: Number, required: true, min: 2 },
    prefix: { type: String, required: true },
    capacity: { type: Number, required: true, min: 1 },
    serviceIds: [String],
    noShowMinutes: { type: Number, required: true, min: 1 },
    reason: String,
    tellAt: Date,
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ branchId: 1, prefix: 1 }, { unique: true });
schema.index({ serviceIds: 1 });
schema.index({ tellAt: 1 }, { sparse: true });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ name: 1, _id: 1 });

export const queueModel = (connection: Connection): Model<QueueRecord> =>
  (connection.models['Queue'] as Model<QueueRecord> | undefined) ??
  connection.model<QueueRecord>('Queue', schema, 'queues');

export const toQueue = ({ _id, tellAt: _tellAt, ...rest }: QueueRecord): Queue => ({ id: _id, ...rest });
