import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoTypes } from '../../../core/demo/infraction-types.ts';
import { bindFlow, languages } from '../../../core/dialog/index.ts';
import { fines as findFines } from '../../../core/fines/flows/find-fines.ts';
import { payFine } from '../../../core/fines/flows/pay-fine.ts';
import { createPlateSearch, infractionTypeModel } from '../../../core/fines/index.ts';
import { createVehicles } from '../../../core/vehicles/index.ts';
import { lookupsOn } from '../../support/lookups.ts';
import { platesPart } from '../../support/plates/part.ts';
import { pagePhone, talk } from '../../support/talk.ts';
import { paperNotes } from '../fines/paper-notes.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from '../payments/money-world.ts';

const [longest] = [...demoTypes.CD].sort((a, b) => b.labels.fr.length - a.labels.fr.length);
let world: MoneyWorld;

beforeAll(async () => {
  world = await moneyWorld();
  if (!longest) throw new Error('there is no infraction');
  await infractionTypeModel(world.database.connection).updateOne({ code: 'speed' }, { labels: longest.labels });
});
afterAll(() => world.database.drop());

it.each(languages)('a fine is found and paid in %s without turning a page of the phone', async (language) => {
  const { fines, payments, receipts, keptPhones } = world;
  const plate = `1234AB0${languages.indexOf(language) + 1}`;
  await world.fines.record({
    country: 'CD',
    plate,
    typeCode: 'speed',
    amount: 7_500_000,
    place: { text: 'Boulevard du 30 Juin, Gombe' },
    at: world.now(),
    agentId: 'agent',
  });
  const vehicles = createVehicles(world.database);
  const fineOfPhoto = (): Promise<undefined> => Promise.resolve(undefined);
  const citizen = await talk({
    flows: [
      bindFlow(findFines, {
        fines, vehicles, payments, fineOfPhoto, plates: createPlateSearch({ fines, vehicles }),
        lookups: lookupsOn(world.database, world.now),
        ...platesPart(world.database, world.now),
      }), // prettier-ignore
      bindFlow(payFine, { fines, payments, receipts, keptPhones, notes: paperNotes(), fineOfPhoto }),
    ],
    surface: pagePhone,
    now: world.now,
    caller: { phone: payerPhone, language },
  });
  for (const typed of ['1', plate, '1', '1', '1', '1']) {
    expect(citizen.reply().page, citizen.screen()).toEqual({ number: 1, of: 1 });
    await citizen.says(typed);
  }
  expect(citizen.reply()).toMatchObject({ end: true, page: { of: 1 } });
});
