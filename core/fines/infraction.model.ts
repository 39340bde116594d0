import { Schema, type Connection, type Model } from 'mongoose';

import type { CountryCode } from '../dialog/types.ts';
import type { Money } from '../money.ts';
import type { Labels, Tariff } from './infraction-type.model.ts';
import { infractionStates, moneyStatus, type InfractionState, type MoneyStatus } from './infraction.states.ts';

/** What was in force when the infraction was recorded. */
export interface FrozenType {
  readonly code: string;
  readonly version: number;
  readonly labels: Labels;
  readonly article: string;
  readonly tariff: Tariff;
}

export interface Place {
  readonly text: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** Money of one payment that was put on this fine; `amount` may be 0 when nothing was due any more. */
export interface FinePayment {
  readonly paymentId: string;
  readonly amount: number;
  readonly at: Date;
}

export interface FineReservation {
  readonly paymentId: string;
  readonly until: Date;
}

export interface InfractionChange {
  from?: InfractionState;
  to: InfractionState;
  at: Date;
  by: string;
  reason?: string;
}

export interface InfractionRecord {
  _id: string;
  /** `CD-2026-0001234`. */
  reference: string;
  /** Its last part, for phones without letters. */
  shortCode: string;
  country: CountryCode;
  /** Canonical. */
  plate: string;
  type: FrozenType;
  due: Money;
  /** Minor units of the same currency; the sum of `payments`. */
  paidAmount: number;
  payments: FinePayment[];
  reservations: FineReservation[];
  state: InfractionState;
  history: InfractionChange[];
  place: Place;
  at: Date;
  deadline: Date;
  agentId: string;
  ownerId?: string;
  /** E.164 of the driver, if the agent was given it. */
  driverPhone?: string;
  createdAt: Date;
}

/** A fine as others see it. */
export interface Fine extends Omit<InfractionRecord, '_id'> {
  readonly id: string;
  readonly moneyStatus: MoneyStatus;
  readonly remaining: Money;
}

const type = new Schema(
  { code: String, version: Number, labels: Schema.Types.Mixed, article: String, tariff: Schema.Types.Mixed },
  { _id: false },
);
const money = new Schema(
  { amount: { type: Number, required: true }, currency: { type: String, required: true } },
  { _id: false },
);
const payment = new Schema({ paymentId: String, amount: Number, at: Date }, { _id: false });
const reservation = new Schema({ paymentId: String, until: Date }, { _id: false });
const change = new Schema({ from: String, to: String, at: Date, by: String, reason: String }, { _id: false });
const place = new Schema({ text: String, latitude: Number, longitude: Number }, { _id: false });

const infractionSchema = new Schema<InfractionRecord>(
  {
    _id: String,
    reference: { type: String, required: true },
    shortCode: { type: String, required: true },
    country: { type: String, required: true },
    plate: { type: String, required: true },
    type: { type: type, required: true },
    due: { type: money, required: true },
    paidAmount: { type: Number, default: 0 },
    payments: { type: [payment], default: [] },
    reservations: { type: [reservation], default: [] },
    state: { type: String, enum: infractionStates, required: true },
    history: { type: [change], required: true },
    place: { type: place, required: true },
    at: { type: Date, required: true },
    deadline: { type: Date, required: true },
    agentId: { type: String, required: true },
    ownerId: String,
    driverPhone: String,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
infractionSchema.index({ reference: 1 }, { unique: true });
infractionSchema.index({ shortCode: 1 }, { unique: true });
infractionSchema.index({ country: 1, plate: 1, at: 1 });
infractionSchema.index({ ownerId: 1, at: 1 }, { sparse: true });
infractionSchema.index({ driverPhone: 1, at: 1 }, { sparse: true });
infractionSchema.index({ state: 1, deadline: 1 });

export const infractionModel = (connection: Connection): Model<InfractionRecord> =>
  (connection.models['Infraction'] as Model<InfractionRecord> | undefined) ??
  connection.model<InfractionRecord>('Infraction', infractionSchema, 'infractions');

export function toFine({ _id, ...rest }: InfractionRecord): Fine {
  const { due, paidAmount } = rest;
  return {
    id: _id,
    ...rest,
    moneyStatus: moneyStatus(due.amount, paidAmount),
    remaining: { amount: Math.max(0, due.amount - paidAmount), currency: due.currency },
  };
}
