import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { isLisoloError } from '../../../core/errors.ts';
import { silentLog } from '../../../core/log.ts';
import { createOutbound } from '../../../core/outbound/index.ts';
import { createWebhooksPart, type NewSubscription, type WebhookEvent } from '../../../core/webhooks/index.ts';
import { testDatabase } from '../../support/mongo.ts';

export const ownSecret = 'a secret for tests that is long enough';

export interface Received {
  /** Of the report that it is about, and the number of the event. */
  readonly subject: string;
  readonly sequence: number;
  readonly delivery: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (one: Received, response: ServerResponse) => void;
export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_one, response) =>
    void response.writeHead(code, headers).end();
export const hangUp: Answer = (_one, response) => void response.socket?.destroy();

/** Somebody else's system, which answers as it is told. */
export async function startReceiver() {
  const received: Received[] = [];
  let answer: Answer = status(200);
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const { subject = '', sequence = 0 } = JSON.parse(body) as { subject?: string; sequence?: number };
      const { headers, url: path = '' } = request;
      const one = { subject, sequence, delivery: String(headers['lisolo-delivery']), path, headers, body };
      received.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answers: (with_: Answer) => void (answer = with_),
    /** What came since the last look, as `a1`, sorted. */
    came: () => received.splice(0).map(({ subject, sequence }) => `${subject}${sequence}`),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

export const anEvent = (subject: string, sequence: number, more: Partial<WebhookEvent> = {}): WebhookEvent => ({
  id: `${subject}:${sequence}`,
  type: 'report.updated',
  subject,
  sequence,
  at: new Date('2026-03-02T10:00:00Z'),
  country: 'CD',
  areas: ['kinshasa.cd/Limete', 'kinshasa.cd', 'CD/kinshasa', 'CD'],
  category: 'garbage',
  data: { report: { id: subject } },
  ...more,
});

/** A database with a time of its own, and as many processes over it as are wanted. */
export async function webhookWorld() {
  const database = await testDatabase();
  const { connection } = database;
  let now = new Date('2026-03-02T10:00:00Z');
  const clock = (): Date => new Date(now);
  const usual = createOutbound({ allowPrivate: true });

  const process = (more: Partial<Parameters<typeof createWebhooksPart>[0]> = {}) =>
    createWebhooksPart({
      connection, clock, log: silentLog, outbound: usual, secret: ownSecret, random: () => 1, timeoutMs: 2_000, ...more,
    }); // prettier-ignore
  const first = process();

  return {
    ...first,
    connection,
    uri: database.uri,
    clock,
    outbound: usual,
    process,
    later: (seconds: number) => void (now = new Date(now.getTime() + seconds * 1_000)),
    subscribe: (receiver: Pick<Receiver, 'url'>, more: Partial<NewSubscription> = {}) =>
      first.webhookSubscriptions.create({ url: receiver.url, events: ['report.*'], ...more }),
    /** Everything that was told, once it was sent as far as it could be. */
    async publish(...events: readonly WebhookEvent[]) {
      for (const event of events) await first.webhooks.publish(event);
      await first.webhooks.idle();
    },
    async sendDue() {
      const tried = await first.webhooks.sendDue();
      await first.webhooks.idle();
      return tried;
    },
    /** How the deliveries of a subscription stand, as `a1 waiting`, in their order. */
    async states(subscriptionId: string) {
      const { items } = await first.webhookDeliveries.page({ subscriptionId }, { skip: 0, limit: 200 });
      return items.map(({ subject, sequence, state }) => `${subject}${sequence} ${state}`).sort();
    },
    /** Forgets every subscription. */
    async clear() {
      await first.webhooks.idle();
      const { items } = await first.webhookSubscriptions.page({}, { skip: 0, limit: 200 });
      for (const { id } of items) await first.webhookSubscriptions.remove(id);
    },
    stop: () => database.drop(),
  };
}

export type WebhookWorld = Awaited<ReturnType<typeof webhookWorld>>;

/** Gives the tests of a file such a world, and a system that hears of it; both afresh between tests. */
export function forEachTest(
  given: (both: { readonly world: WebhookWorld; readonly receiver: Receiver }) => void,
): void {
  let world: WebhookWorld;
  let receiver: Receiver;
  beforeAll(async () => {
    [world, receiver] = [await webhookWorld(), await startReceiver()];
    given({ world, receiver });
  });
  afterEach(async () => {
    await world.clear();
    receiver.answers(status(200));
    receiver.received.length = 0;
  });
  afterAll(async () => {
    await receiver.stop();
    await world.stop();
  });
}

/** The code with which something was refused, and the field or the state that it is about. */
export const refusalOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'was done',
    (error: unknown) => (isLisoloError(error) ? [error.code, error.details['field'] ?? error.details['from']] : error),
  );
