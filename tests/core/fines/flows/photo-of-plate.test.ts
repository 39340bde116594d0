import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { bindFlow } from '../../../../core/dialog/index.ts';
import { fines as findFines } from '../../../../core/fines/flows/find-fines.ts';
import { verifyDocument } from '../../../../core/fines/flows/verify-document.ts';
import { createDocumentCheck, createPlateSearch } from '../../../../core/fines/index.ts';
import { platesDialogs } from '../../../../core/plates/index.ts';
import { plateReadingModel } from '../../../../core/plates/readings/plate-reading.model.ts';
import { createVehicles } from '../../../../core/vehicles/index.ts';
import { lookupsOn } from '../../../support/lookups.ts';
import { aPicture } from '../../../support/pictures.ts';
import { platesPart } from '../../../support/plates/part.ts';
import { aReader } from '../../../support/plates/reader.ts';
import { talk, type Talk } from '../../../support/talk.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from '../../payments/money-world.ts';

let world: MoneyWorld;
beforeAll(async () => void (world = await moneyWorld()));
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

async function chat(
  start: 'fines' | 'papers',
  ...seen: Parameters<typeof aReader>
): Promise<Talk & { sends(): Promise<string> }> {
  const { fines, payments, receipts } = world;
  const vehicles = createVehicles(world.database);
  const photos = platesPart(world.database, world.now, { plateReader: aReader(...seen) });
  const codeOfPhoto = (): Promise<undefined> => Promise.resolve(undefined);
  const services = {
    fines, payments, receipts, vehicles, ...photos, fineOfPhoto: codeOfPhoto,
    plates: createPlateSearch({ fines, vehicles }),
    lookups: lookupsOn(world.database, world.now),
    documentCheck: createDocumentCheck({ codeOfPhoto, signer: { verify: () => undefined }, fines, receipts }),
  }; // prettier-ignore
  const fineDialog = bindFlow(findFines, services);
  const paperDialog = bindFlow(verifyDocument, services);
  const dialogs = start === 'fines' ? ([fineDialog, paperDialog] as const) : ([paperDialog, fineDialog] as const);
  const played = await talk({
    flows: [...dialogs, ...platesDialogs(photos)],
    now: world.now,
    caller: { phone: payerPhone },
  });
  const sends = async (): Promise<string> => {
    const { id } = await photos.files.put({ bytes: await aPicture(), name: 'photo', owner: 'simulator' });
    return played.gives({ kind: 'photo', fileId: id });
  };
  return { ...played, sends };
}

it('the fines of a plate are found by its photo', async () => {
  await world.fine();
  const citizen = await chat('fines', { text: '1234AB01', confidence: 0.95 });
  expect(await citizen.sends()).toContain('Est-ce bien 1234AB/01 ?');
  expect(await citizen.presses('Oui')).toContain('1 amende impayée pour la plaque 1234AB/01');
});

it('a photo that comes after the plate was typed asks nothing more, and another plate is asked about', async () => {
  await world.fine();
  const citizen = await chat('fines', { text: '1234AB01', confidence: 0.95 });
  await citizen.says('1234AB01');
  const late = await citizen.sends();
  expect(late).toContain('La photo montre aussi 1234AB/01.');
  expect(late).toContain('1 amende impayée');
  await citizen.says('5678CD05');
  expect(await citizen.sends()).toContain('Est-ce bien 1234AB/01 ?');
  expect(await citizen.presses('Oui')).toContain('1 amende impayée');
});

it('a photo without plate and code leaves the person where they are, with what to do', async () => {
  const citizen = await chat('fines');
  expect(await citizen.sends()).toContain('Je ne vois ni code QR ni plaque');
  expect(await citizen.says('5678CD05')).toContain('Aucune amende');
});

it('somebody who checks papers may send the vehicle instead', async () => {
  const fine = await world.fine();
  const officer = await chat('papers', { text: '1234AB01', confidence: 0.95 });
  await officer.sends();
  expect(await officer.presses('Oui')).toContain(fine.reference);
});

it.each(['fines', 'papers'] as const)(
  'whoever goes back to the %s and types another plate puts right what was read',
  async (start) => {
    const readings = plateReadingModel(world.database.connection);
    await readings.deleteMany({});
    const person = await chat(start, { text: '1234AB01', confidence: 0.95 });
    await person.sends();
    await person.says('0');
    await person.says('1284AB01');
    expect(await readings.find().lean()).toMatchObject([{ outcome: 'typed', wrongSigns: 1 }]);
    // The next plate is of another vehicle.
    await person.says('0');
    await person.says('5678CD05');
    expect(await readings.find().lean()).toMatchObject([{ outcome: 'typed', wrongSigns: 1 }]);
  },
);
