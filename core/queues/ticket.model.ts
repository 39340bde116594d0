import { Schema, type Connection, type Model } from 'mongoose';
import { channels, countryCodes, type Channel, type CountryCode } from '../dialog/types.ts';
import { lanes, type Lane } from './order.ts';
import { priorities, type Priority } from './queue.kinds.ts';
import { ticketStates, type TicketState } from './ticket.states.ts';
import type { Journey } from './travel.ts';

export interface TicketChange {
  readonly from?: TicketState;
  readonly to: TicketState;
  readonly at: Date;
  /** A person, or `clock`; empty once forgotten. */
  readonly by: string;
  readonly counterId?: string;
  readonly reason?: string;
}

export interface Rating {
  /** 1 to 5 */
  readonly stars: number;
  readonly comment?: string;
  readonly at: Date;
}

export interface TicketRecord {
  _id: string;
  /** Print of the turn in which it was taken. */
  key: string;
  /** `A012` */
  number: string;
  /** Of the line, from 1; 0 for one that was sent on, which has its number from elsewhere. */
  serial: number;
  lineId: string;
  queueId: string;
  branchId: string;
  organisationId: string;
  serviceId: string;
  country: CountryCode;
  /** `YYYY-MM-DD` where the branch is. */
  day: string;
  /** Whose it is; absent for a ticket that the branch printed for somebody without a telephone, empty once forgotten. */
  personId?: string;
  /** The door through which it was taken; absent when the branch took it. */
  channel?: Channel;
  state: TicketState;
  /** Counts changes. */
  revision: number;
  priority: Priority;
  lane: Lane;
  /** The place within the lane: less is sooner. */
  rank: number;
  /** Of the rank, see `stretchOf`. */
  stretch: number;
  /** `<serviceId>:<personId>` while it is live: of each there is one. */
  open?: string;
  /** The counter at which it stands while it is called or served: at each there is one. */
  counterId?: string;
  /** Print of the turn in which it was called: a double tap calls nobody twice. */
  callKey?: string;
  /** How often it was called. */
  calls: number;
  joinedAt: Date;
  calledAt?: Date;
  servingAt?: Date;
  endedAt?: Date;
  /** The hour of the day (0-23, where the branch is) in which the service began, with its length: what waits are told from. */
  served?: { readonly hour: number; readonly minutes: number };
  /** "I am on my way": passed over until then, in its place. Once. */
  holdUntil?: Date;
  held: boolean;
  /** Whether it came back after being absent; possible once. */
  cameBack: boolean;
  /** How often it let others go first. */
  postponed: number;
  /** To be told when so many are before it; nothing where nobody is to be told, or wants to be. */
  tellWhen?: number;
  /** What was told already: `near`, `leave`. */
  told: string[];
  journey?: Journey;
  appointmentId?: string;
  /** The ticket of another queue that was sent on here. */
  cameFrom?: string;
  /** Where it was sent on to; the new ticket follows. */
  sentOn?: {
    readonly queueId: string;
    readonly serviceId: string;
    readonly ticketId: string;
    /** Of the line there, where it is not the same day. */
    readonly day?: string;
  };
  rating?: Rating;
  /** Since when what follows from the last change is to be done: counting, screens, news. */
  pendingSince?: Date;
  /** Prints of the turns that changed it, the newest ones: a repeat changes nothing. */
  done: string[];
  history: TicketChange[];
}

export interface Ticket extends Omit<
  TicketRecord,
  '_id' | 'key' | 'open' | 'callKey' | 'stretch' | 'rank' | 'pendingSince' | 'done'
> {
  readonly id: string;
}

const change = new Schema<TicketChange>(
  {
    from: { type: String, enum: ticketStates },
    to: { type: String, enum: ticketStates, required: true },
    at: { type: Date, required: true },
    by: String,
    counterId: String,
    reason: String,
  },
  { _id: false },
);

const schema = new Schema<TicketRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    number: { type: String, required: true },
    serial: { type: Number, required: true },
    lineId: { type: String, required: true },
    queueId: { type: String, required: true },
    branchId: { type: String, required: true },
    organisationId: { type: String, required: true },
    serviceId: { type: String, required: true },
    country: { type: String, enum: countryCodes, required: true },
    day: { type: String, required: true },
    personId: String,
    channel: { type: String, enum: channels },
    state: { type: String, enum: ticketStates, required: true },
    revision: { type: Number, required: true },
    priority: { type: String, enum: priorities, required: true },
    lane: { type: String, enum: lanes, required: true },
    rank: { type: Number, required: true },
    stretch: { type: Number, required: true },
    open: String,
    counterId: String,
    callKey: String,
    calls: { type: Number, required: true },
    joinedAt: { type: Date, required: true },
    calledAt: Date,
    servingAt: Date,
    endedAt: Date,
    served: Schema.Types.Mixed,
    holdUntil: Date,
    held: { type: Boolean, required: true },
    cameBack: { type: Boolean, required: true },
    postponed: { type: Number, required: true },
    tellWhen: Number,
    told: [String],
    journey: Schema.Types.Mixed,
    appointmentId: String,
    cameFrom: String,
    sentOn: Schema.Types.Mixed,
    rating: Schema.Types.Mixed,
    pendingSince: Date,
    done: [String],
    history: [change],
  },
  { versionKey: false, minimize: false },
);
schema.index({ open: 1 }, { unique: true, sparse: true });
schema.index({ counterId: 1 }, { unique: true, sparse: true });
schema.index({ callKey: 1 }, { unique: true, sparse: true });
// The line, in the order of the calls.
schema.index({ lineId: 1, lane: 1, state: 1, stretch: 1, rank: 1, _id: 1 });
schema.index({ lineId: 1, state: 1, calledAt: 1 });
// How many left before they were called.
schema.index({ lineId: 1, state: 1, calls: 1, serial: 1 });
schema.index({ personId: 1, joinedAt: 1 }, { sparse: true });
// Who is to be told when to leave.
schema.index({ lineId: 1, 'journey.mode': 1 }, { partialFilterExpression: { 'journey.mode': { $exists: true } } });
schema.index({ pendingSince: 1 }, { sparse: true });
// What waits are told from.
schema.index({ serviceId: 1, 'served.hour': 1, endedAt: 1 });
schema.index({ branchId: 1, day: 1, joinedAt: 1 });
schema.index({ appointmentId: 1 }, { sparse: true });
// What somebody of the staff did, until they are forgotten.
schema.index({ 'history.by': 1 });
schema.index({ branchId: 1, number: 1, day: 1 });
schema.index({ joinedAt: 1, _id: 1 });

export const ticketModel = (connection: Connection): Model<TicketRecord> =>
  (connection.models['Ticket'] as Model<TicketRecord> | undefined) ??
  connection.model<TicketRecord>('Ticket', schema, 'tickets');

export const toTicket = ({
  _id,
  key: _key,
  open: _open,
  callKey: _callKey,
  stretch: _stretch,
  rank: _rank,
  pendingSince: _pendingSince,
  done: _done,
  ...rest
}: TicketRecord): Ticket => ({ id: _id, ...rest });

/** Of each service a person has one live ticket. */
export const openTicketKey = (serviceId: string, personId: string): string => `${serviceId}:${personId}`;
