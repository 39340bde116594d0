import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { bindFlow, languages } from '../../../core/dialog/index.ts';
import type { Caller, Surface } from '../../../core/dialog/index.ts';
import type { Text } from '../../../core/dialog/words.ts';
import { myFines } from '../../../core/fines/flows/my-fines.ts';
import { checkLedger } from '../../../core/ledger-check.ts';
import type { RefundEvent } from '../../../core/payments/index.ts';
import { myCredit } from '../../../core/payments/flows/my-credit.ts';
import { createVehicles } from '../../../core/vehicles/index.ts';
import { pagePhone, talk, type Talk } from '../../support/talk.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from './money-world.ts';

let world: MoneyWorld;
let payBack: RefundEvent['outcome'];
beforeAll(async () => {
  world = await moneyWorld(undefined, { payBack: () => payBack });
});
beforeEach(async () => {
  payBack = 'confirmed';
  await world.clear();
});
afterAll(() => world.database.drop());

let turn = 0;
/** Somebody pays 50 000 for a fine of 30 000, because another one was quicker. */
async function payTooMuch(personId = 'person'): Promise<void> {
  const fine = await world.fine(50_000);
  const requester = { channel: 'telegram' as const, address: '7', personId };
  const wish = world.wish([fine], 50_000, { requester, anyway: true });
  const { providerRef } = await world.payments.request(wish, `turn:${(turn += 1)}`);
  const first = await world.payments.request(world.wish([fine], 20_000, { anyway: true }), `first:${turn}`);
  const money = (units: number) => ({ amount: units * 100, currency: 'CDF' as const });
  await world.payments.settle('sandbox', { ref: first.providerRef, outcome: 'confirmed', money: money(20_000) });
  await world.payments.settle('sandbox', { ref: providerRef, outcome: 'confirmed', money: money(50_000) });
}

function chat(options: { surface?: Surface; caller?: Partial<Caller>; from?: 'fines' } = {}): Promise<Talk> {
  const { fines, refunds } = world;
  const mine = bindFlow(myFines, { fines, refunds, vehicles: createVehicles(world.database) });
  const credit = bindFlow(myCredit, { refunds });
  return talk({
    flows: options.from === 'fines' ? [mine, credit] : [credit, mine],
    now: world.now,
    ...options,
    caller: { phone: payerPhone, personId: 'person', ...options.caller },
  });
}
const inCredit = async (): Promise<number> =>
  (await world.ledger.balances('credit:')).reduce((sum, { amount }) => sum - amount, 0) / 100;
const wordsTold = (): string[] => world.notices.flatMap(({ body }) => body.map((words) => (words as Text).key));

describe('what was paid too much', () => {
  it('is told, found under "my fines", and goes back to the wallet that paid when its owner asks', async () => {
    await payTooMuch();
    expect(wordsTold()).toContain('payments:notice.credit');
    expect(wordsTold()).toContain('payments:notice.creditWhere');
    const payer = await chat({ from: 'fines' });
    expect(await payer.presses('Trop payé : 20 000 FC')).toContain('Vous avez payé 20 000 FC de trop');
    expect(await payer.presses('Oui, rembourser')).toContain('Le remboursement est en route');
    expect(await inCredit()).toBe(0);
    expect(wordsTold()).toContain('payments:notice.refunded');
    expect((await checkLedger(world.database)).faults).toEqual([]);
    expect((await chat()).screen()).toContain("Vous n'avez rien payé de trop");
  });

  it('stays where it is until then', async () => {
    await payTooMuch();
    expect(await (await chat()).presses('Plus tard')).toContain('Cette somme reste à vous');
    expect(await inCredit()).toBe(20_000);
  });

  it('goes back once, however often it is asked for in the same moment', async () => {
    await payTooMuch();
    const chats = await Promise.all([chat(), chat(), chat()]);
    const credit = { personId: 'person', currency: 'CDF' as const };
    const byOthers = ['a', 'b'].map((key) =>
      world.refunds.refund({ credit, reason: 'too much', by: 'accountant' }, key).catch(() => []),
    );
    await Promise.all([...chats.map((one) => one.presses('Oui, rembourser')), ...byOthers]);
    expect(await inCredit()).toBe(0);
    expect((await world.ledger.balances('cash:'))[0]?.amount).toBe(5_000_000);
    expect((await checkLedger(world.database)).faults).toEqual([]);
  });

  it('stays with its owner when the operator does not send it', async () => {
    payBack = 'failed';
    await payTooMuch();
    expect(await (await chat()).presses('Oui, rembourser')).toContain("L'opérateur ne peut pas renvoyer cette somme");
    expect(await inCredit()).toBe(20_000);
    expect((await chat()).screen()).toContain('20 000 FC de trop');
  });

  it('is seen and asked for by nobody else', async () => {
    await payTooMuch('somebody else');
    expect((await chat()).screen()).toContain("Vous n'avez rien payé de trop");
    expect((await chat({ from: 'fines' })).screen()).not.toContain('Trop payé');
  });

  it('is asked back by USSD too', async () => {
    await payTooMuch();
    const caller = await chat({ surface: pagePhone });
    expect(await caller.says('1')).toContain('en route');
    expect(caller.reply().end).toBe(true);
  });

  it.each(languages)('is spoken of in %s', async (language) => {
    await payTooMuch();
    const payer = await chat({ caller: { language }, from: 'fines' });
    expect(payer.screen()).toContain('20 000 FC');
    await payer.says('1');
    expect(await payer.says('1')).not.toContain('20 000 FC');
    expect(payer.reply().end).toBe(true);
  });
});
