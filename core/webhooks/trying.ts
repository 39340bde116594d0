import type { Connection } from 'mongoose';
import { hourOf, type Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { backOffMs, isSpent } from './back-off.ts';
import { deliveryModel, type DeliveryRecord } from './delivery.model.ts';
import type { HeldLane, Lanes } from './lanes.ts';
import type { Outcome, Post } from './posting.ts';
import type { SubscriptionRecord } from './subscription.model.ts';
import type { Targets } from './targets.ts';

/** `tried`: one was sent, well or not; `moved`: a lane was empty; `nothing`: none is due, or the target rests. */
export type Step = 'tried' | 'moved' | 'nothing';

type First = Pick<DeliveryRecord, '_id' | 'untimed'>;

const kept = (at: Date, untimed: boolean | undefined): Date => (untimed ? hourOf(at) : at);

/** Takes the first delivery of one lane, sends it, and writes down what came of it. */
export function createTrying({
  connection,
  clock,
  log,
  random,
  lanes,
  targets,
  post,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly lanes: Lanes;
  readonly targets: Targets;
  readonly post: Post;
}) {
  const deliveries = deliveryModel(connection);

  const firstOf = ({ subscriptionId, subject }: HeldLane) =>
    deliveries
      .findOne({ subscriptionId, state: 'waiting', subject }, { untimed: 1 })
      .sort({ sequence: 1 })
      .lean<First>();

  /** Counted before it is sent: whoever comes late with an answer, when another one has tried since, is known by it. */
  const begin = ({ _id, untimed }: First) =>
    deliveries
      .findOneAndUpdate(
        { _id, state: 'waiting' },
        { $inc: { attempts: 1 }, $min: { firstTriedAt: kept(clock(), untimed) } },
        { returnDocument: 'after' },
      )
      .lean<DeliveryRecord>();

  /** Writes down what came of it, unless somebody else has tried since; says when the lane may go on. */
  async function conclude(delivery: DeliveryRecord, outcome: Outcome): Promise<Date> {
    const { _id, attempts, firstTriedAt } = delivery;
    const now = clock();
    const { untimed } = delivery;
    const last = { ...outcome.answer, at: kept(outcome.answer.at, untimed) };
    const endedAt = kept(now, untimed);
    const mine = { _id, state: 'waiting' as const, attempts };
    const facts = { deliveryId: _id, attempts, status: last.status, reason: last.reason };
    const end = (state: 'delivered' | 'dead', done: { readonly body?: 1 } = {}) =>
      deliveries.updateOne(mine, { $set: { state, last, endedAt }, $unset: { nextTryAt: 1, ...done } });
    if (outcome.kind === 'delivered') {
      await end('delivered', { body: 1 });
      return now;
    }
    if (outcome.kind === 'gone' || isSpent(attempts, firstTriedAt ?? now, now)) {
      await end('dead');
      log.warn(facts, 'a webhook delivery is given up');
      return now;
    }
    const nextTryAt = new Date(now.getTime() + Math.max(backOffMs(attempts, random), outcome.askedMs));
    await deliveries.updateOne(mine, { $set: { last, nextTryAt } });
    log.debug(facts, 'a webhook delivery is tried again later');
    return nextTryAt;
  }

  async function learn(subscription: SubscriptionRecord, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'gone') await targets.switchOff(subscription);
    else if (outcome.kind === 'delivered') await targets.learn(subscription._id, 'success');
    else await targets.learn(subscription._id, 'failure', outcome.askedMs);
  }

  async function send(subscription: SubscriptionRecord, lane: HeldLane, delivery: DeliveryRecord): Promise<void> {
    const outcome = await post(subscription, delivery);
    await learn(subscription, outcome);
    await lanes.release(lane, await conclude(delivery, outcome));
  }

  /** `onFound` is called when something is about to be sent. */
  return async function tryNext(subscriptionId: string, onFound: () => void): Promise<Step> {
    const subscription = await targets.ready(subscriptionId);
    const lane = subscription && (await lanes.take(subscriptionId));
    if (!lane) return 'nothing';
    const first = await firstOf(lane);
    if (!first) {
      await lanes.drop(lane);
      return 'moved';
    }
    const isAdmitted = await targets.admit(subscription);
    const delivery = isAdmitted ? await begin(first) : undefined;
    if (!delivery) {
      await lanes.release(lane, clock());
      return 'nothing';
    }
    onFound();
    await send(subscription, lane, delivery);
    return 'tried';
  };
}

export type TryNext = ReturnType<typeof createTrying>;
