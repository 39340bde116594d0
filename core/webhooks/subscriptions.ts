import { createRegistry, newId } from '../database/index.ts';
import { LisoloError, isLisoloError } from '../errors.ts';
import type { Outbound } from '../outbound/index.ts';
import { closedBreaker } from './breaker.ts';
import { deliveryModel } from './delivery.model.ts';
import { secretOf } from './signature.ts';
import type { StoringDeps } from './storing.ts';
import { subscriptionModel, toSubscription, type Subscription } from './subscription.model.ts';

export interface NewSubscription {
  readonly url: string;
  readonly events: readonly string[];
  readonly areas?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly description?: string | undefined;
}
export type SubscriptionChange = {
  readonly [Field in keyof NewSubscription]?: NewSubscription[Field] | undefined;
} & { readonly active?: boolean | undefined };

/** With the secret, which is shown this once. */
export type SubscriptionWithSecret = Subscription & { readonly secret: string };

/** Time to give the new secret to every machine that checks signatures. */
const bothSecretsMs = 24 * 3_600_000;

const why: Readonly<Record<string, string>> = {
  bad_url: 'must be an address of the web, without a name and a password in it',
  private_address: 'leads into a private network, where nothing is sent',
  unknown_host: 'names a machine that nobody knows; check it and try again',
  timeout: 'names a machine that could not be looked up in time; try again',
};

/** Who hears, as the administration writes it. Nothing of a secret is stored. */
export function createSubscriptions({
  connection,
  clock,
  outbound,
  lanes,
  secret,
  sendSoon,
  httpsOnly = false,
}: StoringDeps & {
  readonly outbound: Pick<Outbound, 'check'>;
  readonly secret: string;
  readonly httpsOnly?: boolean;
}) {
  const model = subscriptionModel(connection);
  const deliveries = deliveryModel(connection);
  const registry = createRegistry({
    model,
    toItem: (record) => record,
    missing: 'there is no such subscription',
    taken: { field: 'id', reason: 'it is there already' },
  });

  /** Machines move, so that it is looked at again with each request; here it is told in time. */
  async function checkUrl(url: string): Promise<void> {
    if (httpsOnly && !/^https:/i.test(url))
      throw new LisoloError('invalid_input', { field: 'url', reason: 'must begin with https://' });
    try {
      await outbound.check(url);
    } catch (error) {
      const reason = isLisoloError(error) ? why[String(error.details['reason'])] : undefined;
      throw reason === undefined ? error : new LisoloError('invalid_input', { field: 'url', reason });
    }
  }

  return {
    page: async (filter: { readonly active?: boolean }, page: Parameters<typeof registry.page>[1]) => {
      const { items, total } = await registry.page(filter, page);
      return { items: items.map(toSubscription), total };
    },

    async one(id: string): Promise<Subscription | undefined> {
      const found = await registry.one(id);
      return found && toSubscription(found);
    },

    /** Throws `invalid_input` (`details.field`: `url`). */
    async create({ url, events, areas = [], categories = [], description = '' }: NewSubscription) {
      await checkUrl(url);
      const record = await registry.insert({
        _id: newId(),
        url,
        events: [...new Set(events)],
        areas: [...new Set(areas)],
        categories: [...new Set(categories)],
        description,
        active: true,
        secretNumber: 1,
        breaker: closedBreaker,
        breakerTurns: 0,
        revision: 1,
        createdAt: clock(),
      });
      return { ...toSubscription(record), secret: secretOf(secret, record._id, 1) };
    },

    /** Switched on again, or with another address, it is asked at once. Throws `not_found`, `conflict`, `invalid_input`. */
    async update(id: string, wished: SubscriptionChange, seen?: Pick<Subscription, 'revision'>) {
      if (wished.url !== undefined) await checkUrl(wished.url);
      const isAnew = wished.url !== undefined || wished.active === true;
      const afresh = { breaker: closedBreaker, quietUntil: null, offBecause: null };
      const { before, after } = await registry.update(id, seen, () => ({ ...wished, ...(isAnew ? afresh : {}) }));
      if (isAnew) await lanes.hasten(id);
      if (after.active) sendSoon([id]);
      return { before: toSubscription(before), after: toSubscription(after) };
    },

    /** The one before is good for a day more; an older one no longer. Throws `not_found`. */
    async rotate(id: string): Promise<SubscriptionWithSecret> {
      const olderSecretUntil = new Date(clock().getTime() + bothSecretsMs);
      const { after } = await registry.update(id, undefined, ({ secretNumber }) => ({
        secretNumber: secretNumber + 1,
        olderSecretUntil,
      }));
      return { ...toSubscription(after), secret: secretOf(secret, id, after.secretNumber) };
    },

    /** With everything that was kept for it. Throws `not_found`. */
    async remove(id: string): Promise<void> {
      const { deletedCount } = await model.deleteOne({ _id: id });
      await lanes.dropAll(id);
      await deliveries.deleteMany({ subscriptionId: id });
      if (deletedCount === 0) throw new LisoloError('not_found', { reason: 'there is no such subscription' });
    },
  };
}

export type Subscriptions = ReturnType<typeof createSubscriptions>;
