import { hourOf } from '../clock.ts';
import { areDuplicateKeys } from '../database/index.ts';
import { deliveryModel, type DeliveryRecord } from './delivery.model.ts';
import { deliveryStates } from './delivery.states.ts';
import type { StoringDeps } from './storing.ts';
import { subscriptionModel, type SubscriptionRecord } from './subscription.model.ts';
import type { WebhookEvent } from './types.ts';

/** `report.*` stands for every event of reports. */
const names = (wanted: string, type: string): boolean =>
  wanted === type || (wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1)));

/** Whether a subscription has asked for such an event of any kind there; without areas it asks for all. */
const wantsOfAnyKind = (
  { events, areas }: Pick<SubscriptionRecord, 'events' | 'areas'>,
  event: Pick<WebhookEvent, 'type' | 'areas'>,
): boolean =>
  events.some((wanted) => names(wanted, event.type)) &&
  (areas.length === 0 || areas.some((area) => event.areas.includes(area)));

/** Without categories it asks for all. */
const wantsKind = (
  { categories }: Pick<SubscriptionRecord, 'categories'>,
  { category }: Pick<WebhookEvent, 'category'>,
): boolean => categories.length === 0 || (category !== undefined && categories.includes(category));

/** What is sent: everything of the event. */
const bodyOf = ({ at, untimed: _untimed, moved: _moved, ...event }: WebhookEvent): string =>
  JSON.stringify({ ...event, at: at.toISOString() });

/** Keeps an event for each subscription that wants it. Done again, it changes nothing. */
export function createPublishing({ connection, clock, lanes, sendSoon }: StoringDeps) {
  const subscriptions = subscriptionModel(connection);
  const deliveries = deliveryModel(connection);

  async function insert(records: readonly DeliveryRecord[]): Promise<void> {
    try {
      await deliveries.collection.insertMany(records as object[], { ordered: false });
    } catch (error) {
      if (!areDuplicateKeys(error)) throw error;
    }
  }

  /** Those of them that were told something of it. */
  const whoKnow = (ids: readonly string[], subject: string): Promise<string[]> =>
    deliveries
      .distinct('subscriptionId', { subscriptionId: { $in: ids }, state: { $in: deliveryStates }, subject })
      .exec();

  async function wantingOf(event: WebhookEvent): Promise<readonly string[]> {
    const active = await subscriptions
      .find({ active: true }, { events: 1, areas: 1, categories: 1 })
      .lean<SubscriptionRecord[]>();
    const asking = active.filter((one) => wantsOfAnyKind(one, event));
    const others = asking.filter((one) => !wantsKind(one, event)).map(({ _id }) => _id);
    const left = event.moved && others.length > 0 ? await whoKnow(others, event.subject) : [];
    return [...asking.filter((one) => wantsKind(one, event)).map(({ _id }) => _id), ...left];
  }

  return async function publish(event: WebhookEvent): Promise<void> {
    const wanting = await wantingOf(event);
    if (wanting.length === 0) return;
    const { type, subject, sequence, untimed = false } = event;
    const createdAt = untimed ? hourOf(clock()) : clock();
    const known = { type, subject, sequence, body: bodyOf(event), createdAt, ...(untimed && { untimed }) };
    const record = { ...known, state: 'waiting', attempts: 0 } as const;
    await insert(wanting.map((id) => ({ _id: `${id}:${event.id}`, subscriptionId: id, ...record })));
    // After the deliveries: whoever empties a lane in between sees them, or sees that something was put in.
    await lanes.wake(wanting.map((subscriptionId) => ({ subscriptionId, subject })));
    sendSoon(wanting);
  };
}
