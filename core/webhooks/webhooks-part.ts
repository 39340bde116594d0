import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Outbound } from '../outbound/index.ts';
import { createDeliveries } from './deliveries.ts';
import { createLanes } from './lanes.ts';
import { createPinging } from './pinging.ts';
import { createPosting } from './posting.ts';
import { createPublishing } from './publishing.ts';
import { createSending } from './sending.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createTargets } from './targets.ts';
import { createTrying } from './trying.ts';
import type { Webhooks } from './types.ts';
import { createWithdrawing } from './withdrawing.ts';

/** Builds everything about outgoing webhooks. */
export function createWebhooksPart(given: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound;
  /** Of which those of the subscriptions are made. */
  readonly secret: string;
  /** Whether what is sent may be read on the way by nobody: in production. */
  readonly httpsOnly?: boolean;
  /** For tests. */
  readonly random?: () => number;
  readonly timeoutMs?: number;
  readonly patienceMs?: number;
}) {
  const deps = { random: Math.random, ...given };
  const lanes = createLanes(deps);
  const targets = createTargets(deps);
  const post = createPosting(deps);
  const tryNext = createTrying({ ...deps, lanes, targets, post });
  const sending = createSending({ ...deps, targets, tryNext });
  const { sendSoon, sendDue, idle, stop } = sending;
  const parts = { ...deps, lanes, targets, post, sendSoon };
  const webhooks: Webhooks & Pick<typeof sending, 'stop'> = {
    publish: createPublishing(parts),
    withdraw: createWithdrawing(deps),
    sendDue,
    idle,
    stop,
  };
  return {
    webhooks,
    webhookSubscriptions: createSubscriptions(parts),
    webhookDeliveries: createDeliveries(parts),
    pingWebhook: createPinging(parts),
  };
}

export type WebhooksPart = ReturnType<typeof createWebhooksPart>;
