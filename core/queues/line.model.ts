import { Schema, type Connection, type Model } from 'mongoose';
import { lanes, type Lane } from './order.ts';
import { strategies, type Strategy } from './queue.kinds.ts';

/** A queue on one day. Its rule is that of the queue when its first ticket was taken: a change counts from the next day on. */
export interface LineRecord {
  /** `<queueId>:<YYYY-MM-DD>` */
  _id: string;
  queueId: string;
  branchId: string;
  /** Where the branch is. */
  day: string;
  strategy: Strategy;
  reservedEvery: number;
  /** Numbers that were given out. */
  issued: number;
  /** How many of them left before they were called; their room is free again. Only ever grows. */
  left: number;
  /** Numbers that nobody got after all. */
  unused: number;
  /** How many were given out when the line was last looked through: by the next time each has its ticket, or is lost. */
  seen?: { readonly issued: number; readonly at: Date };
  /** Calls made, which say whose turn it is where two lanes are served by turns. */
  calls: number;
  /** When everything of this day is over; set by the clock after closing time. */
  endedAt?: Date;
}

const lineSchema = new Schema<LineRecord>(
  {
    _id: String,
    queueId: { type: String, required: true },
    branchId: { type: String, required: true },
    day: { type: String, required: true },
    strategy: { type: String, enum: strategies, required: true },
    reservedEvery: { type: Number, required: true },
    issued: { type: Number, required: true },
    left: { type: Number, required: true },
    unused: { type: Number, required: true },
    seen: Schema.Types.Mixed,
    calls: { type: Number, required: true },
    endedAt: Date,
  },
  { versionKey: false },
);
lineSchema.index({ endedAt: 1, day: 1 });
lineSchema.index({ branchId: 1, day: 1 });

export const lineModel = (connection: Connection): Model<LineRecord> =>
  (connection.models['Line'] as Model<LineRecord> | undefined) ??
  connection.model<LineRecord>('Line', lineSchema, 'queue_lines');

/**
 * How many wait in a stretch of a lane. Derived from the tickets and counted anew after each change, so that a position
 * is a sum over few stretches, however long the line is.
 */
export interface StretchRecord {
  /** `<lineId>:<lane>:<number>` */
  _id: string;
  lineId: string;
  lane: Lane;
  number: number;
  waiting: number;
  /** Counts changes: of two that count at once the later one counts again. */
  revision: number;
}

const stretchSchema = new Schema<StretchRecord>(
  {
    _id: String,
    lineId: { type: String, required: true },
    lane: { type: String, enum: lanes, required: true },
    number: { type: Number, required: true },
    waiting: { type: Number, required: true },
    revision: { type: Number, required: true },
  },
  { versionKey: false },
);
// Covers the sum.
stretchSchema.index({ lineId: 1, waiting: 1, lane: 1, number: 1 });

export const stretchModel = (connection: Connection): Model<StretchRecord> =>
  (connection.models['QueueStretch'] as Model<StretchRecord> | undefined) ??
  connection.model<StretchRecord>('QueueStretch', stretchSchema, 'queue_stretches');

/** Ranks of one stretch; a position also counts the tickets of its own stretch one by one. */
const ranksPerStretch = 256;
export const stretchOf = (rank: number): number => Math.floor(rank / ranksPerStretch);
