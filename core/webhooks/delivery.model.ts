import { Schema, type Connection, type Model } from 'mongoose';
import { deliveryStates, type DeliveryState } from './delivery.states.ts';

/** What came of a try. */
export interface DeliveryAnswer {
  readonly at: Date;
  /** Absent where nothing was answered. */
  readonly status?: number;
  /** Why it was no delivery: `status`, `gone`, `timeout`, `bad_certificate`, `broken_line`, `unknown_host`, `private_address`, ... */
  readonly reason?: string;
  /** The beginning of what was answered. */
  readonly text?: string;
  readonly tookMs: number;
}

/** One event on its way to one subscription. */
export interface DeliveryRecord {
  /** `<subscription>:<event id>` */
  _id: string;
  subscriptionId: string;
  type: string;
  subject: string;
  sequence: number;
  /** As it is sent, to the last character; gone once it was delivered, as nobody needs it any more. */
  body?: string;
  state: DeliveryState;
  /** Counts tries; whoever marks the end of one names its number. */
  attempts: number;
  firstTriedAt?: Date;
  /** Where it has to wait after a failure. */
  nextTryAt?: Date;
  last?: DeliveryAnswer;
  /** When it came to its end, well or not. */
  endedAt?: Date;
  createdAt: Date;
  /** What is kept of it tells the hour, and not the minute. */
  untimed?: boolean;
}

export interface Delivery extends Omit<DeliveryRecord, '_id' | 'body' | 'firstTriedAt' | 'untimed'> {
  readonly id: string;
  /** As it is sent, but for the signature; left out in lists, and where it was delivered. */
  readonly request?: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

const schema = new Schema<DeliveryRecord>(
  {
    _id: String,
    subscriptionId: { type: String, required: true },
    type: { type: String, required: true },
    subject: { type: String, required: true },
    sequence: { type: Number, required: true },
    body: String,
    state: { type: String, enum: deliveryStates, required: true },
    attempts: { type: Number, required: true },
    firstTriedAt: Date,
    nextTryAt: Date,
    last: Schema.Types.Mixed,
    endedAt: Date,
    createdAt: { type: Date, required: true },
    untimed: Boolean,
  },
  { versionKey: false },
);
schema.index({ subscriptionId: 1, state: 1, subject: 1, sequence: 1 });
schema.index({ subscriptionId: 1, state: 1, createdAt: -1, _id: -1 });
schema.index({ subscriptionId: 1, createdAt: -1, _id: -1 });
schema.index({ state: 1, createdAt: -1, _id: -1 });
schema.index({ createdAt: -1, _id: -1 });

export const deliveryModel = (connection: Connection): Model<DeliveryRecord> =>
  (connection.models['WebhookDelivery'] as Model<DeliveryRecord> | undefined) ??
  connection.model<DeliveryRecord>('WebhookDelivery', schema, 'webhook_deliveries');

/** What goes with the body, but for the signature. */
export const headersOf = ({ _id, type }: Pick<DeliveryRecord, '_id' | 'type'>): Record<string, string> => ({
  'content-type': 'application/json',
  'lisolo-event': type,
  'lisolo-delivery': _id,
});

export const toDelivery = ({
  _id,
  body,
  firstTriedAt: _first,
  untimed: _untimed,
  ...rest
}: DeliveryRecord): Delivery => ({
  id: _id,
  ...rest,
  ...(body === undefined ? {} : { request: { headers: headersOf({ _id, type: rest.type }), body } }),
});
