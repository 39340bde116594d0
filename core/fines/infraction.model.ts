import { Schema, type Connection, type Model } from 'mongoose';

import { contestationStates, infractionStates, moneyStatus } from './infraction.states.ts';
import { adjustmentKinds, tellingStates, type Fine, type InfractionRecord } from './infraction.types.ts';

export { adjustmentKinds, tellingStates };
export type * from './infraction.types.ts';

const type = new Schema(
  {
    code: String,
    version: Number,
    labels: Schema.Types.Mixed,
    article: String,
    tariff: Schema.Types.Mixed,
    terms: Schema.Types.Mixed,
  },
  { _id: false },
);
const money = new Schema(
  { amount: { type: Number, required: true }, currency: { type: String, required: true } },
  { _id: false },
);
const payment = new Schema({ paymentId: String, amount: Number, at: Date, refundOf: String }, { _id: false });
const reservation = new Schema({ paymentId: String, until: Date }, { _id: false });
const change = new Schema({ from: String, to: String, at: Date, by: String, reason: String }, { _id: false });
const adjustment = new Schema(
  { key: String, kind: { type: String, enum: adjustmentKinds }, amount: Number, at: Date, by: String, until: Date },
  { _id: false },
);
const contestationChange = new Schema(
  { from: String, to: String, at: Date, by: String, reason: String, words: String },
  { _id: false },
);
const laterEvidence = new Schema({ key: String, at: Date, text: String, photo: String }, { _id: false });
const contestation = new Schema(
  {
    id: String,
    key: String,
    state: { type: String, enum: contestationStates },
    personId: String,
    ground: String,
    text: String,
    photos: [String],
    at: Date,
    history: [contestationChange],
    later: { type: [laterEvidence], default: undefined },
    tellAt: Date,
  },
  // `id` is a field of its own, not mongoose's.
  { _id: false, id: false },
);
const schedule = new Schema({ nextAt: Date, done: { type: [String], default: [] } }, { _id: false });
const news = new Schema({ key: String, steps: [String], tellAt: Date, until: Date }, { _id: false });
const place = new Schema({ text: String, commune: String, latitude: Number, longitude: Number }, { _id: false });
const proof = new Schema({ fileId: String, at: Date, by: String }, { _id: false });
const told = new Schema(
  { state: { type: String, enum: tellingStates }, nextAt: Date, tries: Number, begunAt: Date, doneAt: Date },
  { _id: false },
);

const infractionSchema = new Schema<InfractionRecord>(
  {
    _id: String,
    reference: { type: String, required: true },
    shortCode: { type: String, required: true },
    country: { type: String, required: true },
    key: String,
    plate: { type: String, required: true },
    plateCountry: String,
    type: { type: type, required: true },
    due: { type: money, required: true },
    adjustments: { type: [adjustment], default: [] },
    rev: { type: Number, default: 0 },
    contestations: { type: [contestation], default: [] },
    schedule: { type: schedule, default: () => ({ done: [] }) },
    news: { type: [news], default: undefined },
    paidAmount: { type: Number, default: 0 },
    overpaid: Boolean,
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
    proofs: { type: [proof], default: undefined },
    told: { type: told, default: undefined },
    lease: { type: new Schema({ by: String, until: Date }, { _id: false }), default: undefined },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
infractionSchema.index({ reference: 1 }, { unique: true });
infractionSchema.index({ shortCode: 1 }, { unique: true });
infractionSchema.index({ country: 1, plate: 1, at: 1 });
// Statistics of a country and a period.
infractionSchema.index({ country: 1, at: 1 });
infractionSchema.index({ ownerId: 1, at: 1 }, { sparse: true });
infractionSchema.index({ driverPhone: 1, at: 1 }, { sparse: true });
// Paid and then dismissed, or reduced below what was paid: the few whose money goes back.
infractionSchema.index({ paidAmount: 1 }, { partialFilterExpression: { state: 'dismissed' } });
infractionSchema.index({ overpaid: 1 }, { sparse: true });
infractionSchema.index({ state: 1, deadline: 1 });
infractionSchema.index({ key: 1 }, { unique: true, sparse: true });
infractionSchema.index({ plateCountry: 1, plate: 1, at: 1 }, { sparse: true });
// What an agent, or a commune, records most: answered from the index alone.
infractionSchema.index({ agentId: 1, at: -1, 'type.code': 1 });
infractionSchema.index({ country: 1, 'place.commune': 1, at: -1, 'type.code': 1 });
infractionSchema.index({ 'schedule.nextAt': 1 }, { sparse: true });
infractionSchema.index({ 'news.tellAt': 1 }, { sparse: true });
// One that repeats its opening is found by its key, and those to be decided oldest first.
infractionSchema.index({ 'contestations.key': 1 }, { unique: true, sparse: true });
infractionSchema.index(
  { country: 1, 'contestations.at': 1 },
  { partialFilterExpression: { 'contestations.state': 'open' } },
);
infractionSchema.index({ 'contestations.personId': 1, 'contestations.at': -1 }, { sparse: true });
infractionSchema.index({ 'contestations.id': 1 }, { sparse: true });
infractionSchema.index({ 'contestations.tellAt': 1 }, { sparse: true });
// What waits for an officer's decision, oldest first.
infractionSchema.index({ country: 1, createdAt: 1 }, { partialFilterExpression: { state: 'recorded' } });
infractionSchema.index({ 'told.state': 1, 'told.nextAt': 1 }, { sparse: true });
// The administration's lists: each order in which they can be asked for, and each filter that nothing above serves.
infractionSchema.index({ at: 1, _id: 1 });
infractionSchema.index({ deadline: 1, _id: 1 });
infractionSchema.index({ createdAt: 1, _id: 1 });
infractionSchema.index({ 'due.amount': 1, _id: 1 });
infractionSchema.index({ 'type.code': 1, at: 1 });
// A sum on a bank's statement that names no fine: those of some days of which as much is due.
infractionSchema.index({ country: 1, 'due.amount': 1, at: 1 });

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
