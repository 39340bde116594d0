import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { bindFlow, defineFlow, languages } from '../../../../core/dialog/index.ts';
import { fines as findFines } from '../../../../core/fines/flows/find-fines.ts';
import { payFine } from '../../../../core/fines/flows/pay-fine.ts';
import { createPlateSearch, type Fine } from '../../../../core/fines/index.ts';
import { createVehicles } from '../../../../core/vehicles/index.ts';
import { strictSpeak, talk, type Talk } from '../../../support/talk.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from '../../payments/money-world.ts';
import { paperNotes } from '../paper-notes.ts';

/** A screen that takes no text of its own. */
const elsewhere = bindFlow(
  defineFlow({
    id: 'elsewhere',
    version: 1,
    start: 'menu',
    screens: { menu: { show: () => ({ text: 'elsewhere' }), on: { choice: () => ({ end: '-' }) } } },
  }),
  undefined,
);

let world: MoneyWorld;
let fine: Fine;
beforeAll(async () => {
  world = await moneyWorld();
});
beforeEach(async () => {
  await world.clear();
  fine = await world.fine(50_000);
});
afterAll(() => world.database.drop());

async function chat(from: 'elsewhere' | 'fines' = 'elsewhere'): Promise<Talk> {
  const { fines, payments, receipts, keptPhones } = world;
  const vehicles = createVehicles(world.database);
  const fineOfPhoto = (): Promise<undefined> => Promise.resolve(undefined);
  const find = bindFlow(findFines, { fines, vehicles, fineOfPhoto, plates: createPlateSearch({ fines, vehicles }) });
  const pay = bindFlow(payFine, { fines, payments, receipts, keptPhones, notes: paperNotes(), fineOfPhoto });
  return talk({
    flows: from === 'elsewhere' ? [elsewhere, find, pay] : [find, pay],
    now: world.now,
    caller: { phone: payerPhone },
  });
}

const keywords = languages.flatMap((language) =>
  strictSpeak({ key: 'fines:keywords' }, language)
    .split(',')
    .map((word) => [language, word.trim()] as const),
);

describe('a word of the dialog and what it is about, in one message', () => {
  it.each(keywords)('are understood together in %s: %s', async (_language, word) => {
    const person = await chat();
    expect(await person.says(`${word} 1234AB01`)).toContain('1 amende impayée pour la plaque 1234AB/01');
    expect(await (await chat()).says(`${word} ${fine.shortCode}`)).toContain(`Amende ${fine.reference}`);
  });

  it.each(['Plaque : 1234 ab 01', 'PAYER, 1234AB01', 'plaque #1234ab01', 'Amende - 1234 AB/01 '])(
    'are understood as people write them: %s',
    async (typed) => {
      expect(await (await chat()).says(typed)).toContain('plaque 1234AB/01');
    },
  );

  it('are understood where a plate alone is asked for', async () => {
    const person = await chat('fines');
    expect(await person.says('plaque 1234AB01')).toContain('1 amende impayée');
  });

  it('say so when the reference names no fine', async () => {
    expect(await (await chat()).says('payer CD-2026-0000019')).toContain('Aucune amende ne porte cette référence');
  });

  it('are left alone when nothing that is known stands behind the word', async () => {
    expect(await (await chat()).says('payer le loyer demain')).toContain("Je n'ai pas compris");
    expect(await (await chat()).says('amende')).toContain('Comment chercher vos amendes');
  });
});
