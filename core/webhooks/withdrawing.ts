import type { Connection } from 'mongoose';
import { deliveryModel } from './delivery.model.ts';
import { subscriptionModel } from './subscription.model.ts';
import type { Webhooks } from './types.ts';

/** Takes back what was not told yet. What was delivered is not kept, so that there is nothing left to take back. */
export function createWithdrawing({ connection }: { readonly connection: Connection }): Webhooks['withdraw'] {
  const subscriptions = subscriptionModel(connection);
  const deliveries = deliveryModel(connection);

  return async function withdraw(subject, data) {
    const known = await subscriptions.find({}, { _id: 1 }).hint('_id_').lean();
    for (const { _id: subscriptionId } of known) {
      const left = await deliveries
        .find({ subscriptionId, state: { $in: ['waiting', 'dead'] }, subject }, { body: 1 })
        .lean();
      for (const { _id, body = '{}' } of left) {
        const said = JSON.parse(body) as Record<string, unknown>;
        // Not where it has been delivered meanwhile.
        await deliveries.updateOne({ _id, body }, { $set: { body: JSON.stringify({ ...said, data }) } });
      }
    }
  };
}
