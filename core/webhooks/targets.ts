import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { guardedChange } from '../database/index.ts';
import { isLisoloError } from '../errors.ts';
import { admits, afterTry } from './breaker.ts';
import { subscriptionModel, type SubscriptionRecord } from './subscription.model.ts';

/** A prober that has not answered by then has died with its process. */
const probeMs = 60_000;

/** How the targets are: who may be asked now, and what was learned by asking. */
export function createTargets({ connection, clock }: { readonly connection: Connection; readonly clock: Clock }) {
  const subscriptions = subscriptionModel(connection);
  const change = guardedChange<'breakerTurns', SubscriptionRecord, SubscriptionRecord>({
    counter: 'breakerTurns',
    toItem: (record) => record,
    missing: 'there is no such subscription',
  });

  const isQuiet = ({ quietUntil }: SubscriptionRecord): boolean => quietUntil !== undefined && quietUntil > clock();
  const admission = (one: SubscriptionRecord): 'all' | 'probe' | 'none' =>
    !one.active || isQuiet(one) ? 'none' : admits(one.breaker, clock());

  return {
    /** Those that may be asked now. */
    async open(): Promise<readonly string[]> {
      const found = await subscriptions.find({ active: true }).lean<SubscriptionRecord[]>();
      return found.filter((one) => admission(one) !== 'none').map(({ _id }) => _id);
    },

    /** As it stands now; undefined where it may not be asked. */
    async ready(id: string): Promise<SubscriptionRecord | undefined> {
      const found = await subscriptions.findById(id).lean<SubscriptionRecord>();
      return found && admission(found) !== 'none' ? found : undefined;
    },

    /** Whether this request may go: where only one may, of several that ask it is one. */
    async admit({ _id, breaker, breakerTurns }: SubscriptionRecord): Promise<boolean> {
      if (admits(breaker, clock()) === 'all') return true;
      const until = new Date(clock().getTime() + probeMs);
      const { matchedCount } = await subscriptions.updateOne(
        { _id, breakerTurns },
        { $set: { 'breaker.state': 'half_open', 'breaker.until': until }, $inc: { breakerTurns: 1 } },
      );
      return matchedCount === 1;
    },

    /** What a try has shown. */
    async learn(id: string, event: 'success' | 'failure', askedMs = 0): Promise<void> {
      const now = clock();
      const quietUntil = new Date(now.getTime() + askedMs);
      try {
        await change(subscriptions, id, ({ breaker }) => {
          const after = afterTry(breaker, event, now);
          if (after === breaker && askedMs === 0) return undefined;
          return { $set: { breaker: after }, ...(askedMs > 0 && { $max: { quietUntil } }) };
        });
      } catch (error) {
        // Taken away meanwhile.
        if (!isLisoloError(error, 'not_found')) throw error;
      }
    },

    /** It has said that it is gone for good; not where somebody has given another address meanwhile. */
    async switchOff({ _id, url }: Pick<SubscriptionRecord, '_id' | 'url'>): Promise<void> {
      const isOn = { _id, url, active: true };
      await subscriptions.updateOne(isOn, { $set: { active: false, offBecause: 'gone' }, $inc: { revision: 1 } });
    },
  };
}

export type Targets = ReturnType<typeof createTargets>;
