import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { finePurpose, type Fine } from '../../../core/fines/index.ts';
import {
  isFinalPayment,
  paymentModel,
  toPayment,
  type Payment,
  type ProviderEvent,
} from '../../../core/payments/index.ts';
import { moneyWorld, payerPhone, type Fault, type MoneyWorld } from './money-world.ts';

let world: MoneyWorld;
beforeAll(async () => {
  world = await moneyWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

type Step =
  | { do: 'request'; fine: number; units: number; anyway: boolean; key: number }
  | { do: 'approve' | 'refuse'; which: number; times: number }
  | { do: 'word'; which: number; outcome: ProviderEvent['outcome']; units: number; currency: 'CDF' | 'USD' }
  | { do: 'wait'; minutes: number }
  | { do: 'job' }
  | { do: 'fault'; fault: Fault; when: 'before' | 'after' };

const faults: Fault[] = ['initiate', 'status', 'apply', 'post', 'print', 'store', 'notify'];
const which = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      fine: fc.nat({ max: 1 }),
      units: fc.constantFrom(1, 20_000, 50_000),
      anyway: fc.boolean(),
      key: fc.nat({ max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('approve' as const), which, times: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), which, times: fc.nat({ max: 2 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('word' as const),
      which,
      outcome: fc.constantFrom(
        'pending' as const,
        'confirmed' as const,
        'confirmed' as const,
        'refused' as const,
        'expired' as const,
        'failed' as const,
      ),
      units: fc.constantFrom(1, 20_000, 60_000),
      currency: fc.constantFrom('CDF' as const, 'CDF' as const, 'USD' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 3, 10) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('job' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom(...faults),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
);

const all = async (): Promise<Payment[]> =>
  (await paymentModel(world.database.connection).find().sort({ _id: 1 }).lean()).map(toPayment);
const nth = <T>(list: readonly T[], at: number): T | undefined =>
  list.length > 0 ? list[at % list.length] : undefined;
const tolerate = (): undefined => undefined;

/** Plays a step; `vouched` gathers the payments whose money a provider has confirmed to us. */
async function play(one: Step, fines: readonly Fine[], vouched: Set<string>): Promise<void> {
  const requested = (await all()).filter(({ lateOf }) => !lateOf);
  switch (one.do) {
    case 'request': {
      const fine = fines[one.fine];
      if (fine)
        await world.payments
          .request(world.wish([fine], one.units, { anyway: one.anyway }), `turn:${one.key}`)
          .catch(tolerate);
      return;
    }
    case 'approve':
    case 'refuse': {
      const waiting = nth(await world.sandbox.pendingFor(payerPhone), one.which);
      if (waiting) await world.sandbox[one.do](waiting.id, { times: one.times });
      if (waiting && one.do === 'approve' && one.times > 0) vouched.add(waiting.id);
      return world.idle();
    }
    case 'word': {
      const payment = nth(requested, one.which);
      if (!payment) return;
      const money = { amount: one.units * 100, currency: one.currency };
      await world.payments.settle('sandbox', { ref: payment.providerRef, outcome: one.outcome, money });
      if (one.outcome === 'confirmed') vouched.add(payment.providerRef);
      return;
    }
    case 'wait':
      return world.pass(one.minutes);
    case 'job':
      await Promise.all([world.payments.lookAfter(world.now()), world.payments.lookAfter(world.now())]);
      return;
    case 'fault':
      world.faults.set(one.fault, one.when);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

async function checkBooks(fines: readonly Fine[]): Promise<void> {
  const confirmed = (await all()).filter(({ state }) => state === 'confirmed');
  expect(await world.ledger.verify()).toEqual({ ok: true, entries: confirmed.length, unbalanced: [] });
  const balances = await world.ledger.balances();
  const balance = (prefix: string, currency: string): number =>
    sum(
      balances.filter((one) => one.account.startsWith(prefix) && one.currency === currency).map(({ amount }) => amount),
    );
  const inCurrency = (currency: string): Payment[] =>
    confirmed.filter(({ received }) => received?.currency === currency);
  for (const currency of ['CDF', 'USD']) {
    expect(balance('cash:', currency)).toBe(sum(inCurrency(currency).map(({ received }) => received?.amount ?? 0)));
    expect(
      balance('credit:', currency) + sum(inCurrency(currency).map(({ steps }) => steps.allocated?.excess ?? 0)),
    ).toBe(0);
  }
  const now = await world.fines.byIds(fines.map(({ id }) => id));
  expect(balance('fines:', 'CDF') + sum(now.map(({ paidAmount }) => paidAmount))).toBe(0);
  for (const fine of now) {
    expect(fine.paidAmount).toBe(sum(fine.payments.map(({ amount }) => amount)));
    expect(fine.paidAmount).toBeLessThanOrEqual(fine.due.amount);
    expect(new Set(fine.payments.map(({ paymentId }) => paymentId)).size).toBe(fine.payments.length);
    expect(fine.reservations).toEqual([]);
  }
}

it('whatever the order, repetition and loss of messages, the book sums to zero and no confirmed money is lost', async () => {
  const enough = Date.now() + 10_000;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 28 }), async (steps) => {
      // A run is never cut in the middle: it would go on under the next test.
      if (Date.now() > enough) return;
      await world.clear();
      const fines = [await world.fine(), await world.fine()];
      const ended = new Map<string, string>();
      const vouched = new Set<string>();
      for (const one of steps) {
        await play(one, fines, vouched);
        for (const payment of await all()) {
          const before = ended.get(payment.id);
          if (before) expect(payment.state).toBe(before);
          if (isFinalPayment(payment.state)) ended.set(payment.id, payment.state);
        }
      }
      await world.settleDown();
      const payments = await all();
      expect(payments.filter(({ state }) => !isFinalPayment(state))).toEqual([]);
      expect(payments.filter(({ nextLookAt }) => nextLookAt)).toEqual([]);
      const booked = payments.filter(({ state }) => state === 'confirmed');
      for (const ref of vouched)
        expect(booked.filter(({ providerRef }) => providerRef.startsWith(ref))).toHaveLength(1);
      for (const payment of booked) {
        expect(payment.receiptNumber).toBeDefined();
        expect(world.notices.filter(({ key }) => key === `payment:${payment.id}:confirmed`)).toHaveLength(1);
      }
      await checkBooks(fines);
    }),
    { numRuns: Number(process.env['FC_RUNS'] ?? 20) },
  );
}, 60_000);

it('what the wallet really gave is what the book holds, when every callback is lost and every first call fails', async () => {
  const fine = await world.fine();
  const wish = world.wish([fine], 50_000);
  world.faults.set('initiate', 'after');
  await world.payments.request(wish, 'turn:1');
  const [waiting] = await world.sandbox.pendingFor(payerPhone);
  expect(waiting).toBeDefined();
  await world.sandbox.approve(waiting?.id ?? '', { times: 0 });
  for (const fault of faults) world.faults.set(fault, 'after');
  for (let round = 0; round < 12; round += 1) {
    world.pass(11);
    await world.payments.lookAfter(world.now());
  }
  await checkBooks([fine]);
  expect((await world.fines.byId(fine.id))?.moneyStatus).toBe('paid');
  expect(finePurpose([fine.id]).id).toBe(fine.id);
});
