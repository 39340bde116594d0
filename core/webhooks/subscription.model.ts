import { Schema, type Connection, type Model } from 'mongoose';
import { breakerStates, type Breaker } from './breaker.ts';

/** Somebody else's system that wants to hear. */
export interface SubscriptionRecord {
  _id: string;
  url: string;
  /** `report.resolved`, or `report.*`. */
  events: string[];
  /** Empty: everywhere. */
  areas: string[];
  /** Empty: every kind. */
  categories: string[];
  description: string;
  active: boolean;
  /** Why it is off, where not by an administrator: the target has said that it is gone. */
  offBecause?: 'gone';
  /** Number of the newest secret; the one before is good until then. */
  secretNumber: number;
  olderSecretUntil?: Date;
  breaker: Breaker;
  /** Counts the changes of the breaker, which are no changes of the subscription. */
  breakerTurns: number;
  /** The target has asked to be left alone until then. */
  quietUntil?: Date;
  revision: number;
  createdAt: Date;
}

export interface Subscription extends Omit<SubscriptionRecord, '_id' | 'breakerTurns' | 'secretNumber'> {
  readonly id: string;
}

const breaker = new Schema<Breaker>(
  {
    state: { type: String, enum: breakerStates, required: true },
    failures: { type: Number, required: true },
    openings: { type: Number, required: true },
    until: Date,
  },
  { _id: false },
);

const schema = new Schema<SubscriptionRecord>(
  {
    _id: String,
    url: { type: String, required: true },
    events: [String],
    areas: [String],
    categories: [String],
    description: String,
    active: { type: Boolean, required: true },
    offBecause: String,
    secretNumber: { type: Number, required: true },
    olderSecretUntil: Date,
    breaker: { type: breaker, required: true },
    breakerTurns: { type: Number, required: true },
    quietUntil: Date,
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ active: 1 });
schema.index({ createdAt: -1, _id: -1 });

export const subscriptionModel = (connection: Connection): Model<SubscriptionRecord> =>
  (connection.models['WebhookSubscription'] as Model<SubscriptionRecord> | undefined) ??
  connection.model<SubscriptionRecord>('WebhookSubscription', schema, 'webhook_subscriptions');

export const toSubscription = ({
  _id,
  breakerTurns: _turns,
  secretNumber: _number,
  ...rest
}: SubscriptionRecord): Subscription => ({ id: _id, ...rest });
