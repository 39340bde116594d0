import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../../../core/database/index.ts';
import type { LisoloError } from '../../../core/errors.ts';
import { paymentModel, paymentsPersonalData, type Initiation } from '../../../core/payments/index.ts';
import type { Text } from '../../../core/dialog/words.ts';
import { approvalMinutes, moneyWorld, payerPhone, type MoneyWorld } from './money-world.ts';

let world: MoneyWorld;
let walletDoes: ReturnType<NonNullable<Parameters<typeof moneyWorld>[0]>> = 'ask';
beforeAll(async () => {
  world = await moneyWorld((_order: Initiation) => walletDoes);
});
beforeEach(async () => {
  walletDoes = 'ask';
  await world.clear();
});
afterAll(() => world.database.drop());

const keysOf = (): string[] =>
  world.notices.flatMap(({ body }) => body.map((words) => (words as Text).key.replace('payments:notice.', '')));
const waitingId = async (phone = payerPhone): Promise<string> => (await world.sandbox.pendingFor(phone))[0]?.id ?? '';

describe('asking for money', () => {
  it('saves the payment, asks the wallet, and moves it to pending', async () => {
    const fine = await world.fine(50_000);
    const payment = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    expect(payment.history.map(({ to }) => to)).toEqual(['created', 'requested', 'pending']);
    expect(await world.sandbox.pendingFor(payerPhone)).toMatchObject([
      { id: payment.providerRef, money: { amount: 5_000_000, currency: 'CDF' }, operator: 'vodacom-cd' },
    ]);
  });

  it('asks once for the same turn, however often and however close together it is repeated', async () => {
    const fine = await world.fine();
    const wish = world.wish([fine], 50_000);
    const payments = await Promise.all([1, 2, 3, 4].map(() => world.payments.request(wish, 'turn:1')));
    await world.idle();
    expect(new Set(payments.map(({ id }) => id)).size).toBe(1);
    expect(await world.sandbox.pendingFor(payerPhone)).toHaveLength(1);
  });

  it.each([
    ['more than is left', 50_001],
    ['nothing', 0],
    ['less than nothing', -1],
    ['a fraction of a centime', 0.001],
  ])('refuses %s', async (_what, units) => {
    const fine = await world.fine(50_000);
    await expect(world.payments.request(world.wish([fine], units), 'turn:1')).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await paymentModel(world.database.connection).countDocuments()).toBe(0);
  });

  it('refuses another currency and a kind that nobody registered', async () => {
    const fine = await world.fine();
    const wish = world.wish([fine], 1);
    const inDollars = { ...wish, amount: { amount: 100, currency: 'USD' as const } };
    await expect(world.payments.request(inDollars, 'turn:1')).rejects.toMatchObject({ code: 'invalid_input' });
    const unknown = { ...wish, purpose: { kind: 'parking', id: fine.id } };
    await expect(world.payments.request(unknown, 'turn:2')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('tells a second payer until when the first one is awaited, and nothing reaches the second phone', async () => {
    const fine = await world.fine();
    await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    const second = world.wish([fine], 50_000, { payerPhone: '+243990000009' });
    const refused = await world.payments.request(second, 'turn:2').catch((error: unknown) => error as LisoloError);
    expect(refused).toMatchObject({
      code: 'conflict',
      details: { until: new Date(world.now().getTime() + approvalMinutes * 60_000).toISOString() },
    });
    await expect(world.payments.request(second, 'turn:2')).rejects.toMatchObject({ code: 'conflict' });
    expect(await world.sandbox.pendingFor('+243990000009')).toEqual([]);
  });

  it('lets the next one pay once the first had time enough', async () => {
    const fine = await world.fine();
    await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    world.pass(approvalMinutes);
    const payment = await world.payments.request(world.wish([fine], 50_000, { payerPhone: '+243990000009' }), 'turn:2');
    expect(payment.state).toBe('pending');
  });

  it('of two who ask in the same moment, asks one', async () => {
    const fine = await world.fine();
    const ask = (phone: string, key: string) =>
      world.payments.request(world.wish([fine], 50_000, { payerPhone: phone }), key);
    const answers = await Promise.allSettled([ask(payerPhone, 'turn:1'), ask('+243990000009', 'turn:2')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('says at once when the wallet is unknown, and frees the fine', async () => {
    walletDoes = 'unknown_wallet';
    const fine = await world.fine();
    const payment = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    expect(payment).toMatchObject({ state: 'failed', reason: 'wrong_number' });
    expect((await world.fines.byId(fine.id))?.reservations).toEqual([]);
  });
});

describe('when the citizen answers', () => {
  it('settles the fine, books the money, prints the receipt and tells the payer once, though the callback comes three times', async () => {
    const fine = await world.fine(50_000);
    const { id } = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    await world.sandbox.approve(await waitingId(), { times: 3 });
    await world.idle();
    expect(await world.payments.byId(id)).toMatchObject({
      state: 'confirmed',
      receiptNumber: expect.stringMatching(/^Q-CD-2026-\d{7}$/) as string,
    });
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'paid', reservations: [] });
    expect(await world.ledger.balances()).toEqual([
      { account: 'cash:sandbox', currency: 'CDF', amount: 5_000_000 },
      { account: 'fines:CD', currency: 'CDF', amount: -5_000_000 },
    ]);
    expect(keysOf()).toEqual(['paid', 'settled']);
    expect(world.notices[0]).toMatchObject({
      to: { channel: 'sms', address: payerPhone },
      attachments: [{ mimeType: 'application/pdf' }],
    });
  });

  it('takes a callback that comes before the initiation has returned', async () => {
    walletDoes = 'approve';
    const fine = await world.fine(50_000);
    const payment = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    expect(payment.state).toBe('confirmed');
    expect(payment.history.map(({ to }) => to)).toEqual(['created', 'requested', 'confirmed']);
    expect((await world.fines.byId(fine.id))?.moneyStatus).toBe('paid');
  });

  it('tells of a refusal, and the fine can be paid again', async () => {
    const fine = await world.fine();
    await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    await world.sandbox.refuse(await waitingId(), { times: 2 });
    await world.idle();
    expect(keysOf()).toEqual(['refused', 'nothingTaken', 'fines:payable.again']);
    expect((await world.payments.request(world.wish([fine], 50_000), 'turn:2')).state).toBe('pending');
  });

  it('tells when the time to approve is over', async () => {
    const fine = await world.fine();
    const { id } = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    world.pass(approvalMinutes);
    await world.payments.lookAfter(world.now());
    expect((await world.payments.byId(id))?.state).toBe('expired');
    expect(keysOf()).toEqual(['expired', 'nothingTaken', 'fines:payable.again']);
    await expect(world.sandbox.approve((await world.payments.byId(id))?.providerRef ?? '')).rejects.toMatchObject({
      code: 'expired',
    });
  });

  it('finds out by asking when the callback was lost', async () => {
    const fine = await world.fine();
    const { id } = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    await world.sandbox.approve(await waitingId(), { times: 0 });
    world.pass(1);
    await world.payments.lookAfter(world.now());
    expect((await world.payments.byId(id))?.state).toBe('confirmed');
  });

  it('finds out at once when somebody asks about one payment, and asks no more once it is final', async () => {
    const fine = await world.fine();
    const { id } = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    expect((await world.payments.check(id)).state).toBe('pending');
    await world.sandbox.approve(await waitingId(), { times: 0 });
    const [checked] = await Promise.all([world.payments.check(id), world.payments.check(id)]);
    expect(checked.state).toBe('confirmed');
    expect(await world.payments.check(id)).toMatchObject({ state: 'confirmed' });
    expect((await world.fines.byId(fine.id))?.payments).toHaveLength(1);
    await expect(world.payments.check('0'.repeat(24))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ends a payment that nobody has ever heard of', async () => {
    const fine = await world.fine();
    world.faults.set('initiate', 'before');
    const { id, state } = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    expect(state).toBe('requested');
    world.pass(approvalMinutes + 1);
    await world.payments.lookAfter(world.now());
    expect(await world.payments.byId(id)).toMatchObject({ state: 'expired', reason: 'never_arrived' });
  });

  it('sends an order again that was lost on the way a moment ago', async () => {
    const fine = await world.fine();
    world.faults.set('initiate', 'before');
    await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    world.pass(0.5);
    await world.payments.lookAfter(world.now());
    expect(await world.sandbox.pendingFor(payerPhone)).toHaveLength(1);
  });

  it('books money that is confirmed after a refusal as a payment of its own, and changes no final state', async () => {
    const fine = await world.fine(50_000);
    const payment = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    const word = { ref: payment.providerRef, money: { amount: 5_000_000, currency: 'CDF' as const } };
    await world.payments.settle('sandbox', { ...word, outcome: 'refused' });
    const late = await world.payments.settle('sandbox', { ...word, outcome: 'confirmed' });
    await world.payments.settle('sandbox', { ...word, outcome: 'confirmed' });
    expect((await world.payments.byId(payment.id))?.state).toBe('refused');
    expect(late).toMatchObject({ lateOf: payment.id, state: 'confirmed' });
    expect((await world.fines.byId(fine.id))?.moneyStatus).toBe('paid');
    expect((await world.ledger.verify()).entries).toBe(1);
  });

  it('puts what is too much to the credit of the person who paid', async () => {
    const fine = await world.fine(50_000);
    const wish = world.wish([fine], 50_000, { requester: { channel: 'telegram', address: '7', personId: 'person' } });
    const { providerRef } = await world.payments.request(wish, 'turn:1');
    await world.payments.settle('sandbox', {
      ref: providerRef,
      outcome: 'confirmed',
      money: { amount: 6_000_000, currency: 'CDF' },
    });
    expect(await world.ledger.balances('credit:')).toEqual([
      { account: 'credit:person:person', currency: 'CDF', amount: -1_000_000 },
    ]);
    expect(keysOf()).toContain('credit');
  });

  it('puts money of another currency to the credit, and leaves the fine as it was', async () => {
    const fine = await world.fine(50_000);
    const { id, providerRef } = await world.payments.request(world.wish([fine], 50_000), 'turn:1');
    await world.payments.settle('sandbox', {
      ref: providerRef,
      outcome: 'confirmed',
      money: { amount: 2_000, currency: 'USD' },
    });
    expect((await world.fines.byId(fine.id))?.paidAmount).toBe(0);
    expect(await world.ledger.balances('credit:')).toEqual([
      { account: `credit:payment:${id}`, currency: 'USD', amount: -2_000 },
    ]);
  });

  it('spreads one payment over several fines, the oldest first', async () => {
    const fines = [await world.fine(50_000), await world.fine(100_000)];
    const { providerRef } = await world.payments.request(world.wish(fines, 150_000), 'turn:1');
    await world.payments.settle('sandbox', {
      ref: providerRef,
      outcome: 'confirmed',
      money: { amount: 8_000_000, currency: 'CDF' },
    });
    const after = await world.fines.byIds(fines.map(({ id }) => id));
    expect(after.map(({ moneyStatus }) => moneyStatus)).toEqual(['paid', 'partly_paid']);
    expect(after[1]?.paidAmount).toBe(3_000_000);
  });

  it('knows nothing of words about strangers, and refuses a confirmation without an amount', async () => {
    expect(await world.payments.settle('sandbox', { ref: 'nobody', outcome: 'refused' })).toBeUndefined();
    const { providerRef } = await world.payments.request(world.wish([await world.fine()], 1), 'turn:1');
    await expect(world.payments.settle('sandbox', { ref: providerRef, outcome: 'confirmed' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('personal data of payments', () => {
  const part = () =>
    paymentsPersonalData({ connection: world.database.connection, ledger: world.ledger, clock: world.now });
  const asked = { requester: { channel: 'telegram' as const, address: '7', personId: 'person' } };

  it('forgets the phone when the payment has ended, and keeps the money', async () => {
    const { id, providerRef } = await world.payments.request(world.wish([await world.fine()], 50_000, asked), 'turn:1');
    await part().erase('person');
    expect((await world.payments.byId(id))?.payerPhone).toBe(payerPhone);
    await world.sandbox.approve(providerRef);
    await world.idle();
    expect(await world.payments.byId(id)).toMatchObject({
      payerPhone: 'erased',
      requester: { address: 'erased' },
      state: 'confirmed',
    });
  });

  it('moves payments and credit when two people turn out to be one', async () => {
    const { providerRef } = await world.payments.request(
      world.wish([await world.fine(50_000)], 50_000, asked),
      'turn:1',
    );
    await world.payments.settle('sandbox', {
      ref: providerRef,
      outcome: 'confirmed',
      money: { amount: 6_000_000, currency: 'CDF' },
    });
    await part().merge?.('person', 'survivor');
    await part().merge?.('person', 'survivor');
    const credits = (await world.ledger.balances('credit:')).filter(({ amount }) => amount !== 0);
    expect(credits).toEqual([{ account: 'credit:person:survivor', currency: 'CDF', amount: -1_000_000 }]);
    expect(await part().collect('survivor')).toMatchObject([{ state: 'confirmed', payerPhone }]);
  });
});

describe('the book', () => {
  const entry = {
    kind: 'test',
    at: new Date(0),
    postings: [
      { account: 'a', amount: 5, currency: 'CDF' as const },
      { account: 'b', amount: -5, currency: 'CDF' as const },
    ],
  };

  it.each([
    [
      'does not sum to zero',
      [
        { account: 'a', amount: 5, currency: 'CDF' as const },
        { account: 'b', amount: -4, currency: 'CDF' as const },
      ],
    ],
    [
      'sums to zero over two currencies only',
      [
        { account: 'a', amount: 5, currency: 'CDF' as const },
        { account: 'b', amount: -5, currency: 'USD' as const },
      ],
    ],
    [
      'has a fraction',
      [
        { account: 'a', amount: 0.5, currency: 'CDF' as const },
        { account: 'b', amount: -0.5, currency: 'CDF' as const },
      ],
    ],
    ['has no lines', []],
  ])('refuses an entry that %s', async (_what, postings) => {
    await expect(world.ledger.post({ ...entry, key: newId(), postings })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('books a key once, and refuses it for anything else', async () => {
    await world.ledger.post({ ...entry, key: 'k' });
    await world.ledger.post({ ...entry, key: 'k' });
    expect((await world.ledger.verify()).entries).toBe(1);
    const other = {
      ...entry,
      key: 'k',
      postings: entry.postings.map((line) => ({ ...line, amount: line.amount * 2 })),
    };
    await expect(world.ledger.post(other)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('finds an entry that somebody has changed behind its back', async () => {
    await world.ledger.post({ ...entry, key: 'k' });
    await world.database.connection.collection('ledger').updateOne({ key: 'k' }, { $set: { 'postings.0.amount': 6 } });
    expect(await world.ledger.verify()).toEqual({ ok: false, entries: 1, unbalanced: ['k'] });
  });
});
