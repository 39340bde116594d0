import { describe, expect, it } from 'vitest';
import { createOutbound } from '../../../core/outbound/index.ts';
import { anEvent, forEachTest, status, refusalOf, type Receiver, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
let receiver: Receiver;
forEachTest((both) => ({ world, receiver } = both));

const hour = 3_600;

describe('a subscription', () => {
  it('is refused for an address that leads into our own network', async () => {
    const { webhookSubscriptions } = world.process({ outbound: createOutbound({ allowPrivate: false }) });
    const wish = { events: ['report.*'] };
    for (const url of ['http://127.0.0.1/', 'http://[::1]:8080/', 'http://169.254.169.254/', 'ftp://example.org/'])
      expect(await refusalOf(webhookSubscriptions.create({ ...wish, url }))).toEqual(['invalid_input', 'url']);
    const { id } = await world.subscribe(receiver);
    const moved = webhookSubscriptions.update(id, { url: 'http://10.0.0.1/' });
    expect(await refusalOf(moved)).toEqual(['invalid_input', 'url']);
  });

  it('reaches nothing once its name leads into our own network', async () => {
    let address = '93.184.215.14';
    const resolve = async () => [{ address, family: 4 }];
    const other = world.process({ outbound: createOutbound({ allowPrivate: false, resolve }) });
    const { id } = await other.webhookSubscriptions.create({ url: 'http://hooks.example/', events: ['report.*'] });
    address = '127.0.0.1';
    await other.webhooks.publish(anEvent('a', 1));
    await other.webhooks.idle();
    const { last } = (await other.webhookDeliveries.one(`${id}:a:1`)) ?? {};
    expect(last).toMatchObject({ reason: 'private_address' });
    expect(receiver.received).toEqual([]);
  });

  it('is tried by an event that nobody has to have caused, also while it is off', async () => {
    const { id } = await world.subscribe(receiver);
    await world.webhookSubscriptions.update(id, { active: false });
    expect(await world.pingWebhook(id)).toMatchObject({ delivered: true, answer: { status: 200 } });
    expect(receiver.received[0]?.headers['lisolo-event']).toBe('ping');
    receiver.answers(status(418));
    expect(await world.pingWebhook(id)).toMatchObject({ delivered: false, answer: { status: 418 } });
    expect(await world.states(id)).toEqual([]);
  });

  it('keeps nothing new while it is off, and sends what had waited once it is on', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers(status(500));
    await world.publish(anEvent('a', 1));
    await world.webhookSubscriptions.update(id, { active: false });
    receiver.answers(status(200));
    await world.publish(anEvent('a', 2));
    world.later(hour);
    expect(await world.sendDue()).toBe(0);
    await world.webhookSubscriptions.update(id, { active: true });
    await world.webhooks.idle();
    expect(receiver.came()).toEqual(['a1', 'a1']);
  });

  it('is asked at once at another address, however long it had failed', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers(status(500));
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await world.publish(anEvent(subject, 1));
    receiver.answers(status(200));
    receiver.came();
    const { after } = await world.webhookSubscriptions.update(id, { url: `${receiver.url}/new` });
    expect(after.breaker).toMatchObject({ state: 'closed', failures: 0 });
    await world.webhooks.idle();
    expect(receiver.received.map(({ path }) => path)).toEqual(Array.from({ length: 5 }, () => '/hook/new'));
  });

  it('stays on where its old address says that it is gone, and the new one is given already', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers((one, response) => {
      void world.webhookSubscriptions.update(id, { url: `${receiver.url}/new` }).then(() => status(410)(one, response));
    });
    await world.publish(anEvent('a', 1));
    receiver.answers(status(200));
    await world.publish(anEvent('a', 2));
    expect(await world.webhookSubscriptions.one(id)).toMatchObject({ active: true });
    expect(receiver.received.at(-1)).toMatchObject({ sequence: 2, path: '/hook/new' });
  });

  it('is removed with all that was kept for it', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers(status(500));
    await world.publish(anEvent('a', 1));
    await world.webhookSubscriptions.remove(id);
    for (const name of ['webhook_subscriptions', 'webhook_deliveries', 'webhook_lanes'])
      expect(await world.connection.collection(name).countDocuments()).toBe(0);
    // What somebody put in while it was removed.
    const late = { subscriptionId: id, subject: 'a' };
    await world.connection.collection<{ _id: string }>('webhook_lanes').insertOne({ _id: `${id}:a`, ...late });
    const delivery = { _id: `${id}:a:2`, ...late, state: 'waiting', createdAt: world.clock() };
    await world.connection.collection<{ _id: string }>('webhook_deliveries').insertOne(delivery);
    await world.webhookDeliveries.tidy();
    for (const name of ['webhook_deliveries', 'webhook_lanes'])
      expect(await world.connection.collection(name).countDocuments()).toBe(0);
    expect(await refusalOf(world.webhookSubscriptions.remove(id))).toEqual(['not_found', undefined]);
  });

  it('loses what is older than thirty days, and what a crash had lost from sight is found again', async () => {
    const { id } = await world.subscribe(receiver);
    await world.publish(anEvent('old', 1));
    world.later(30 * 24 * hour);
    receiver.answers(status(500));
    await world.publish(anEvent('a', 1));
    await world.connection.collection('webhook_lanes').deleteMany({});
    world.later(1);
    expect(await world.webhookDeliveries.tidy()).toBe(1);
    receiver.answers(status(200));
    receiver.came();
    await world.sendDue();
    expect(receiver.came()).toEqual(['a1']);
    expect(await world.states(id)).toEqual(['a1 delivered']);
    expect(await world.connection.collection('webhook_lanes').countDocuments()).toBe(0);
  });

  it('is refused for an address that anybody on the way can read, where people are real', async () => {
    const strict = world.process({ httpsOnly: true }).webhookSubscriptions;
    expect(await refusalOf(strict.create({ url: receiver.url, events: ['report.*'] }))).toEqual([
      'invalid_input',
      'url',
    ]);
    const { id } = await world.subscribe(receiver);
    expect(await refusalOf(strict.update(id, { url: receiver.url }))).toEqual(['invalid_input', 'url']);
    expect(await strict.update(id, { url: receiver.url.replace('http:', 'HTTPS:') })).toBeDefined();
  });

  it('that is slow keeps whoever sends for all no longer than they are patient', async () => {
    await world.subscribe(receiver);
    const hasAsked = new Promise<() => void>((resolve) =>
      receiver.answers((one, response) => resolve(() => status(200)(one, response))),
    );
    const hasty = world.process({ patienceMs: 1 });
    await hasty.webhooks.publish(anEvent('a', 1));
    const answer = await hasAsked;
    // Nothing is answered, and whoever waits for it comes back.
    expect(await hasty.webhooks.sendDue()).toBe(0);
    answer();
    await hasty.webhooks.idle();
    expect(receiver.came()).toEqual(['a1']);
  });
});
