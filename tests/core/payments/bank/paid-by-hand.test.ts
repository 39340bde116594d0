import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Text } from '../../../../core/dialog/words.ts';
import { checkLedger } from '../../../../core/ledger-check.ts';
import type { Payment } from '../../../../core/payments/index.ts';
import { bankWorld, plain, type BankWorld } from './bank-world.ts';

let world: BankWorld;
beforeAll(async () => {
  world = await bankWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const by = { reason: 'paid twice', by: 'accountant' };
const transfer = (reference: string, means: 'bank' | 'cash' = 'bank') => ({ means, reference, on: '2026-11-20' });
const balance = async (account: string): Promise<number> => (await world.ledger.balances(account))[0]?.amount ?? 0;
const agree = async (): Promise<void> => expect((await checkLedger(world.database)).faults).toEqual([]);

async function byPhone(units: number, came = units): Promise<Payment> {
  const requester = { channel: 'telegram' as const, address: '7', personId: 'person' };
  const wish = world.wish([await world.fine(units)], units, { requester });
  const { id, providerRef } = await world.payments.request(wish, `turn:${units}:${came}`);
  const money = { amount: came * 100, currency: 'CDF' as const };
  await world.payments.settle('sandbox', { ref: providerRef, outcome: 'confirmed', money });
  return (await world.payments.byId(id)) as Payment;
}

describe('money that was paid back outside', () => {
  it('leaves the book by the account it was paid from, and the payer is told its reference', async () => {
    const payment = await byPhone(50_000, 60_000);
    const wish = { paymentId: payment.id, amount: 1_000_000, ...by, byHand: transfer('VIR 118') };
    const [refund] = await world.refunds.refund(wish, 'r:1');
    await Promise.all([world.refunds.refund(wish, 'r:1'), world.refunds.refund(wish, 'r:1')]);
    expect(refund).toMatchObject({ state: 'paid', provider: 'bank', history: [{ by: 'system' }, { by: 'person' }] });
    expect(await balance('cash:bank')).toBe(-1_000_000);
    expect(await balance('cash:sandbox')).toBe(6_000_000);
    expect(await balance('credit:')).toBe(0);
    const told = world.notices.filter(({ key }) => key.startsWith('refund:'));
    expect(told).toHaveLength(1);
    expect(told[0]?.body[0] as Text).toMatchObject({ key: 'bank:paidBack', params: { reference: 'VIR 118' } });
    await agree();
  });

  it('comes off the fine when there is no credit, which is then due again', async () => {
    const fine = await world.fine(50_000);
    await world.import(plain(`2026-11-19,50000,CDF,${world.bankReference(fine)},T1`));
    const paymentId = (await world.lines())[0]?.paymentId ?? '';
    await world.refunds.refund({ paymentId, ...by, byHand: transfer('REÇU 7', 'cash') }, 'r:1');
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'unpaid', paidAmount: 0 });
    expect([await balance('cash:bank'), await balance('cash:till')]).toEqual([5_000_000, -5_000_000]);
    // Nobody asked in a dialog, so nobody is told.
    expect(world.notices.filter(({ key }) => key.startsWith('refund:'))).toEqual([]);
    await agree();
  });

  it('is written down once for a reference, and never beyond what there is', async () => {
    const [one, two] = [await byPhone(10_000), await byPhone(20_000)];
    const wish = (paymentId: string, amount: number, reference: string) => ({
      paymentId, amount, ...by, byHand: transfer(reference),
    }); // prettier-ignore
    await world.refunds.refund(wish(one.id, 400_000, 'VIR 1'), 'r:1');
    await expect(world.refunds.refund(wish(two.id, 400_000, 'VIR 1'), 'r:2')).rejects.toMatchObject({
      code: 'conflict',
    });
    const raced = await Promise.all([
      world.refunds.refund(wish(one.id, 600_000, 'VIR 2'), 'r:3'),
      world.refunds.refund(wish(one.id, 600_000, 'VIR 3'), 'r:4').catch(() => []),
    ]);
    expect(raced.flat().filter(({ state }) => state === 'paid')).toHaveLength(1);
    expect(await balance('cash:bank')).toBe(-1_000_000);
    await agree();
  });

  it.each(['takeBack', 'post', 'notify'] as const)('is carried on when the process dies at %s', async (fault) => {
    const payment = await byPhone(50_000);
    world.faults.set(fault, 'after');
    await world.refunds.refund({ paymentId: payment.id, ...by, byHand: transfer('VIR 9') }, 'r:1');
    await world.settleDown();
    expect(await balance('cash:bank')).toBe(-5_000_000);
    expect(world.notices.filter(({ key }) => key.startsWith('refund:'))).toHaveLength(1);
    await agree();
  });
});
