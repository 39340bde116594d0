import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outbound } from '../../../core/outbound/index.ts';
import { createLanes } from '../../../core/webhooks/lanes.ts';
import { watchQueries } from '../../support/query-watch.ts';
import {
  anEvent,
  forEachTest,
  hangUp,
  startReceiver,
  status,
  type Answer,
  type Receiver,
  type WebhookWorld,
} from './webhook-world.ts';

let world: WebhookWorld;
let receiver: Receiver;
forEachTest((both) => ({ world, receiver } = both));

/** Whatever still waits is sent in the end, by somebody. */
async function untilAllIsSent(id: string): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    world.later(3_600);
    await world.sendDue();
    if ((await world.states(id)).every((one) => !one.endsWith('waiting'))) return;
  }
  throw new Error('something waits for ever');
}

describe('several processes', () => {
  it('send each event once, and those of one report in order', async () => {
    await world.subscribe(receiver);
    const [one, other] = [world.process(), world.process()];
    const subjects = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    for (const sequence of [1, 2, 3])
      await Promise.all(
        subjects.map((subject, at) => (at % 2 === 0 ? one : other).webhooks.publish(anEvent(subject, sequence))),
      );
    await Promise.all([one.webhooks.sendDue(), other.webhooks.sendDue()]);
    await Promise.all([one.webhooks.idle(), other.webhooks.idle()]);
    const came = receiver.came();
    expect(came).toHaveLength(24);
    for (const subject of subjects)
      expect(came.filter((each) => each.startsWith(subject))).toEqual([1, 2, 3].map((each) => `${subject}${each}`));
  });

  it('take no lane away into which something was put meanwhile, and leave no empty one', async () => {
    const lanes = createLanes(world);
    const lane = { subscriptionId: 'one', subject: 'a' };
    await lanes.wake([lane]);
    const first = await lanes.take('one');
    expect(await lanes.take('one')).toBeUndefined();
    await lanes.wake([lane]);
    if (first) await lanes.drop(first);
    const second = await lanes.take('one');
    expect(second?.stamp).toBe(2);
    // Whoever has lost it can do nothing with it any more.
    if (first) await lanes.release(first, world.clock());
    expect(await lanes.take('one')).toBeUndefined();
    if (second) await lanes.drop(second);
    expect(await lanes.subscriptions()).toEqual([]);
  });

  it('ask a target for four reports side by side, each of them, and no more', async () => {
    await world.subscribe(receiver);
    const held: (() => void)[] = [];
    let most = 0;
    receiver.answers((_one, response) => {
      held.push(() => void response.end());
      most = Math.max(most, held.length);
      // The last ones need not wait for others.
      if (receiver.received.length > 4) for (const answer of held.splice(0)) answer();
    });
    for (const subject of ['a', 'b', 'c', 'd', 'e', 'f']) await world.webhooks.publish(anEvent(subject, 1));
    await expect.poll(() => held.length).toBe(4);
    held.shift()?.();
    await world.webhooks.idle();
    expect([receiver.came().length, most]).toEqual([6, 4]);
  });

  it('go on with one target while another one keeps them waiting', async () => {
    const silent = await startReceiver();
    silent.answers(() => undefined);
    await world.subscribe(silent);
    await world.subscribe(receiver);
    const { webhooks } = world.process({ timeoutMs: 1_500 });
    await webhooks.publish(anEvent('a', 1));
    await expect.poll(() => [receiver.received.length, silent.received.length]).toEqual([1, 1]);
    const sending = webhooks.sendDue();
    await webhooks.publish(anEvent('b', 1));
    await expect.poll(() => receiver.received.length).toBe(2);
    await sending;
    await silent.stop();
  });

  it('send again, under the same name, what one of them had sent when it died', async () => {
    const { id } = await world.subscribe(receiver);
    let comeBack = (): void => undefined;
    const gone = new Promise<void>((resolve) => (comeBack = resolve));
    /** It sends, and hears of the answer only long after it was held for dead; then it takes it for a failure. */
    const dying: Outbound = {
      ...world.outbound,
      async ask(wish) {
        const answer = await world.outbound.ask(wish);
        await gone;
        return { ...answer, status: 500 };
      },
    };
    const late = world.process({ outbound: dying });
    await late.webhooks.publish(anEvent('a', 1));
    await expect.poll(() => receiver.received.length).toBe(1);
    expect(await world.sendDue()).toBe(0);
    world.later(61);
    expect(await world.sendDue()).toBe(1);
    expect(receiver.received.map(({ delivery }) => delivery)).toEqual([`${id}:a:1`, `${id}:a:1`]);
    comeBack();
    await late.webhooks.idle();
    expect(await world.states(id)).toEqual(['a1 delivered']);
    await world.publish(anEvent('a', 2));
    expect(receiver.came()).toEqual(['a1', 'a1', 'a2']);
  });

  it('bring the events of each report in order, whatever fails and whoever dies', async () => {
    const misfortunes: Readonly<Record<string, Answer>> = {
      error: status(500),
      busy: status(429, { 'Retry-After': '90' }),
      hangUp,
    };
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: fc.constant('tell' as const), subject: fc.constantFrom('a', 'b') }) },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 900 }) }),
      },
      fc.record({ do: fc.constant('answer' as const), how: fc.constantFrom('ok', ...Object.keys(misfortunes)) }),
      fc.record({ do: fc.constant('die' as const) }),
    );

    /** A process that can be made to die between sending and writing down what was answered. */
    const mortal = () => {
      let isDead = false;
      let died = (): void => undefined;
      const death = new Promise<void>((resolve) => (died = resolve));
      const outbound: Outbound = {
        ...world.outbound,
        async ask(wish) {
          const answer = await world.outbound.ask(wish).catch((error: unknown) => error);
          if (!isDead)
            return answer instanceof Error ? Promise.reject(answer) : (answer as Awaited<ReturnType<Outbound['ask']>>);
          died();
          return new Promise(() => undefined);
        },
      };
      const { webhooks } = world.process({ outbound });
      return {
        webhooks,
        async die() {
          isDead = true;
          await Promise.race([death, webhooks.sendDue()]);
        },
      };
    };

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        const { id } = await world.subscribe(receiver);
        const taken: string[] = [];
        const answerAs = (how: string): void =>
          receiver.answers((one, response) => {
            if (how === 'ok') taken.push(`${one.subject}${one.sequence}`);
            (misfortunes[how] ?? status(200))(one, response);
          });
        const told = { a: 0, b: 0 };
        let current = mortal();
        answerAs('ok');
        for (const each of steps) {
          if (each.do === 'wait') world.later(each.seconds);
          if (each.do === 'answer') answerAs(each.how);
          if (each.do === 'tell') {
            told[each.subject] += 1;
            await current.webhooks.publish(anEvent(each.subject, told[each.subject]));
          }
          if (each.do === 'die') {
            await current.die();
            current = mortal();
          }
          await current.webhooks.sendDue();
        }
        answerAs('ok');
        await untilAllIsSent(id);
        for (const [subject, count] of Object.entries(told)) {
          const came = taken.filter((one) => one.startsWith(subject)).map((one) => Number(one.slice(1)));
          expect(came).toEqual(came.toSorted((one, other) => one - other));
          expect([...new Set(came)]).toEqual(Array.from({ length: count }, (_none, at) => at + 1));
        }
        await world.clear();
      }),
      { numRuns: 6 },
    );
  });
});

describe('what is asked of the database about webhooks', () => {
  it('is answered by an index, however much waits', async () => {
    const watch = await watchQueries(world.uri, ['webhook_subscriptions', 'webhook_deliveries', 'webhook_lanes']);
    const many = Array.from({ length: 300 }, (_none, at) => at);
    const subscriptions = await Promise.all(
      many.slice(0, 3).map(() => world.subscribe(receiver, { categories: ['garbage'] })),
    );
    for (const { id } of subscriptions.slice(1)) await world.webhookSubscriptions.update(id, { active: false });
    const [first, second] = subscriptions.map(({ id }) => id);
    const records = many.flatMap((at) =>
      subscriptions.map(({ id }) => ({
        _id: `${id}:s${at}:1`, subscriptionId: id, type: 'report.taken', subject: `s${at}`, sequence: 1, body: '{}', attempts: 0,
        state: (['waiting', 'delivered', 'dead'] as const)[at % 3], createdAt: new Date(world.clock().getTime() - at * 600_000),
      })),
    ); // prettier-ignore
    await world.connection.collection('webhook_deliveries').insertMany(records as object[]);
    await world.webhookDeliveries.tidy();
    const { webhooks, webhookDeliveries, webhookSubscriptions } = world.process({ connection: watch.connection });
    const page = { skip: 0, limit: 50, sort: '-createdAt' };
    const uses: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['publish', () => webhooks.publish(anEvent('s0', 2))],
      ['publish what has moved', () => webhooks.publish(anEvent('s1', 2, { category: 'noise', moved: true }))],
      ['send', async () => (await webhooks.sendDue(), webhooks.idle())],
      ['all', () => webhookDeliveries.page({}, page)],
      ['by state', () => webhookDeliveries.page({ state: 'dead' }, page)],
      ['by subscription', () => webhookDeliveries.page({ subscriptionId: first ?? '' }, page)],
      ['by both', () => webhookDeliveries.page({ subscriptionId: first ?? '', state: 'dead' }, page)],
      ['replay', () => webhookDeliveries.replay(`${first}:s2:1`)],
      ['subscriptions', () => webhookSubscriptions.page({}, page)],
      ['switch on', () => webhookSubscriptions.update(first ?? '', { active: true })],
    ];
    for (const [what, use] of uses) expect(await watch.faults(what, use)).toEqual([]);
    // Those that touch as much as they name.
    expect(await watch.faults('replay all', () => webhookDeliveries.replayAll(second ?? ''), { docs: 300 })).toEqual(
      [],
    );
    expect(await watch.faults('tidy', () => webhookDeliveries.tidy(), { docs: 300 })).toEqual([]);
    await webhooks.idle();
    expect(await watch.faults('remove', () => webhookSubscriptions.remove(first ?? ''))).toEqual([]);
    await watch.close();
  });
});
