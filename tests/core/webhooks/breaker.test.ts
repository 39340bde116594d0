import { describe, expect, it } from 'vitest';
import type { Outbound } from '../../../core/outbound/index.ts';
import { askedMs, backOffMs, isSpent } from '../../../core/webhooks/back-off.ts';
import {
  admits,
  afterTry,
  breakerTransitions,
  closedBreaker,
  mostFailures,
  type Breaker,
} from '../../../core/webhooks/breaker.ts';
import { breakerStates } from '../../../core/webhooks/index.ts';
import { anEvent, forEachTest, status, type Receiver, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
let receiver: Receiver;
forEachTest((both) => ({ world, receiver } = both));

describe('the breaker', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  const at = (state: Breaker['state'], more: Partial<Breaker> = {}): Breaker => ({
    state,
    failures: state === 'closed' ? mostFailures - 1 : mostFailures,
    openings: state === 'closed' ? 0 : 1,
    ...(state === 'closed' ? {} : { until: now }),
    ...more,
  });

  it.each(breakerStates.flatMap((state) => (['success', 'failure'] as const).map((event) => [state, event] as const)))(
    'goes from %s after a %s as its table says',
    (state, event) => {
      expect(afterTry(at(state), event, now).state).toBe(breakerTransitions[state][event]);
    },
  );

  it('stays closed for fewer failures in a row than five, and forgets them with a success', () => {
    const [one] = [afterTry(closedBreaker, 'failure', now)];
    expect(one).toEqual({ state: 'closed', failures: 1, openings: 0 });
    expect(afterTry(one, 'success', now)).toBe(closedBreaker);
    expect(afterTry(closedBreaker, 'success', now)).toBe(closedBreaker);
  });

  it('stays open twice as long each time, up to an hour', () => {
    let breaker = at('closed');
    const minutes = [1, 2, 3, 4, 5, 6, 7, 8].map(() => {
      breaker = { ...afterTry(breaker, 'failure', now), state: 'half_open' };
      return ((breaker.until?.getTime() ?? 0) - now.getTime()) / 60_000;
    });
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('lets all through, or one when it is time, or none', () => {
    const soon = new Date(now.getTime() + 1);
    expect(admits(at('closed'), now)).toBe('all');
    for (const state of ['open', 'half_open'] as const) {
      expect(admits(at(state, { until: soon }), now)).toBe('none');
      expect(admits(at(state), now)).toBe('probe');
    }
  });

  it('opens after five failures over all that is sent to a target, finds out by one request, and closes', async () => {
    const { id } = await world.subscribe(receiver);
    const stateOf = async () => (await world.webhookSubscriptions.one(id))?.breaker.state;
    receiver.answers(status(500));
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await world.publish(anEvent(subject, 1));
    expect(await stateOf()).toBe('open');
    receiver.came();
    // All five are due again, and so is a new one; nobody asks before the minute is over.
    world.later(59);
    await world.publish(anEvent('f', 1));
    expect(await world.sendDue()).toBe(0);
    world.later(1);
    const others = [world.process(), world.process()];
    await Promise.all([world.sendDue(), ...others.map(({ webhooks }) => webhooks.sendDue())]);
    expect(receiver.came()).toHaveLength(1);
    expect(await stateOf()).toBe('open');
    receiver.answers(status(200));
    world.later(120);
    await world.sendDue();
    expect(await stateOf()).toBe('closed');
    expect(receiver.came().sort()).toEqual(['a1', 'b1', 'c1', 'd1', 'e1', 'f1']);
  });

  it('is not left half open by a process that died while it found out', async () => {
    const { id } = await world.subscribe(receiver);
    receiver.answers(status(500));
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await world.publish(anEvent(subject, 1));
    world.later(61);
    const dying: Outbound = { ...world.outbound, ask: () => new Promise(() => undefined) };
    void world.process({ outbound: dying }).webhooks.sendDue();
    await expect.poll(async () => (await world.webhookSubscriptions.one(id))?.breaker.state).toBe('half_open');
    receiver.answers(status(200));
    receiver.came();
    expect(await world.sendDue()).toBe(0);
    world.later(61);
    await world.sendDue();
    expect(receiver.came()).toHaveLength(5);
  });
});

describe('the time between tries', () => {
  it('grows from half a minute to six hours, and any part of it may be waited', () => {
    const longest = (failures: number) => backOffMs(failures, () => 1) / 1_000;
    expect([1, 2, 3, 8, 10, 11, 50].map(longest)).toEqual([30, 60, 120, 3_840, 15_360, 21_600, 21_600]);
    expect(backOffMs(5, () => 0)).toBe(0);
  });

  it('ends after ten tries and a day, never after one of them only', () => {
    const day = 86_400_000;
    const spent = (attempts: number, ms: number) => isSpent(attempts, new Date(0), new Date(ms));
    expect([spent(9, 2 * day), spent(10, day - 1), spent(10, day)]).toEqual([false, false, true]);
  });

  it.each([
    [undefined, 0],
    ['', 0],
    ['soon', 0],
    ['-5', 0],
    ['0', 0],
    ['120', 120_000],
    ['999999999', 86_400_000],
    ['Mon, 02 Mar 2026 10:01:00 GMT', 60_000],
    ['Mon, 02 Mar 2026 09:00:00 GMT', 0],
  ])('is as long as the target asks for: %s', (header, ms) => {
    expect(askedMs(header, new Date('2026-03-02T10:00:00Z'))).toBe(ms);
  });
});
