import { Schema, type Connection, type Model } from 'mongoose';
import { counterStates, type CounterState } from './queue.kinds.ts';

/** A desk at which people are served. */
export interface CounterRecord {
  _id: string;
  branchId: string;
  /** As it is written above the desk: "3", "Caisse 1". */
  name: string;
  queueIds: string[];
  state: CounterState;
  /** Who sits there; absent while it is closed. Nobody sits at two. */
  agentId?: string;
  revision: number;
  /** Of the last opening, pause or closing. */
  changedAt: Date;
  createdAt: Date;
}

export interface Counter extends Omit<CounterRecord, '_id'> {
  readonly id: string;
}

const schema = new Schema<CounterRecord>(
  {
    _id: String,
    branchId: { type: String, required: true },
    name: { type: String, required: true },
    queueIds: [String],
    state: { type: String, enum: counterStates, required: true },
    agentId: String,
    revision: { type: Number, required: true },
    changedAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ branchId: 1, name: 1 }, { unique: true });
schema.index({ agentId: 1 }, { unique: true, sparse: true });
schema.index({ queueIds: 1, state: 1 });
// Who has gone home without closing it.
schema.index({ state: 1 });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ name: 1, _id: 1 });

export const counterModel = (connection: Connection): Model<CounterRecord> =>
  (connection.models['Counter'] as Model<CounterRecord> | undefined) ??
  connection.model<CounterRecord>('Counter', schema, 'counters_of_branches');

export const toCounter = ({ _id, ...rest }: CounterRecord): Counter => ({ id: _id, ...rest });
