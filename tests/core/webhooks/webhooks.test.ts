import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { anEvent, forEachTest, hangUp, status, refusalOf, type Receiver, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
let receiver: Receiver;
forEachTest((both) => ({ world, receiver } = both));

const hour = 3_600;

describe('an event', () => {
  it.each([
    [{}, true],
    [{ events: ['report.updated'] }, true],
    [{ events: ['report.resolved', 'report.taken'] }, false],
    [{ events: ['fine.*'] }, false],
    [{ areas: ['SN', 'kinshasa.cd'] }, true],
    [{ areas: ['kinshasa.cd/Gombe'] }, false],
    [{ categories: ['pothole', 'garbage'] }, true],
    [{ categories: ['pothole'] }, false],
    [{ areas: ['CD'], categories: ['pothole'] }, false],
  ])('is sent to those who have asked for it: %j', async (wish, isSent) => {
    await world.subscribe(receiver, wish);
    await world.publish(anEvent('a', 1));
    expect(receiver.came()).toEqual(isSent ? ['a1'] : []);
  });

  it('that makes another kind of a subject is heard by those who know of it, and nothing that follows', async () => {
    await world.subscribe(receiver, { categories: ['garbage'] });
    const pothole = { category: 'pothole' };
    const moved = { ...pothole, moved: true };
    await world.publish(anEvent('a', 1), anEvent('a', 2, moved), anEvent('a', 3, pothole), anEvent('b', 1, moved));
    await world.publish(anEvent('a', 2, moved));
    expect(receiver.received[1]?.body).not.toContain('moved');
    expect(receiver.came()).toEqual(['a1', 'a2']);
  });

  it('is sent once, however often it is told', async () => {
    const { id } = await world.subscribe(receiver);
    await world.publish(anEvent('a', 1), anEvent('a', 1));
    await Promise.all([1, 2, 3].map(() => world.publish(anEvent('a', 1), anEvent('a', 2))));
    expect(receiver.came()).toEqual(['a1', 'a2']);
    expect(await world.states(id)).toEqual(['a1 delivered', 'a2 delivered']);
  });

  it('comes with its name, the name of the delivery, and a signature that anybody with the secret can check', async () => {
    const { id, secret } = await world.subscribe(receiver);
    const event = anEvent('a', 1, { data: { words: 'Trou devant l’école' } });
    await world.publish(event);
    const [one] = receiver.received;
    expect(one?.headers).toMatchObject({
      'content-type': 'application/json',
      'lisolo-event': 'report.updated',
      'lisolo-delivery': `${id}:a:1`,
    });
    expect(JSON.parse(one?.body ?? '')).toEqual({ ...event, at: '2026-03-02T10:00:00.000Z' });
    const [, t = '', v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(one?.headers['lisolo-signature'])) ?? [];
    expect(Number(t)).toBe(world.clock().getTime() / 1_000);
    expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${one?.body}`).digest('hex'));
  });

  it('is signed with both secrets for a day after they were changed, and no stored one gives a secret away', async () => {
    const { id, secret: older } = await world.subscribe(receiver);
    const { secret: newer } = await world.webhookSubscriptions.rotate(id);
    const signedBy = (secret: string): boolean => {
      const last = receiver.received.at(-1);
      const [t = '', ...signatures] = String(last?.headers['lisolo-signature']).split(',');
      const signed = createHmac('sha256', secret)
        .update(`${t.slice(2)}.${last?.body}`)
        .digest('hex');
      return signatures.includes(`v1=${signed}`);
    };
    await world.publish(anEvent('a', 1));
    expect([older, newer].map(signedBy)).toEqual([true, true]);
    world.later(24 * hour + 1);
    await world.publish(anEvent('a', 2));
    expect([older, newer].map(signedBy)).toEqual([false, true]);
    const stored = JSON.stringify(await world.connection.collection('webhook_subscriptions').find().toArray());
    expect([older, newer].some((secret) => stored.includes(secret.slice(6)))).toBe(false);
  });
});

describe('a target that fails', () => {
  it('keeps later events of the same report waiting, and no other report', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers((one, response) => status(one.subject === 'a' ? 500 : 204)(one, response));
    await world.publish(anEvent('a', 1), anEvent('a', 2), anEvent('b', 1), anEvent('b', 2));
    expect(receiver.came().sort()).toEqual(['a1', 'b1', 'b2']);
    expect(await world.sendDue()).toBe(0);
    receiver.answers(status(200));
    world.later(30);
    await world.sendDue();
    expect(receiver.came()).toEqual(['a1', 'a2']);
    expect(await world.states(id)).toEqual(['a1 delivered', 'a2 delivered', 'b1 delivered', 'b2 delivered']);
  });

  it.each([
    ['answers an error', status(500), { status: 500, reason: 'status' }],
    ['wants to send it elsewhere', status(307, { Location: 'http://169.254.169.254/' }), { status: 307, reason: 'status' }],
    ['hangs up', hangUp, { reason: 'broken_line' }],
    ['says nothing', () => undefined, { reason: 'timeout' }],
  ])('is tried again when it %s', async (_what, answer, last) => {
    const { id } = await world.subscribe(receiver);
    const impatient = world.process({ timeoutMs: 100 });
    receiver.answers(answer);
    await impatient.webhooks.publish(anEvent('a', 1));
    await impatient.webhooks.idle();
    expect(await world.webhookDeliveries.one(`${id}:a:1`)).toMatchObject({ state: 'waiting', attempts: 1, last });
    receiver.answers(status(200));
    world.later(30);
    await world.sendDue();
    expect(receiver.received.map(({ delivery }) => delivery)).toEqual([`${id}:a:1`, `${id}:a:1`]);
  }); // prettier-ignore

  it('is read no further than is kept of its answer', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers((_one, response) => {
      const more = (): void => {
        while (response.writable && response.write('é'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    await world.publish(anEvent('a', 1));
    const { state, last } = (await world.webhookDeliveries.one(`${id}:a:1`)) ?? {};
    expect([state, last?.text]).toEqual(['delivered', 'é'.repeat(500)]);
  });

  it.each([
    ['in seconds', () => '120'],
    ['by a date', () => new Date(world.clock().getTime() + 120_000).toUTCString()],
  ])('is left alone as long as it asks for, %s, with whatever it is about', async (_how, header) => {
    await world.subscribe(receiver);
    receiver.answers(status(429, { 'Retry-After': header() }));
    await world.publish(anEvent('a', 1));
    receiver.answers(status(200));
    world.later(119);
    await world.publish(anEvent('b', 1));
    await world.sendDue();
    expect(receiver.came()).toEqual(['a1']);
    world.later(1);
    await world.sendDue();
    expect(receiver.came().sort()).toEqual(['a1', 'b1']);
  });

  it('gets nothing more once it says that it is gone, until somebody switches it on again', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers(status(410));
    await world.publish(anEvent('a', 1));
    expect(await world.webhookSubscriptions.one(id)).toMatchObject({ active: false, offBecause: 'gone' });
    receiver.answers(status(200));
    await world.publish(anEvent('a', 2));
    expect(await world.states(id)).toEqual(['a1 dead']);
    const { after } = await world.webhookSubscriptions.update(id, { active: true });
    expect(after).toMatchObject({ active: true });
    expect(after).not.toHaveProperty('offBecause');
    await world.publish(anEvent('a', 3));
    expect(receiver.came()).toEqual(['a1', 'a3']);
  });

  it('is given up after ten tries and a day, and what is dead lets the next one pass', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers(status(503));
    await world.publish(anEvent('a', 1), anEvent('a', 2));
    const began = world.clock().getTime();
    for (let at = 0; at < 200 && (await world.states(id))[0] === 'a1 waiting'; at += 1) {
      world.later(hour / 2);
      await world.sendDue();
    }
    const { attempts = 0, state, endedAt } = (await world.webhookDeliveries.one(`${id}:a:1`)) ?? {};
    expect(state).toBe('dead');
    expect(attempts).toBeGreaterThanOrEqual(10);
    const hours = ((endedAt?.getTime() ?? 0) - began) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(24);
    expect(hours).toBeLessThan(32);
    receiver.answers(status(200));
    receiver.came();
    world.later(2 * hour);
    await world.sendDue();
    expect(receiver.came()).toEqual(['a2']);
  });
});

describe('what is dead', () => {
  /** Three events of one report and one of another; the target is gone for the first ones. */
  async function someDead(): Promise<string> {
    const { id } = await world.subscribe(receiver);
    for (const event of [anEvent('a', 1), anEvent('a', 2), anEvent('b', 1)]) {
      receiver.answers(status(410));
      await world.publish(event);
      await world.webhookSubscriptions.update(id, { active: true });
    }
    receiver.answers(status(200));
    receiver.came();
    return id;
  }

  it('can be looked at, with what was sent and what was answered, and never a signature', async () => {
    const id = await someDead();
    const { items, total } = await world.webhookDeliveries.page({ state: 'dead' }, { skip: 0, limit: 2 });
    expect([items.length, total]).toEqual([2, 3]);
    expect(items.every(({ request }) => request === undefined)).toBe(true);
    const one = await world.webhookDeliveries.one(`${id}:a:2`);
    expect(one).toMatchObject({ type: 'report.updated', attempts: 1, last: { status: 410, reason: 'gone', text: '' } });
    expect(JSON.parse(one?.request?.body ?? '')).toMatchObject({ id: 'a:2', sequence: 2 });
    expect(Object.keys(one?.request?.headers ?? {})).toEqual(['content-type', 'lisolo-event', 'lisolo-delivery']);
  });

  it('is sent again one by one, and no other', async () => {
    const id = await someDead();
    await world.webhookDeliveries.replay(`${id}:a:2`);
    await world.webhooks.idle();
    expect(receiver.came()).toEqual(['a2']);
    expect(await world.states(id)).toEqual(['a1 dead', 'a2 delivered', 'b1 dead']);
    expect(await refusalOf(world.webhookDeliveries.replay(`${id}:a:2`))).toEqual(['illegal_transition', 'delivered']);
    expect(await refusalOf(world.webhookDeliveries.replay(`${id}:c:1`))).toEqual(['not_found', undefined]);
  });

  it('is sent again all together, in its order and before what is newer', async () => {
    const id = await someDead();
    receiver.answers(status(500));
    await world.publish(anEvent('a', 3));
    receiver.answers(status(200));
    receiver.came();
    expect(await world.webhookDeliveries.replayAll(id)).toBe(3);
    await world.webhooks.idle();
    expect(receiver.came().filter((one) => one.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(await world.webhookDeliveries.replayAll(id)).toBe(0);
  });
});
