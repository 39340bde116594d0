import { createReader, type PageQuery } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { deliveryModel, toDelivery, type Delivery } from './delivery.model.ts';
import { deliveryTransitions, type DeliveryState } from './delivery.states.ts';
import type { StoringDeps } from './storing.ts';
import { subscriptionModel } from './subscription.model.ts';

export interface DeliveryFilter {
  readonly subscriptionId?: string;
  readonly state?: DeliveryState;
}

const keptMs = 30 * 86_400_000;
const missing = (): LisoloError => new LisoloError('not_found', { reason: 'there is no such delivery' });

/** What became of what was sent, and sending it again. */
export function createDeliveries({ connection, clock, lanes, sendSoon }: StoringDeps) {
  const deliveries = deliveryModel(connection);
  const subscriptions = subscriptionModel(connection);
  const reader = createReader({ model: deliveries, toItem: toDelivery });

  /** As if it had never been tried, in its place before what is newer. */
  const again = {
    $set: { state: 'waiting' as const, attempts: 0 },
    $unset: { firstTriedAt: 1, nextTryAt: 1, endedAt: 1 },
  };

  /** Whatever waits for a subscription has a lane afterwards. */
  async function wakeAll(subscriptionId: string, atOnce: boolean): Promise<void> {
    const subjects = await deliveries.distinct('subject', { subscriptionId, state: 'waiting' });
    await lanes.wake(
      subjects.map((subject) => ({ subscriptionId, subject })),
      atOnce,
    );
  }

  return {
    /** Without what was sent. */
    async page(filter: DeliveryFilter, query: PageQuery): Promise<{ items: Delivery[]; total: number }> {
      const { items, total } = await reader.page({ ...filter }, query);
      return { items: items.map(({ request: _request, ...item }) => item), total };
    },

    one: (id: string): Promise<Delivery | undefined> => reader.one(id),

    /** Sends a dead one again; one that waits is left as it is. Throws `not_found`, `illegal_transition`. */
    async replay(id: string): Promise<Delivery> {
      const record =
        (await deliveries.findOneAndUpdate({ _id: id, state: 'dead' }, again, { returnDocument: 'after' }).lean()) ??
        (await deliveries.findById(id).lean());
      if (!record) throw missing();
      const { state, subscriptionId } = record;
      if (state !== 'waiting' && !deliveryTransitions[state].waiting)
        throw new LisoloError('illegal_transition', { from: state, to: 'waiting' });
      await lanes.wake([record], true);
      sendSoon([subscriptionId]);
      return toDelivery(record);
    },

    /** Sends all dead ones of a subscription again; says how many. */
    async replayAll(subscriptionId: string): Promise<number> {
      const { modifiedCount } = await deliveries.updateMany({ subscriptionId, state: 'dead' }, again);
      await wakeAll(subscriptionId, true);
      sendSoon([subscriptionId]);
      return modifiedCount;
    },

    /** Deletes what is thirty days old, and gives a lane to what a crash has left without one; says how many were deleted. */
    async tidy(): Promise<number> {
      const { deletedCount } = await deliveries.deleteMany({
        createdAt: { $lt: new Date(clock().getTime() - keptMs) },
      });
      const known = await subscriptions.find({}, { active: 1 }).hint('_id_').lean();
      for (const { _id } of known.filter(({ active }) => active)) await wakeAll(_id, false);
      // Something happened in the very moment in which its subscription was removed.
      const laned = await lanes.subscriptions();
      for (const subscriptionId of laned.filter((each) => !known.some(({ _id }) => _id === each))) {
        await deliveries.deleteMany({ subscriptionId });
        await lanes.dropAll(subscriptionId);
      }
      return deletedCount;
    },
  };
}

export type Deliveries = ReturnType<typeof createDeliveries>;
