import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { bindFlow } from '../../../../core/dialog/index.ts';
import type { Caller, Surface } from '../../../../core/dialog/index.ts';
import { newId } from '../../../../core/database/index.ts';
import { fines as findFines } from '../../../../core/fines/flows/find-fines.ts';
import { myFines } from '../../../../core/fines/flows/my-fines.ts';
import { payFine } from '../../../../core/fines/flows/pay-fine.ts';
import { createPlateSearch, infractionTypeModel, toBankReference, type Fine } from '../../../../core/fines/index.ts';
import { platesDialogs } from '../../../../core/plates/index.ts';
import { createVehicles, vehicleModel } from '../../../../core/vehicles/index.ts';
import { myCredit } from '../../../../core/payments/flows/my-credit.ts';
import { lookupsOn } from '../../../support/lookups.ts';
import { platesPart } from '../../../support/plates/part.ts';
import { pagePhone, talk, type Talk } from '../../../support/talk.ts';
import { paperNotes } from '../paper-notes.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from '../../payments/money-world.ts';

let world: MoneyWorld;
let photographed: Fine | undefined;
beforeAll(async () => {
  world = await moneyWorld();
  await vehicleModel(world.database.connection).init();
  await vehicleModel(world.database.connection).create([
    {
      _id: newId(),
      country: 'CD',
      plate: '1234AB01',
      make: 'Toyota',
      model: 'Corolla',
      year: 2018,
      colour: 'white',
      category: 'car',
      ownerId: 'owner',
      createdAt: world.now(),
    },
    {
      _id: newId(),
      country: 'CD',
      plate: '1234AB07',
      make: 'Suzuki',
      model: 'Swift',
      category: 'car',
      createdAt: world.now(),
    },
  ]);
});
beforeEach(async () => {
  photographed = undefined;
  await world.clear();
});
afterAll(() => world.database.drop());

async function chat(options: { surface?: Surface; caller?: Partial<Caller> } = {}): Promise<Talk> {
  const { fines, payments, receipts, keptPhones, refunds } = world;
  const vehicles = createVehicles(world.database);
  const fineOfPhoto = async (): Promise<Fine | undefined> => photographed;
  const photos = platesPart(world.database, world.now);
  return talk({
    flows: [
      bindFlow(findFines, {
        fines, vehicles, payments, fineOfPhoto, plates: createPlateSearch({ fines, vehicles }),
        lookups: lookupsOn(world.database, world.now), ...photos,
      }), // prettier-ignore
      bindFlow(payFine, { fines, payments, receipts, keptPhones, notes: paperNotes(), fineOfPhoto }),
      bindFlow(myFines, { fines, vehicles, refunds }),
      bindFlow(myCredit, { refunds }),
      ...platesDialogs(photos),
    ],
    now: world.now,
    ...options,
    caller: { phone: payerPhone, ...options.caller },
  });
}

/** The citizen approves whatever waits on the phone. */
async function approve(): Promise<void> {
  for (const { id } of await world.sandbox.pendingFor(payerPhone)) await world.sandbox.approve(id);
  await world.idle();
}

it('finds the fines of a plate, pays one and sees it paid', async () => {
  await world.fine(50_000);
  await world.fine(100_000);
  const citizen = await chat();
  await citizen.presses('plaque');
  expect(await citizen.says('1234 ab 01')).toContain('2 amendes impayées pour la plaque 1234AB/01');
  expect(citizen.screen()).toContain('Toyota Corolla 2018, blanche');
  expect(await citizen.presses('50 000 FC')).toContain('Gombe');
  await citizen.presses('Payer 50 000 FC');
  expect(await citizen.presses('M-Pesa')).toContain('par M-Pesa du 0810000001');
  expect(await citizen.presses('Oui')).toContain('Validez 50 000 FC');
  await approve();
  expect(await citizen.says('1234AB01')).toContain('1 amende impayée');
  await citizen.presses('Revoir la quittance');
  expect(citizen.reply().attachments).toMatchObject([{ kind: 'document', mimeType: 'application/pdf' }]);
});

it('pays all those of one currency together, and never adds francs to dollars', async () => {
  await infractionTypeModel(world.database.connection).create({
    _id: newId(), country: 'CD', code: 'dollars', version: 1, labels: { fr: 'Surcharge' }, article: 'art. 2',
    tariff: { kind: 'fixed', amount: 3_000, currency: 'USD' }, activeFrom: world.now(), createdAt: world.now(),
  }); // prettier-ignore
  const francs = await world.fine(50_000);
  const { country, plate, place, at, agentId } = francs;
  const dollars = await world.fines.record({ country, plate, typeCode: 'dollars', place, at, agentId });
  const citizen = await chat();
  expect(await citizen.says('1234AB01')).toContain('2 amendes impayées');
  expect(citizen.screen()).not.toContain('Payer tout');
  const more = await world.fine(20_000);
  expect(await citizen.says('1234AB01')).toContain('Payer tout : 70 000 FC');
  await citizen.presses('70 000 FC');
  await citizen.presses('Payer 70 000 FC');
  await citizen.presses('M-Pesa');
  await citizen.presses('Oui');
  await approve();
  const left = (await world.fines.byIds([francs.id, more.id, dollars.id])).map(({ id, remaining }) => [
    id,
    remaining.amount,
  ]);
  expect(Object.fromEntries(left)).toEqual({ [francs.id]: 0, [more.id]: 0, [dollars.id]: 3_000 });
});

it('does the same by USSD, on pages that fit, and ends the session while the phone asks for approval', async () => {
  await world.fine(50_000);
  const citizen = await chat({ surface: pagePhone });
  await citizen.says('1');
  await citizen.says('1234AB01');
  await citizen.says('1');
  await citizen.says('1');
  await citizen.says('1');
  await citizen.says('1');
  expect(citizen.reply().end).toBe(true);
  await approve();
  expect(world.notices.map(({ to }) => to)).toEqual([{ channel: 'sms', address: payerPhone }]);
});

it('lets a person choose the plate when the box was not typed', async () => {
  await world.fine();
  const citizen = await chat();
  expect(await citizen.says('1234AB')).toContain('1234AB/07 Suzuki Swift');
  expect(await citizen.presses('1234AB/01')).toContain('1 amende impayée');
});

it('says so when a plate has no fine', async () => {
  const citizen = await chat();
  expect(await citizen.says('5678CD05')).toContain('Aucune amende à payer pour la plaque 5678CD/05');
});

it('opens a fine by its reference, its short code or the code on a photo', async () => {
  const fine = await world.fine();
  expect(await (await chat()).says(fine.reference)).toContain(fine.reference);
  expect(await (await chat()).says(fine.shortCode)).toContain(fine.reference);
  photographed = fine;
  expect(await (await chat()).gives({ kind: 'photo', fileId: 'f' })).toContain(fine.reference);
  photographed = undefined;
  expect(await (await chat()).gives({ kind: 'photo', fileId: 'f' })).toContain("Je n'ai plus cette photo");
});

it('shows the note in chat, and sends its link by SMS where nothing can be shown', async () => {
  const fine = await world.fine();
  const citizen = await chat();
  await citizen.says(toBankReference(fine.reference));
  expect(await citizen.presses('Voir la note')).toContain(`Pour payer, tapez ${fine.shortCode}`);
  expect(citizen.reply()).toMatchObject({ end: true, attachments: [{ name: `note-${fine.reference}.pdf` }] });
  const caller = await chat({ surface: pagePhone });
  await caller.says(fine.shortCode);
  await caller.says('3');
  expect(caller.screen()).toContain('SMS');
  expect(caller.reply()).toMatchObject({ end: true, attachments: [], page: { of: 1 } });
});

it('refuses a reference with a wrong digit', async () => {
  const fine = await world.fine();
  const wrong = fine.shortCode.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  expect(await (await chat()).says(wrong)).toContain('Aucune amende ne porte cette référence');
});

it('takes a part, and refuses amounts that are none, zero or more than what is left', async () => {
  const fine = await world.fine(50_000);
  const citizen = await chat();
  await citizen.says(fine.reference);
  await citizen.presses('partie');
  expect(await citizen.says('beaucoup')).toContain("Ce n'est pas un montant");
  expect(await citizen.says('0')).toContain('Payer une partie');
  await citizen.presses('partie');
  expect(await citizen.says('000')).toContain('plus grand que zéro');
  for (const typed of ['60000', '60 000 FC'])
    expect(await citizen.says(typed)).toContain('plus que le reste à payer : 50 000 FC');
  await citizen.says('20 000 FC');
  await citizen.presses('M-Pesa');
  await citizen.presses('Oui');
  await approve();
  expect((await world.fines.byId(fine.id))?.moneyStatus).toBe('partly_paid');
  expect(await citizen.says(fine.reference)).toContain('Reste à payer : 30 000 FC');
});

it("pays all fines of a plate with one approval, from somebody else's phone", async () => {
  await world.fine(50_000);
  await world.fine(100_000);
  const citizen = await chat();
  await citizen.says('1234AB01');
  await citizen.presses('Payer tout');
  await citizen.presses('Payer 150 000 FC');
  await citizen.presses('Un autre numéro');
  expect(await citizen.says('12')).toContain("n'est pas valide");
  expect(await citizen.says('+221771234567')).toContain('numéro du pays');
  expect(await citizen.says('097 000 00 05')).toContain('par Airtel Money du 0970000005');
  // The conversation holds an id, not somebody else's number.
  expect(JSON.stringify(citizen.session().frames)).not.toContain('970000005');
  await citizen.presses('Oui');
  const [waiting] = await world.sandbox.pendingFor('+243970000005');
  expect(waiting?.money).toEqual({ amount: 15_000_000, currency: 'CDF' });
  await world.sandbox.approve(waiting?.id ?? '');
  await world.idle();
  expect(await world.fines.listUnpaid('CD', '1234AB01')).toEqual([]);
});

it('tells a second payer that another payment is awaited, and books what is too much as a credit', async () => {
  const fine = await world.fine(50_000);
  const second = await chat({ caller: { phone: '+243820000002', address: '+243820000002' } });
  await second.says(fine.reference);
  await second.presses('Payer 50 000 FC');
  await second.presses('M-Pesa');
  await world.payments.request(world.wish([fine], 50_000), 'first');
  expect(await second.presses('Oui')).toContain("Quelqu'un paie déjà");
  expect(await second.presses('Payer quand même')).toContain('Validez 50 000 FC');
  await approve();
  for (const { id } of await world.sandbox.pendingFor('+243820000002')) await world.sandbox.approve(id);
  await world.idle();
  const credits = await world.ledger.balances('credit:');
  expect(credits.map(({ amount, currency }) => ({ amount, currency }))).toEqual([
    { amount: -5_000_000, currency: 'CDF' },
  ]);
  expect((await world.fines.byId(fine.id))?.paidAmount).toBe(5_000_000);
});

it('lists "my fines" of vehicles that the person owns', async () => {
  await world.fine();
  const citizen = await chat({ caller: { personId: 'owner' } });
  expect(await citizen.presses('Mes amendes')).toContain('Vous avez 1 amende impayée');
  expect(await citizen.presses('1234AB/01')).toContain('Gombe');
});

it('asks for a number where none is known', async () => {
  const fine = await world.fine();
  const citizen = await chat({ caller: { phone: undefined as never } });
  await citizen.says(fine.reference);
  expect(await citizen.presses('Payer 50 000 FC')).toContain('Quel numéro de téléphone paie');
});

it.each(['fr', 'en', 'ln', 'sw', 'wo'] as const)('speaks %s from the list to the approval', async (language) => {
  const fine = await world.fine();
  const citizen = await chat({ caller: { language } });
  await citizen.says(fine.reference);
  for (let step = 0; step < 3; step += 1) await citizen.says('1');
  expect(citizen.reply().end).toBe(true);
  expect(citizen.screen()).toContain('50 000 FC');
});
