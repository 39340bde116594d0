import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createPawapayProvider, type Payment, type PawapayProvider } from '../../../../core/payments/index.ts';
import { pawapayToken, startLocalPawapay, type LocalPawapay, type Signing } from '../../../support/local-pawapay.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from '../money-world.ts';

let pawapay: LocalPawapay;
let provider: PawapayProvider;
let world: MoneyWorld;

beforeAll(async () => {
  pawapay = await startLocalPawapay();
  const { root } = pawapay;
  world = await moneyWorld(undefined, {
    providers: (clock) => {
      const account = { token: pawapayToken, root, verifyCallbacks: true, authority: 'lisolo.test' };
      provider = createPawapayProvider({ ...account, clock, timeoutMs: 250 });
      return [provider];
    },
  });
});
beforeEach(async () => {
  pawapay.clear();
  world.pass(11);
  await world.clear();
});
afterAll(async () => {
  await pawapay.stop();
  await world.database.drop();
});

const ask = async (units = 50_000): Promise<Payment> =>
  world.payments.request(world.wish([await world.fine(50_000)], units), randomUUID());
const stateOf = async ({ id }: Payment) => (await world.payments.byId(id))?.state;
const take = async (about: Parameters<LocalPawapay['callback']>[0], over: Partial<Signing> = {}): Promise<number> => {
  const { status } = await world.callbacks.take('pawapay', pawapay.callback(about, { at: world.now(), ...over }));
  await world.idle();
  return status;
};
const look = async (minutes = 1): Promise<void> => {
  world.pass(minutes);
  await world.payments.lookAfter(world.now());
};

describe('asking pawaPay for a deposit', () => {
  it('sends what its documentation wants, and knows the deposit by an id that was saved before', async () => {
    const payment = await ask();
    expect(payment).toMatchObject({ state: 'pending', provider: 'pawapay' });
    expect(pawapay.deposits.get(payment.providerRef)?.order).toMatchObject({
      depositId: payment.providerRef,
      amount: '50000',
      currency: 'CDF',
      payer: { type: 'MMO', accountDetails: { phoneNumber: payerPhone.slice(1), provider: 'VODACOM_MPESA_COD' } },
    });
  });

  it.each([
    ['PAYER_NOT_FOUND', 'wrong_number'],
    ['AMOUNT_OUT_OF_BOUNDS', 'limit'],
    ['PROVIDER_TEMPORARILY_UNAVAILABLE', 'closed'],
    ['SOMETHING_NEW', 'vendor_refused'],
  ])('fails at once on a rejection that comes with HTTP 200: %s', async (code, reason) => {
    pawapay.rejections.push(code);
    expect(await ask()).toMatchObject({ state: 'failed', reason });
  });

  it('takes a duplicate for what it is: the first one went well', async () => {
    const order = {
      ref: randomUUID(), phone: payerPhone, operator: 'vodacom-cd', country: 'CD' as const, label: 'CD 2026 1',
      money: { amount: 5_000_000, currency: 'CDF' as const }, expiresAt: world.now(),
    }; // prettier-ignore
    expect(await provider.initiate(order)).toEqual({ accepted: true });
    expect(await provider.initiate(order)).toEqual({ accepted: true });
    expect(pawapay.deposits.size).toBe(1);
  });

  it.each(['answer_lost', 'too_slow', 'garbled'] as const)(
    'asks what became of an order that was taken without a proper answer, and never sends it twice (%s)',
    async (mishap) => {
      pawapay.mishaps.push(mishap);
      const payment = await ask();
      expect(payment.state).toBe('requested');
      await look(0.5);
      expect(await stateOf(payment)).toBe('pending');
      expect(pawapay.posts('/v2/deposits')).toBe(1);
      pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED');
      await look(11);
      expect(await stateOf(payment)).toBe('confirmed');
    },
  );

  it.each(['lost', 'busy'] as const)('sends an order again that pawaPay has never heard of (%s)', async (mishap) => {
    pawapay.mishaps.push(mishap);
    const payment = await ask();
    await look(0.5);
    expect(await stateOf(payment)).toBe('pending');
    expect([...pawapay.deposits.keys()]).toEqual([payment.providerRef]);
  });

  it('says so when the account is refused, instead of asking for ever', async () => {
    const stranger = createPawapayProvider({
      token: 'revoked', root: pawapay.root, verifyCallbacks: true, clock: world.now,
    }); // prettier-ignore
    await expect(stranger.refresh()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('limits and decimals of the active configuration', () => {
  const order = (operator: string, amount: number, currency: 'CDF' | 'USD' = 'CDF') =>
    provider.initiate({
      ref: randomUUID(), phone: payerPhone, operator, country: 'CD', money: { amount, currency }, label: 'CD 2026 1',
      expiresAt: world.now(),
    }); // prettier-ignore

  it('writes whole units where the wallet takes no decimals, and refuses a fraction', async () => {
    expect(await order('vodacom-cd', 5_000_050)).toEqual({ accepted: false, reason: 'amount' });
    expect(await order('orange-cd', 1_250, 'USD')).toEqual({ accepted: true });
    expect([...pawapay.deposits.values()].map(({ amount }) => amount)).toEqual(['12.50']);
  });

  it('refuses what is beyond the limits, closed, or not in the configuration', async () => {
    expect(await order('vodacom-cd', 250_000_001)).toEqual({ accepted: false, reason: 'limit' });
    expect(await order('airtel-cd', 5_000_000)).toEqual({ accepted: false, reason: 'closed' });
    expect(await order('orange-sn', 5_000_000)).toEqual({ accepted: false, reason: 'closed' });
    expect(pawapay.posts('/v2/deposits')).toBe(0);
  });

  it('offers only open wallets, and Wave through pawaPay only when the configuration names it', async () => {
    await provider.refresh();
    expect(['vodacom-cd', 'orange-cd', 'airtel-cd', 'africell-cd'].map((id) => provider.serves(id, 'CD'))).toEqual([
      true, true, false, false,
    ]); // prettier-ignore
    expect(provider.serves('wave-sn', 'SN')).toBe(false);
    const conf = pawapay.configuration();
    conf.countries[1]?.providers.push({
      provider: 'WAVE_SEN',
      currencies: [
        { currency: 'XOF', operationTypes: [{ DEPOSIT: { decimalsInAmount: 'NONE', status: 'OPERATIONAL' } }] },
      ],
    });
    pawapay.configure(conf);
    world.pass(11);
    await provider.refresh();
    expect(provider.serves('wave-sn', 'SN')).toBe(true);
  });
});

describe('what pawaPay says of a deposit', () => {
  it.each(['ACCEPTED', 'PROCESSING', 'IN_RECONCILIATION'] as const)('leaves a payment open at %s', async (status) => {
    const payment = await ask();
    pawapay.end(pawapay.deposits, payment.providerRef, status);
    await look(30);
    expect(await stateOf(payment)).toBe('pending');
  });

  it('goes on asking about a payment that is stuck for days, and books it when it comes', async () => {
    const payment = await ask();
    pawapay.end(pawapay.deposits, payment.providerRef, 'IN_RECONCILIATION');
    for (let day = 0; day < 3; day += 1) await look(24 * 60);
    pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED');
    await look(24 * 60);
    expect(await stateOf(payment)).toBe('confirmed');
  });

  it.each([
    ['PAYMENT_NOT_APPROVED', 'refused', 'not_approved'],
    ['INSUFFICIENT_BALANCE', 'failed', 'no_funds'],
  ])('ends a payment that failed with %s as %s', async (code, state, reason) => {
    const payment = await ask();
    pawapay.end(pawapay.deposits, payment.providerRef, 'FAILED', { code });
    await take({ depositId: payment.providerRef });
    expect(await world.payments.byId(payment.id)).toMatchObject({ state, reason });
  });

  it('books the amount and the currency that came, whatever was asked for', async () => {
    const less = await ask();
    pawapay.end(pawapay.deposits, less.providerRef, 'COMPLETED', { amount: '20000.00' });
    await take({ depositId: less.providerRef });
    expect((await world.payments.byId(less.id))?.steps.allocated).toMatchObject({ applied: 2_000_000, excess: 0 });
    const other = await ask();
    pawapay.end(pawapay.deposits, other.providerRef, 'COMPLETED', { amount: '20', currency: 'USD' });
    await take({ depositId: other.providerRef });
    expect((await world.payments.byId(other.id))?.steps.allocated).toMatchObject({ applied: 0, excess: 2_000 });
  });

  it('books nothing for an amount that cannot be read', async () => {
    const payment = await ask();
    pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED', { amount: '5e4' });
    expect(await take({ depositId: payment.providerRef })).toBe(200);
    expect(await stateOf(payment)).toBe('pending');
  });
});

describe('callbacks of pawaPay', () => {
  it('takes one that comes before the initiation has answered', async () => {
    pawapay.onAccepted(async (id) => {
      pawapay.end(pawapay.deposits, id, 'COMPLETED');
      await world.callbacks.take('pawapay', pawapay.callback({ depositId: id }, { at: world.now() }));
    });
    const payment = await ask();
    await world.idle();
    expect(await stateOf(payment)).toBe('confirmed');
    expect(await world.ledger.balances('cash:')).toEqual([
      { account: 'cash:pawapay', currency: 'CDF', amount: 5_000_000 },
    ]);
  });

  it('books once what is called about many times, at once and out of order', async () => {
    const payment = await ask();
    const about = { depositId: payment.providerRef };
    const early = pawapay.callback(about, { at: world.now() }, 'FAILED');
    pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED');
    const done = pawapay.callback(about, { at: world.now() });
    const answers = await Promise.all([done, done, early, done].map((one) => world.callbacks.take('pawapay', one)));
    await world.idle();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await stateOf(payment)).toBe('confirmed');
    expect((await world.ledger.verify()).entries).toBe(1);
  });

  it.each(['der', 'ieee-p1363'] as const)('accepts a right signature in %s', async (encoding) => {
    const payment = await ask();
    expect(await take({ depositId: payment.providerRef }, { encoding })).toBe(200);
  });

  it.each(['other_key', 'other_body', 'expired', 'none'] as const)(
    'refuses a signature that is wrong: %s',
    async (how) => {
      const payment = await ask();
      pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED');
      expect(await take({ depositId: payment.providerRef }, { how })).toBe(401);
      expect(await stateOf(payment)).toBe('pending');
    },
  );

  it('refuses a signature that was made for another host', async () => {
    const { depositId, ...signing } = { depositId: randomUUID(), at: world.now(), authority: 'evil.test' };
    const call = { ...pawapay.callback({ depositId }, signing), authority: 'lisolo.test' };
    expect(await world.callbacks.take('pawapay', call)).toEqual({ status: 401 });
  });

  it('never believes a callback, however well signed: pawaPay is asked', async () => {
    const payment = await ask();
    expect(await take({ depositId: payment.providerRef })).toBe(200);
    expect(await stateOf(payment)).toBe('pending');
  });

  it('records a call about a payment that nobody made, and answers well', async () => {
    expect(await take({ depositId: randomUUID() })).toBe(200);
    const calls = await world.database.connection.collection('payment_callbacks').find().toArray();
    expect(calls).toMatchObject([{ provider: 'pawapay', outcome: 'unknown', deliveries: 1 }]);
  });

  it('carries out later what could not be asked about when it was called about', async () => {
    const payment = await ask();
    const call = pawapay.callback({ depositId: payment.providerRef }, { at: world.now() });
    pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED', { amount: 'unreadable' });
    expect(await world.callbacks.take('pawapay', call)).toEqual({ status: 200 });
    await world.idle();
    pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED', { amount: '50000' });
    world.pass(1);
    expect(await world.callbacks.resume(world.now())).toBe(1);
    expect(await stateOf(payment)).toBe('confirmed');
    expect(await world.callbacks.resume(world.now())).toBe(0);
  });

  it('says 404 for a provider that is not set up, and 400 for what is no callback', async () => {
    const call = pawapay.callback({ depositId: randomUUID() }, { at: world.now() });
    expect(await world.callbacks.take('stripe', call)).toEqual({ status: 404 });
    const open = createPawapayProvider({
      token: pawapayToken,
      root: pawapay.root,
      verifyCallbacks: false,
      clock: world.now,
    });
    await expect(open.readCallback({ ...call, body: Buffer.from('[') })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect((await open.readCallback({ ...call, headers: {} })).about).toHaveLength(1);
  });
});

describe('refunds by pawaPay', () => {
  const paid = async (): Promise<Payment> => {
    const payment = await ask();
    pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED');
    await take({ depositId: payment.providerRef });
    return payment;
  };
  const wish = (payment: Payment, amount?: number) => ({
    paymentId: payment.id, reason: 'a mistake', by: 'admin', ...(amount ? { amount } : {}),
  }); // prettier-ignore

  it('gives a part back, and hears by a callback that it has arrived', async () => {
    const payment = await paid();
    const [refund] = await world.refunds.refund(wish(payment, 2_000_000), 'r:1');
    expect(refund).toMatchObject({ state: 'pending' });
    const ref = refund?.providerRef ?? '';
    expect(pawapay.refunds.get(ref)?.order).toMatchObject({ depositId: payment.providerRef, amount: '20000' });
    pawapay.end(pawapay.refunds, ref, 'COMPLETED');
    expect(await take({ refundId: ref })).toBe(200);
    expect(await world.refunds.byId(refund?.id ?? '')).toMatchObject({ state: 'paid' });
    expect(await world.ledger.balances('cash:')).toMatchObject([{ amount: 3_000_000 }]);
  });

  it('keeps the money as credit when pawaPay rejects or fails a refund', async () => {
    const payment = await paid();
    pawapay.rejections.push('REFUNDS_NOT_ALLOWED');
    const [rejected] = await world.refunds.refund(wish(payment, 1_000_000), 'r:1');
    expect(rejected).toMatchObject({ state: 'failed', reason: 'closed' });
    const [failed] = await world.refunds.refund(wish(payment, 2_000_000), 'r:2');
    pawapay.end(pawapay.refunds, failed?.providerRef ?? '', 'FAILED', { code: 'PAYER_NOT_FOUND' });
    await take({ refundId: failed?.providerRef ?? '' });
    expect(await world.refunds.byId(failed?.id ?? '')).toMatchObject({ state: 'failed', reason: 'wrong_number' });
    expect((await world.ledger.balances('credit:')).map(({ amount }) => amount)).toEqual([-2_000_000]);
    expect((await world.ledger.balances('cash:')).map(({ amount }) => amount)).toEqual([5_000_000]);
  });

  it('sends a refund once, though its answer is lost', async () => {
    const payment = await paid();
    pawapay.mishaps.push('answer_lost');
    const [refund] = await world.refunds.refund(wish(payment), 'r:1');
    world.pass(1);
    await world.refunds.lookAfter(world.now());
    expect(pawapay.posts('/v2/refunds')).toBe(1);
    pawapay.end(pawapay.refunds, refund?.providerRef ?? '', 'COMPLETED');
    world.pass(11);
    await world.refunds.lookAfter(world.now());
    expect(await world.refunds.byId(refund?.id ?? '')).toMatchObject({ state: 'paid' });
  });
});
