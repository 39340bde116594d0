import { afterAll, beforeAll, expect, it } from 'vitest';

import { bindFlow, languages } from '../../../../core/dialog/index.ts';
import { payFine } from '../../../../core/fines/flows/pay-fine.ts';
import type { Fine } from '../../../../core/fines/index.ts';
import { pagePhone, talk } from '../../../support/talk.ts';
import { paperNotes } from '../paper-notes.ts';
import { dayMs, timeWorld, type TimeWorld } from './time-world.ts';

let world: TimeWorld;
beforeAll(async () => {
  world = await timeWorld();
});
afterAll(() => world.database.drop());

const nothing = {} as never;
const show = (fine: Fine, over: object = {}) =>
  talk({
    flows: [
      bindFlow(payFine, {
        fines: world.fines, payments: nothing, receipts: nothing, keptPhones: nothing, notes: paperNotes(),
        fineOfPhoto: () => Promise.resolve(undefined),
      }),
    ],
    data: { fineIds: [fine.id] },
    now: world.now,
    ...over,
  }); // prettier-ignore

it('a fine says until when it is cheaper, and what is due then', async () => {
  await world.clear();
  const fine = await world.record();
  const screen = (await show(fine)).screen();
  expect(screen).toContain('À payer : 700 FC');
  expect(screen).toContain("Réduction jusqu'au 19/01/2026, ensuite 1 000 FC");
});

it('a fine says by how much it has grown, and since when', async () => {
  await world.clear();
  const fine = await world.record();
  await world.live(70);
  const screen = (await show(fine)).screen();
  expect(screen).toContain('À payer : 1 750 FC');
  expect(screen).toContain('Augmentée de 750 FC depuis le 07/03/2026, faute de paiement');
  expect(screen).not.toContain('Réduction');
});

it.each(languages)(
  'in %s a phone shows the amount, its change and the deadline on its first page',
  async (language) => {
    await world.clear();
    const fine = await world.record();
    const caller = { language };
    const early = (await show(fine, { surface: pagePhone, caller })).screen();
    for (const fact of ['700 FC', '1 000 FC', '19/01/2026', '04/02/2026']) expect(early).toContain(fact);
    world.pass(70 * dayMs);
    await world.run();
    const late = (await show(fine, { surface: pagePhone, caller })).screen();
    for (const fact of ['1 750 FC', '750 FC', '04/02/2026']) expect(late).toContain(fact);
  },
);
