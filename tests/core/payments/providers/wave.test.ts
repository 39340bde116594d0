import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Text } from '../../../../core/dialog/words.ts';
import { createSurpluses, finePurpose, surplusJobs, type Fine } from '../../../../core/fines/index.ts';
import { checkLedger } from '../../../../core/ledger-check.ts';
import { createWaveProvider, refundModel, type Payment, type PaymentWish } from '../../../../core/payments/index.ts';
import { startLocalWave, waveKey, waveSecret, type LocalWave } from '../../../support/local-wave.ts';
import { moneyWorld, type MoneyWorld } from '../money-world.ts';

const phone = '+221771234567';
let wave: LocalWave;
let world: MoneyWorld;

beforeAll(async () => {
  wave = await startLocalWave();
  const account = { token: waveKey, webhookSecret: waveSecret, root: wave.root, returnUrl: 'https://lisolo.test/' };
  world = await moneyWorld(undefined, {
    providers: (clock) => [createWaveProvider({ ...account, clock, timeoutMs: 250 })],
  });
});
beforeEach(async () => {
  wave.clear();
  await world.clear();
});
afterAll(async () => {
  await wave.stop();
  await world.database.drop();
});

const ask = async (over: Partial<PaymentWish> = {}): Promise<Payment> =>
  world.payments.request(
    world.wish([await world.fine(20_000, 'SN')], 1, {
      amount: { amount: 20_000, currency: 'XOF' },
      payerPhone: phone,
      operator: 'wave-sn',
      country: 'SN',
      requester: { channel: 'ussd', address: phone },
      ...over,
    }),
    randomUUID(),
  );
const stateOf = async ({ id }: Payment) => (await world.payments.byId(id))?.state;
const take = async (ref: string, over: Partial<Parameters<LocalWave['callback']>[1]> = {}): Promise<number> => {
  const { status } = await world.callbacks.take('wave', wave.callback(ref, { at: world.now(), ...over }));
  await world.idle();
  return status;
};
const look = async (minutes = 1): Promise<void> => {
  world.pass(minutes);
  await world.payments.lookAfter(world.now());
};
const told = () => world.notices.map(({ key, to, body }) => ({ key, to, text: (body[0] as Text).params }));

describe('asking by a link of Wave', () => {
  it('makes one session, and sends the link by SMS to whoever asked by USSD', async () => {
    const payment = await ask();
    const session = wave.byRef(payment.providerRef);
    expect(payment).toMatchObject({ state: 'pending', provider: 'wave', link: session.wave_launch_url });
    expect(session).toMatchObject({ amount: '20000', currency: 'XOF' });
    expect(told()).toMatchObject([
      {
        key: `payment:${payment.id}:approval`,
        to: { channel: 'sms', address: phone },
        text: { link: session.wave_launch_url },
      },
    ]);
  });

  it('sends nothing more to a chat of the same phone, which shows the link itself', async () => {
    const requester = { channel: 'telegram' as const, address: '7' };
    expect((await ask({ requester, callerPhone: phone })).link).toBeDefined();
    expect(told()).toEqual([]);
    await ask({ requester, callerPhone: '+221770000000' });
    expect(told()).toMatchObject([{ to: { channel: 'sms', address: phone } }]);
  });

  it('sends the link after the dialog when it was not known in time, by chat where it was asked for in a chat', async () => {
    wave.mishaps.push('answer_lost');
    const payment = await ask({ requester: { channel: 'telegram', address: '7' }, callerPhone: phone });
    expect(payment).toMatchObject({ state: 'requested', linkFollows: true });
    await look(0.5);
    await look(5);
    expect(told()).toMatchObject([
      { to: { channel: 'telegram', address: '7' }, text: { link: wave.byRef(payment.providerRef).wave_launch_url } },
    ]);
  });

  it.each(['answer_lost', 'too_slow', 'lost', 'busy', 'garbled'] as const)(
    'never makes a second session (%s)',
    async (mishap) => {
      wave.mishaps.push(mishap);
      const payment = await ask();
      await look(0.5);
      await look(0.5);
      expect(await stateOf(payment)).toBe('pending');
      expect(wave.sessions.size).toBe(1);
    },
  );

  it.each([
    ['request-validation-error', 'amount'],
    ['something-new', 'vendor_refused'],
  ])('fails at once when Wave refuses: %s', async (code, reason) => {
    wave.rejections.push(code);
    expect(await ask()).toMatchObject({ state: 'failed', reason });
  });
});

describe('what becomes of a link', () => {
  it.each([
    ['pay', 'confirmed'],
    ['cancel', 'refused'],
    ['expire', 'expired'],
  ] as const)('takes "%s" for %s, by asking alone', async (what, state) => {
    const payment = await ask();
    wave.end(payment.providerRef, what);
    await look();
    expect(await stateOf(payment)).toBe(state);
  });

  it('books what came when the amount or the currency is another', async () => {
    const less = await ask();
    wave.end(less.providerRef, 'pay', { amount: '5000' });
    await take(less.providerRef);
    expect((await world.payments.byId(less.id))?.steps.allocated).toMatchObject({ applied: 5_000, excess: 0 });
    const other = await ask();
    wave.end(other.providerRef, 'pay', { amount: '20000', currency: 'GMD' });
    expect(await take(other.providerRef)).toBe(200);
    expect(await stateOf(other)).toBe('pending');
  });

  it('stays open while Wave leaves it open, for days', async () => {
    const payment = await ask();
    for (let day = 0; day < 3; day += 1) await look(24 * 60);
    expect(await stateOf(payment)).toBe('pending');
  });
});

describe('calls of Wave', () => {
  it('takes one that comes before the answer, and each event once', async () => {
    wave.onCreated(async ({ client_reference: ref }) => {
      wave.end(ref, 'pay');
      await world.callbacks.take('wave', wave.callback(ref, { at: world.now() }));
    });
    const payment = await ask();
    await world.idle();
    await Promise.all([take(payment.providerRef), take(payment.providerRef)]);
    expect(await stateOf(payment)).toBe('confirmed');
    expect((await world.ledger.verify()).entries).toBe(1);
    const calls = await world.database.connection.collection('payment_callbacks').find().toArray();
    expect(calls).toMatchObject([{ _id: `wave:EV_${payment.providerRef}`, deliveries: 3, outcome: 'done' }]);
  });

  it('accepts any of several signatures while the secret is being changed', async () => {
    expect(await take('nobody', { secrets: ['new', waveSecret] })).toBe(200);
    expect(await take('nobody', { secrets: ['new', 'newer'] })).toBe(401);
    expect(await take('nobody', { secrets: [] })).toBe(401);
  });

  it('refuses a call that is more than five minutes old, and one from the future', async () => {
    const before = (seconds: number) => new Date(world.now().getTime() - seconds * 1000);
    expect(await take('nobody', { at: before(299) })).toBe(200);
    expect(await take('nobody', { at: before(301) })).toBe(401);
    expect(await take('nobody', { at: before(-301) })).toBe(401);
  });

  it('does not listen to other events', async () => {
    const payment = await ask();
    wave.end(payment.providerRef, 'pay');
    expect(await take(payment.providerRef, { type: 'merchant.payment_received' })).toBe(200);
    expect(await stateOf(payment)).toBe('pending');
  });
});

describe('refunds by Wave', () => {
  const paid = async (): Promise<Payment> => {
    const payment = await ask();
    wave.end(payment.providerRef, 'pay');
    await take(payment.providerRef);
    return payment;
  };
  const wish = (payment: Payment, amount?: number) => ({
    paymentId: payment.id, reason: 'a mistake', by: 'admin', ...(amount ? { amount } : {}),
  }); // prettier-ignore

  it('gives the whole back at once', async () => {
    const payment = await paid();
    expect(await world.refunds.refund(wish(payment), 'r:1')).toMatchObject([{ state: 'paid', amount: 20_000 }]);
    expect(wave.byRef(payment.providerRef).when_refunded).not.toBeNull();
    expect((await world.ledger.balances()).filter(({ amount }) => amount !== 0)).toEqual([]);
  });

  it('says before anything is changed that a part cannot go back, and what to do', async () => {
    const payment = await paid();
    await expect(world.refunds.refund(wish(payment, 5_000), 'r:1')).rejects.toMatchObject({
      code: 'conflict',
      details: { reason: expect.stringContaining('only as a whole') },
    });
    expect(await world.ledger.balances('credit:')).toEqual([]);
    expect((await world.fines.byId(payment.purpose.id))?.moneyStatus).toBe('paid');
    const byHand = { means: 'bank' as const, reference: 'VIR 12', on: '2026-11-21' };
    const [refund] = await world.refunds.refund({ ...wish(payment, 5_000), byHand }, 'r:2');
    expect(refund).toMatchObject({ state: 'paid', amount: 5_000, provider: 'bank' });
    // What is left is no whole payment either.
    await expect(world.refunds.refund(wish(payment), 'r:3')).rejects.toMatchObject({ code: 'conflict' });
    expect(wave.byRef(payment.providerRef).when_refunded).toBeNull();
    expect((await checkLedger(world.database)).faults).toEqual([]);
  });

  it('keeps a part that nobody owes any more as credit, says why, and gives all back once the parts are the whole', async () => {
    const [first, second] = [await world.fine(15_000, 'SN'), await world.fine(5_000, 'SN')];
    const payment = await ask({ purpose: finePurpose([first.id, second.id]) });
    wave.end(payment.providerRef, 'pay');
    await take(payment.providerRef);
    const giveUp = async (fine: Fine): Promise<void> => {
      await world.fines.decide(fine.id, { to: 'dismissed', by: 'opj', role: 'opj', reason: 'not proven' });
      await surplusJobs({ surpluses: createSurpluses(world.database), refunds: world.refunds })[0]?.run(world.now());
    };
    const all = async () => (await refundModel(world.database.connection).find().sort({ _id: 1 }).lean()).map(({ amount, state, reason }) => ({ amount, state, reason })); // prettier-ignore
    await giveUp(second);
    expect(await all()).toEqual([{ amount: 5_000, state: 'failed', reason: 'only_whole' }]);
    expect(await world.ledger.balances('credit:')).toMatchObject([{ amount: -5_000 }]);
    expect(wave.byRef(payment.providerRef).when_refunded).toBeNull();
    await giveUp(first);
    expect(await all()).toEqual([
      { amount: 5_000, state: 'failed', reason: 'only_whole' },
      { amount: 15_000, state: 'failed', reason: 'only_whole' },
      { amount: 20_000, state: 'paid', reason: undefined },
    ]);
    expect(wave.byRef(payment.providerRef).when_refunded).not.toBeNull();
    expect((await world.ledger.balances()).filter(({ amount }) => amount !== 0)).toEqual([]);
    expect((await checkLedger(world.database)).faults).toEqual([]);
  });

  it('finds out about a refund whose answer was lost', async () => {
    const payment = await paid();
    wave.mishaps.push('answer_lost');
    const [refund] = await world.refunds.refund(wish(payment), 'r:1');
    expect(refund).toMatchObject({ state: 'requested' });
    world.pass(1);
    await world.refunds.lookAfter(world.now());
    expect(await world.refunds.byId(refund?.id ?? '')).toMatchObject({ state: 'paid' });
  });
});
