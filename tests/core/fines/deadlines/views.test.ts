import { afterAll, beforeAll, expect, it } from 'vitest';

import { bindFlow, languages } from '../../../../core/dialog/index.ts';
import { payFine } from '../../../../core/fines/flows/pay-fine.ts';
import { afterTime, infractionModel, infractionTypeModel, type Fine } from '../../../../core/fines/index.ts';
import { pagePhone, talk } from '../../../support/talk.ts';
import { moneyWorld, type MoneyWorld } from '../../payments/money-world.ts';
import { paperNotes } from '../paper-notes.ts';
import { fullTerms } from './time-world.ts';

let world: MoneyWorld;
beforeAll(async () => {
  world = await moneyWorld();
  await infractionTypeModel(world.database.connection).updateMany({}, { $set: { terms: fullTerms } });
});
afterAll(() => world.database.drop());

const show = ({ id }: Fine, over: object = {}) => {
  const { fines, payments, receipts, keptPhones } = world;
  const fineOfPhoto = () => Promise.resolve(undefined);
  return talk({
    flows: [bindFlow(payFine, { fines, payments, receipts, keptPhones, notes: paperNotes(), fineOfPhoto })],
    data: { fineIds: [id] },
    now: world.now,
    ...over,
  });
};

/** The deadline is the 21st of December, and the discount ends on the 5th. */
const early = (): Promise<Fine> => world.fine(1_000);
/** Two increases later. */
async function late(): Promise<Fine> {
  const fine = await early();
  const { due, adjustments, schedule } = afterTime(fine, new Date(fine.deadline.getTime() + 40 * 86_400_000));
  await infractionModel(world.database.connection).updateOne(
    { _id: fine.id },
    { $set: { due, adjustments, schedule } },
  );
  return fine;
}

it('a fine says until when it is cheaper, and what is due then', async () => {
  const screen = (await show(await early())).screen();
  expect(screen).toContain('À payer : 700 FC');
  expect(screen).toContain("Réduction jusqu'au 05/12/2026, ensuite 1 000 FC");
});

it('a fine says by how much it has grown, and since when', async () => {
  const screen = (await show(await late())).screen();
  expect(screen).toContain('À payer : 1 750 FC');
  expect(screen).toContain('Augmentée de 750 FC depuis le 21/01/2027, faute de paiement');
  expect(screen).not.toContain('Réduction');
});

it.each(languages)(
  'in %s a phone shows the amount, its change and the deadline on its first page',
  async (language) => {
    const over = { surface: pagePhone, caller: { language } };
    const cheap = (await show(await early(), over)).screen();
    for (const fact of ['700 FC', '1 000 FC', '05/12/2026', '21/12/2026']) expect(cheap).toContain(fact);
    const grown = (await show(await late(), over)).screen();
    for (const fact of ['1 750 FC', '750 FC', '21/12/2026']) expect(grown).toContain(fact);
  },
);
