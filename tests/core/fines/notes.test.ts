import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NoteFacts } from '../../../core/documents/index.ts';
import { moneyWorld, type MoneyWorld } from '../payments/money-world.ts';
import { paperNotes } from './paper-notes.ts';

let world: MoneyWorld;
beforeAll(async () => {
  world = await moneyWorld();
});
afterAll(() => world.database.drop());

it('prints a fine once as it stands, and anew when it stands otherwise or is read in another language', async () => {
  const printed: NoteFacts[] = [];
  const notes = paperNotes(printed);
  const fine = await world.fine(50_000);
  const [first] = [await notes.print(fine, 'fr'), await notes.print(fine, 'fr')];
  expect(printed).toHaveLength(1);
  expect(await notes.print(fine, 'fr')).toEqual(first);
  expect((await notes.print(fine, 'ln')).fileId).not.toBe(first.fileId);

  await world.fines.applyPayment({
    fineId: fine.id,
    paymentId: 'one',
    money: { amount: 2_000_000, currency: 'CDF' },
    at: new Date(world.now().getTime() + 60_000),
  });
  const partly = await world.fines.byId(fine.id);
  if (!partly) throw new Error('the fine is gone');
  expect((await notes.print(partly, 'fr')).fileId).not.toBe(first.fileId);
  expect(printed.at(-1)).toMatchObject({
    ways: { ussdCode: '*384*123#' },
    lines: [{ kind: 'tariff', amount: 5_000_000 }],
    number: `NP-${fine.reference}`,
    paid: { amount: 2_000_000 },
    remaining: { amount: 3_000_000 },
    payable: true,
    issuedAt: new Date(world.now().getTime() + 60_000),
  });
});
