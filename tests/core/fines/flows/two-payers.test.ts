import { describe, expect, it } from 'vitest';

import type { Surface } from '../../../../core/dialog/index.ts';
import type { Fine } from '../../../../core/fines/index.ts';
import { chatSurface, pagePhone, strictSpeak } from '../../../support/talk.ts';
import { payerPhone, type MoneyWorld } from '../../payments/money-world.ts';
import { approveOn, finesChat, forEachFine } from './fines-chat.ts';

const cousin = '+243970000005';
let world: MoneyWorld;
let fine: Fine;
forEachFine((scene) => ({ world, fine } = scene));

const surfaces: [string, Surface][] = [
  ['in a chat', chatSurface],
  ['by USSD', pagePhone],
];
const told = (): string[] =>
  world.notices.map(({ body }) => body.map((words) => strictSpeak(words, 'fr', { short: true })).join(' '));

describe.each(surfaces)('two payers of one fine, %s', (_where, surface) => {
  it('may pay a part each, the second from another phone', async () => {
    const first = await finesChat(world, { surface });
    await first.says(fine.shortCode);
    await first.says('2');
    await first.says('20000');
    await first.says('1');
    expect(first.screen()).toContain('20 000 FC');
    await first.says('1');
    expect(first.reply().end).toBe(true);
    await approveOn(world, payerPhone);
    expect(told().join('\n')).toContain('Reste à payer : 30 000 FC');

    const second = await finesChat(world, { surface, caller: { phone: cousin, address: cousin } });
    expect(await second.says(fine.shortCode)).toContain('30 000 FC');
    for (const typed of ['1', '1', '1']) await second.says(typed);
    expect(second.reply().end).toBe(true);
    await approveOn(world, cousin);
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'paid', paidAmount: 5_000_000 });
    expect(told().join('\n')).toContain('Entièrement payé');
  });

  it('hear of each other while a payment is awaited, before anything is asked of the second phone', async () => {
    await world.payments.request(world.wish([fine], 50_000), 'first');
    const second = await finesChat(world, { surface, caller: { phone: cousin, address: cousin } });
    expect(await second.says(fine.shortCode)).toMatch(/aiement (est )?attendu/);
    for (const typed of ['1', '1', '1']) await second.says(typed);
    expect(second.screen()).toContain("Quelqu'un paie déjà");
    expect(await world.sandbox.pendingFor(cousin)).toEqual([]);
    expect(await second.says('1')).toContain('Revenez plus tard');
  });
});

describe('a payment that did not succeed', () => {
  const ask = (fines: readonly Fine[]) => world.payments.request(world.wish(fines, 50_000), 'turn');

  it.each([
    ['refused', async () => world.sandbox.refuse((await world.sandbox.pendingFor(payerPhone))[0]?.id ?? '')],
    ['not approved in time', async () => world.settleDown()],
  ])('is told with the way to try again when it was %s', async (_how, end) => {
    await ask([fine]);
    await end();
    await world.idle();
    expect(told().join('\n')).toContain(`composez *384*123# puis tapez ${fine.shortCode}`);
  });

  it('names the plate when it was for several fines', async () => {
    await ask([fine, await world.fine(10_000)]);
    await world.settleDown();
    expect(told().join('\n')).toContain('puis tapez 1234AB/01');
  });
});

it('gives the notes of all fines that are paid together', async () => {
  const other = await world.fine(20_000);
  const person = await finesChat(world, { from: 'fines' });
  await person.says('1234AB01');
  await person.presses('Payer tout');
  expect(await person.presses('Voir les notes')).toContain('Pour payer, tapez 1234AB/01');
  expect(person.reply().attachments.map(({ name }) => name)).toEqual([
    `note-${fine.reference}.pdf`,
    `note-${other.reference}.pdf`,
  ]);
});
