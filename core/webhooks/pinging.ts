import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { DeliveryAnswer } from './delivery.model.ts';
import type { Post } from './posting.ts';
import { subscriptionModel } from './subscription.model.ts';
import type { Targets } from './targets.ts';

export interface PingResult {
  readonly delivered: boolean;
  readonly answer: DeliveryAnswer;
}

/** A request at once, to try whether a target takes and checks what it is sent. It is kept nowhere. */
export function createPinging({
  connection,
  clock,
  post,
  targets,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly post: Post;
  readonly targets: Pick<Targets, 'learn'>;
}) {
  const subscriptions = subscriptionModel(connection);

  /** Also where it is off or rests; whoever answers well is asked again. Throws `not_found`. */
  return async function ping(id: string): Promise<PingResult> {
    const subscription = await subscriptions.findById(id).lean();
    if (!subscription) throw new LisoloError('not_found', { reason: 'there is no such subscription' });
    const eventId = `ping:${newId()}`;
    const body = JSON.stringify({ id: eventId, type: 'ping', at: clock().toISOString(), data: {} });
    const { kind, answer } = await post(subscription, { _id: `${id}:${eventId}`, type: 'ping', body });
    if (kind === 'delivered') await targets.learn(id, 'success');
    return { delivered: kind === 'delivered', answer };
  };
}
