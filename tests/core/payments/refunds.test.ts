import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Text } from '../../../core/dialog/words.ts';
import { createSurpluses, endOfDayAfter, finePurpose, surplusJobs, type Fine } from '../../../core/fines/index.ts';
import { checkLedger } from '../../../core/ledger-check.ts';
import type { Payment, RefundEvent } from '../../../core/payments/index.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from './money-world.ts';

let world: MoneyWorld;
let payBack: RefundEvent['outcome'] = 'confirmed';
beforeAll(async () => {
  world = await moneyWorld(undefined, { payBack: () => payBack });
});
beforeEach(async () => {
  payBack = 'confirmed';
  await world.clear();
});
afterAll(() => world.database.drop());

const requester = { channel: 'telegram' as const, address: '7', personId: 'person' };
let turn = 0;

/** A payment of some fines, of which `came` units really came. */
async function paid(fines: readonly Fine[], units: number, came = units): Promise<Payment> {
  const wish = world.wish(fines, units, { requester, anyway: true });
  const { id, providerRef } = await world.payments.request(wish, `turn:${(turn += 1)}`);
  const money = { amount: came * 100, currency: 'CDF' as const };
  await world.payments.settle('sandbox', { ref: providerRef, outcome: 'confirmed', money });
  return (await world.payments.byId(id)) as Payment;
}
const why = { reason: 'a mistake', by: 'admin' };
const balance = async (prefix: string): Promise<number> =>
  (await world.ledger.balances(prefix)).reduce((sum, { amount }) => sum + amount, 0);
const agree = async (): Promise<void> => expect((await checkLedger(world.database)).faults).toEqual([]);
const keys = (): string[] => world.notices.map(({ key }) => key);

describe('giving a payment back', () => {
  it('gives back all of it: the fine is due again, the cash has left, and the payer is told once', async () => {
    const fine = await world.fine(50_000);
    const payment = await paid([fine], 50_000);
    const wish = { paymentId: payment.id, ...why };
    const [refund] = await world.refunds.refund(wish, 'r:1');
    await Promise.all([world.refunds.refund(wish, 'r:1'), world.refunds.refund(wish, 'r:1')]);
    expect(refund).toMatchObject({ state: 'paid', amount: 5_000_000 });
    expect(refund?.history.map(({ to }) => to)).toEqual(['created', 'requested', 'paid']);
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'unpaid', paidAmount: 0 });
    expect([await balance('cash:'), await balance('fines:'), await balance('refunds:')]).toEqual([0, 0, 0]);
    expect(keys().filter((key) => key.startsWith('refund:'))).toEqual([`refund:${refund?.id}:paid`]);
    expect((world.notices.at(-1)?.body[0] as Text).key).toBe('payments:notice.refunded');
    expect((await world.payments.byId(payment.id))?.state).toBe('confirmed');
    await agree();
  });

  it('gives back parts until nothing is left, and then says how much there is', async () => {
    const payment = await paid([await world.fine(50_000)], 50_000);
    const part = (amount: number, key: string) => world.refunds.refund({ paymentId: payment.id, amount, ...why }, key);
    await part(2_000_000, 'r:1');
    await part(3_000_000, 'r:2');
    await expect(part(1, 'r:3')).rejects.toMatchObject({ code: 'invalid_input', details: { most: 0 } });
    expect(await balance('cash:')).toBe(0);
    await agree();
  });

  it.each([0, -1, 0.5, 5_000_001])('refuses an amount of %s', async (amount) => {
    const payment = await paid([await world.fine(50_000)], 50_000);
    await expect(world.refunds.refund({ paymentId: payment.id, amount, ...why }, 'r:1')).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('gives the owner the time to pay anew: the days in which nothing was due do not count', async () => {
    const fine = await world.fine(50_000);
    const payment = await paid([fine], 50_000);
    world.pass(200 * 24 * 60);
    const now = world.now();
    await world.refunds.refund({ paymentId: payment.id, amount: 1_000_000, ...why }, 'r:1');
    const open = await world.fines.byId(fine.id);
    expect(open?.deadline).toEqual(endOfDayAfter(now, 30, 'CD'));
    expect(open?.schedule).toEqual({ nextAt: now, done: [] });
    // Once it is open it goes on running.
    world.pass(24 * 60);
    await world.refunds.refund({ paymentId: payment.id, ...why }, 'r:2');
    expect((await world.fines.byId(fine.id))?.deadline).toEqual(open?.deadline);
  });

  it('takes of one of several things no more than lies there, and all of it where no amount is said', async () => {
    const [one, two] = [await world.fine(50_000), await world.fine(20_000)];
    const payment = await paid([one, two], 70_000);
    const part = { paymentId: payment.id, part: two.id, ...why };
    await expect(world.refunds.refund({ ...part, amount: 2_000_001 }, 'r:1')).rejects.toMatchObject({
      code: 'invalid_input',
      details: { most: 2_000_000 },
    });
    expect(await world.refunds.refund(part, 'r:2')).toMatchObject([{ state: 'paid', amount: 2_000_000 }]);
    await expect(world.refunds.refund(part, 'r:3')).rejects.toMatchObject({ details: { most: 0 } });
    expect((await world.fines.byId(one.id))?.moneyStatus).toBe('paid');
    await agree();
  });

  it('refuses a key that came with another refund', async () => {
    const [first, second] = [await paid([await world.fine()], 50_000), await paid([await world.fine()], 50_000)];
    const wish = { paymentId: first.id, amount: 1_000_000, ...why };
    await world.refunds.refund(wish, 'r:1');
    for (const other of [{ paymentId: second.id }, { amount: 2_000_000 }])
      await expect(world.refunds.refund({ ...wish, ...other }, 'r:1')).rejects.toMatchObject({ code: 'conflict' });
    expect(await balance('cash:')).toBe(9_000_000);
  });

  it('refuses what nobody has paid', async () => {
    const payment = await world.payments.request(world.wish([await world.fine()], 1), 'turn:open');
    await expect(world.refunds.refund({ paymentId: payment.id, ...why }, 'r:1')).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(world.refunds.refund({ paymentId: 'nobody', ...why }, 'r:2')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('never gives back more than came, whoever asks in the same moment', async () => {
    const payment = await paid([await world.fine(50_000)], 50_000);
    const made = await Promise.all(
      ['a', 'b', 'c'].map((key) => world.refunds.refund({ paymentId: payment.id, amount: 3_000_000, ...why }, key)),
    );
    expect(
      made
        .flat()
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['failed', 'failed', 'paid']);
    expect(await balance('cash:')).toBe(2_000_000);
    await agree();
  });

  it('leaves the money in the credit when the provider fails, from where it can be given back again', async () => {
    payBack = 'failed';
    const payment = await paid([await world.fine(50_000)], 50_000);
    expect(await world.refunds.refund({ paymentId: payment.id, ...why }, 'r:1')).toMatchObject([{ state: 'failed' }]);
    expect([await balance('cash:'), await balance('credit:'), await balance('fines:')]).toEqual([
      5_000_000, -5_000_000, 0,
    ]);
    await agree();
    payBack = 'confirmed';
    const credit = { personId: 'person', currency: 'CDF' as const };
    expect(await world.refunds.refund({ credit, ...why }, 'r:2')).toMatchObject([{ state: 'paid', amount: 5_000_000 }]);
    expect([await balance('cash:'), await balance('credit:')]).toEqual([0, 0]);
    await agree();
  });

  it.each(['takeBack', 'post', 'refund', 'notify'] as const)(
    'goes on where it stopped when the process dies at %s',
    async (fault) => {
      const payment = await paid([await world.fine(50_000)], 50_000);
      for (const when of ['before', 'after'] as const) {
        world.faults.set(fault, when);
        const [refund] = await world.refunds.refund({ paymentId: payment.id, amount: 1_000_000, ...why }, `r:${when}`);
        await agree();
        await world.settleDown();
        expect(await world.refunds.byId(refund?.id ?? '')).toMatchObject({ state: 'paid' });
      }
      expect(await balance('cash:')).toBe(3_000_000);
      expect(keys().filter((key) => key.startsWith('refund:'))).toHaveLength(2);
      await agree();
    },
  );
});

describe('giving a credit back', () => {
  it('gives back what was paid too much, payment by payment, and leaves the fines alone', async () => {
    const first = await world.fine(50_000);
    await paid([first], 50_000, 60_000);
    await paid([await world.fine(20_000)], 20_000, 25_000);
    const credit = { personId: 'person', currency: 'CDF' as const };
    const made = await world.refunds.refund({ credit, amount: 1_200_000, ...why }, 'r:1');
    expect(made.map(({ amount }) => amount)).toEqual([1_000_000, 200_000]);
    expect(await world.refunds.refund({ credit, amount: 1_200_000, ...why }, 'r:1')).toHaveLength(2);
    expect(await balance('credit:')).toBe(-300_000);
    expect((await world.fines.byId(first.id))?.moneyStatus).toBe('paid');
    await expect(world.refunds.refund({ credit, amount: 300_001, ...why }, 'r:2')).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await agree();
  });
});

describe('a fine that is dismissed after it was paid', () => {
  const run = () => {
    const [job] = surplusJobs({ surpluses: createSurpluses(world.database), refunds: world.refunds });
    return job?.run(world.now());
  };
  const dismiss = (fine: Fine) =>
    world.fines.decide(fine.id, { to: 'dismissed', by: 'opj', role: 'opj', reason: 'not proven' });

  it('gives every payer back what he paid for it, once', async () => {
    const fine = await world.fine(50_000);
    await paid([fine], 20_000);
    await paid([fine], 30_000);
    expect(await run()).toBe('gave back 0 payments');
    await dismiss(fine);
    expect(await run()).toBe('gave back 2 payments');
    expect(await run()).toBe('gave back 0 payments');
    expect(await world.fines.byId(fine.id)).toMatchObject({ paidAmount: 0, state: 'dismissed' });
    expect(await balance('cash:')).toBe(0);
    await agree();
  });

  it('gives back only its own part of several fines that were paid together', async () => {
    const [kept, dropped] = [await world.fine(50_000), await world.fine(20_000)];
    const payment = await paid([kept, dropped], 70_000);
    expect(payment.purpose).toEqual(finePurpose([kept.id, dropped.id]));
    await dismiss(dropped);
    await run();
    expect((await world.fines.byId(kept.id))?.moneyStatus).toBe('paid');
    expect((await world.fines.byId(dropped.id))?.paidAmount).toBe(0);
    expect(await balance('cash:')).toBe(5_000_000);
    await agree();
  });
});

describe('the check of the book', () => {
  it('agrees with nothing, and while a payment is still being booked', async () => {
    await agree();
    world.faults.set('post', 'before');
    await paid([await world.fine(50_000)], 50_000);
    expect(await checkLedger(world.database)).toMatchObject({ underWay: 1, faults: [] });
  });

  it.each([
    ['ledger', { $set: { 'postings.0.amount': 1 } }, /does not sum to zero/],
    ['infractions', { $set: { paidAmount: 1 } }, /is not the sum of its payments/],
    ['infractions', { $set: { paidAmount: 1, 'payments.0.amount': 1 } }, /account fines:CD CDF/],
    ['payments', { $set: { 'received.amount': 1 } }, /is not 1/],
    ['ledger', { $set: { key: 'other' } }, /is missing|still/],
  ])('finds what somebody has changed in %s', async (collection, change, fault) => {
    await paid([await world.fine(50_000)], 50_000);
    await world.database.connection.collection(collection).updateOne({}, change);
    expect((await checkLedger(world.database)).faults.join('\n')).toMatch(fault);
  });
});

it('tells a phone that asked by USSD how to approve, by SMS after END, where a code is dialled', async () => {
  const wish = world.wish([await world.fine(20_000, 'SN')], 1, {
    amount: { amount: 20_000, currency: 'XOF' }, payerPhone: '+221771234567', operator: 'orange-sn', country: 'SN',
    requester: { channel: 'ussd', address: payerPhone },
  }); // prettier-ignore
  const payment = await world.payments.request(wish, 'turn:sn');
  await world.payments.request(wish, 'turn:sn');
  expect(world.notices).toMatchObject([
    { key: `payment:${payment.id}:approval`, to: { channel: 'sms', address: '+221771234567' }, essential: true },
  ]);
  expect((world.notices[0]?.body[0] as Text).params).toMatchObject({ code: '#144#' });
});
