import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { bindFlow, defineFlow, home, languages } from '../../../../core/dialog/index.ts';
import type { Caller, Surface } from '../../../../core/dialog/index.ts';
import { createSigner, type MoneyProof, type Proof } from '../../../../core/documents/index.ts';
import { fines as findFines } from '../../../../core/fines/flows/find-fines.ts';
import { payFine } from '../../../../core/fines/flows/pay-fine.ts';
import { verifyDocument } from '../../../../core/fines/flows/verify-document.ts';
import {
  createDocumentCheck,
  createFineOfPhoto,
  createPlateSearch,
  toNoteNumber,
  type Fine,
} from '../../../../core/fines/index.ts';
import { createVehicles } from '../../../../core/vehicles/index.ts';
import { lookupsOn } from '../../../support/lookups.ts';
import { platesPart } from '../../../support/plates/part.ts';
import { pagePhone, talk, type Talk } from '../../../support/talk.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from '../../payments/money-world.ts';
import { paperNotes } from '../paper-notes.ts';

const signer = createSigner({ secret: 'x'.repeat(32) });
const stranger = createSigner({ secret: 'y'.repeat(32) });
/** A screen that takes neither photos nor texts. */
const elsewhere = bindFlow(
  defineFlow({
    id: 'elsewhere',
    version: 1,
    start: 'menu',
    screens: { menu: { show: () => ({ text: '-' }), on: { choice: () => ({ end: '-' }) } } },
  }),
  undefined,
);
/** What the code in each photo says. */
const codes = new Map<string, string>();
let world: MoneyWorld;

beforeAll(async () => {
  world = await moneyWorld();
});
beforeEach(async () => {
  codes.clear();
  await world.clear();
});
afterAll(() => world.database.drop());

async function chat(options: { surface?: Surface; caller?: Partial<Caller>; from?: 'verify' } = {}): Promise<Talk> {
  const { fines, payments, receipts, keptPhones } = world;
  const codeOfPhoto = (fileId: string) => Promise.resolve(codes.get(fileId));
  const vehicles = createVehicles(world.database);
  const fineOfPhoto = createFineOfPhoto({ codeOfPhoto, signer, fines });
  const documentCheck = createDocumentCheck({ codeOfPhoto, signer, fines, receipts });
  const plates = createPlateSearch({ fines, vehicles });
  const { plateReadings } = platesPart(world.database, world.now);
  const lookups = lookupsOn(world.database, world.now);
  const find = bindFlow(findFines, { fines, vehicles, payments, fineOfPhoto, plates, plateReadings, lookups });
  const verify = bindFlow(verifyDocument, { documentCheck, plates, plateReadings });
  const pay = bindFlow(payFine, { fines, payments, receipts, keptPhones, notes: paperNotes(), fineOfPhoto });
  return talk({
    flows: options.from === 'verify' ? [verify, find, pay] : [elsewhere, verify, pay],
    now: world.now,
    ...options,
    caller: { phone: payerPhone, ...options.caller },
  });
}

async function pay(fine: Fine, units: number): Promise<string> {
  const payment = await world.payments.request(world.wish([fine], units), `pay:${fine.id}:${units}`);
  for (const { id } of await world.sandbox.pendingFor(payerPhone)) await world.sandbox.approve(id);
  await world.idle();
  return (await world.payments.byId(payment.id))?.receiptNumber ?? '';
}

const receiptOf = (fine: Fine, number: string): MoneyProof => ({
  kind: 'receipt',
  reference: fine.reference,
  number,
  plate: fine.plate,
  amount: fine.due,
  remaining: 0,
  issuedAt: world.now(),
});
const noteOf = (fine: Fine): Proof => ({
  ...receiptOf(fine, toNoteNumber(fine.reference)),
  kind: 'notice',
  remaining: fine.due.amount,
});
const linkTo = (proof: Proof, by = signer): string => `https://lisolo.example/v/${by.sign(proof)}`;

const officer = { roles: ['pcr_agent'] };

it('never calls a specimen genuine', async () => {
  const { reference, plate, due } = await world.fine();
  const proof: Proof = { kind: 'notice', reference, number: toNoteNumber(reference), plate, amount: due, issuedAt: world.now(), specimen: true }; // prettier-ignore
  codes.set('specimen', `https://lisolo.example/v/${signer.sign(proof)}`);
  const shown = await (await chat({ from: 'verify' })).gives({ kind: 'photo', fileId: 'specimen' });
  expect(shown).toContain('SPÉCIMEN');
  expect(shown).not.toContain('authentique');
});

it('tells anybody whether a photographed quittance is genuine, and how the fine stands now', async () => {
  const fine = await world.fine(50_000);
  const number = await pay(fine, 50_000);
  codes.set('photo', linkTo(receiptOf(fine, number)));
  const citizen = await chat();
  expect(await citizen.gives({ kind: 'photo', fileId: 'photo' })).toContain(`Quittance authentique : ${number}`);
  expect(citizen.screen()).toContain('Sur le papier : 50 000 FC, le 21/11/2026');
  expect(citizen.screen()).toContain('plaque 1234AB/01 : PAYÉE (50 000 FC)');
  expect(await citizen.presses("Ouvrir l'amende")).toContain('Revoir la quittance');
});

it('says that a genuine quittance for a part leaves the fine unpaid', async () => {
  const fine = await world.fine(50_000);
  const number = await pay(fine, 20_000);
  const citizen = await chat();
  const text = await citizen.says(
    `regardez ${linkTo({ ...receiptOf(fine, number), amount: { amount: 2_000_000, currency: 'CDF' }, remaining: 3_000_000 })}`,
  );
  expect(text).toContain('payée en partie. Reste 30 000 FC sur 50 000 FC');
});

it('calls a paper forged that somebody else has signed', async () => {
  const fine = await world.fine();
  codes.set('photo', linkTo(receiptOf(fine, 'Q-CD-2026-0000042'), stranger));
  for (const caller of [{}, officer]) {
    const citizen = await chat({ caller });
    const text = await citizen.gives({ kind: 'photo', fileId: 'photo' });
    expect(text).toContain('document faux ou abîmé');
    expect(text).not.toContain(fine.reference);
  }
});

it('opens a genuine note for a citizen, who wants to pay it, and checks it for an officer', async () => {
  const fine = await world.fine();
  codes.set('photo', linkTo(noteOf(fine)));
  expect(await (await chat()).gives({ kind: 'photo', fileId: 'photo' })).toContain('Payer 50 000 FC');
  const text = await (await chat({ caller: officer })).gives({ kind: 'photo', fileId: 'photo' });
  expect(text).toContain(`Note de perception authentique : NP-${fine.reference}`);
  expect(text).toContain('PAS PAYÉE. À payer : 50 000 FC');
});

it('knows a quittance by its typed number, and says so of one that does not exist', async () => {
  const fine = await world.fine(50_000);
  const number = await pay(fine, 50_000);
  const citizen = await chat();
  expect(await citizen.says(number.toLowerCase().replaceAll('-', ' '))).toContain(`La quittance ${number} existe`);
  expect(citizen.screen()).toContain('PAYÉE');
  expect(await (await chat()).says('Q-CD-2026-9999999')).toContain('Aucune quittance ne porte le numéro');
});

it.each(languages)(
  'answers an officer in %s on one page of the phone: paid, unpaid, partly, unknown',
  async (language) => {
    const [open, partly, settled] = [await world.fine(), await world.fine(), await world.fine()];
    await pay(partly, 20_000);
    await pay(settled, 50_000);
    const phone = await chat({ surface: pagePhone, caller: { ...officer, language }, from: 'verify' });
    const said: string[] = [];
    for (const typed of [open.shortCode, partly.shortCode, settled.shortCode, '0009999']) {
      said.push(await phone.says(typed));
      expect(phone.reply().page, phone.screen()).toEqual({ number: 1, of: 1 });
      await phone.says(typed === '0009999' ? '1' : '2');
    }
    expect(new Set(said).size).toBe(4);
    expect(said[0]).toContain('50 000 FC');
    expect(said[1]).toContain('30 000 FC');
    if (language === 'fr') {
      expect(said[0]).toContain('PAS PAY');
      expect(said[2]).toMatch(/: PAY/);
      expect(said[3]).toContain('Aucune amende');
    }
  },
);

it('tells how every fine of a typed plate stands', async () => {
  const [open, settled] = [await world.fine(), await world.fine(50_000)];
  await pay(settled, 50_000);
  const phone = await chat({ from: 'verify', caller: officer });
  const text = await phone.says('1234 ab 01');
  expect(text).toContain('1 amende impayée pour la plaque 1234AB/01');
  expect(text).toContain(`${open.reference}, plaque 1234AB/01 : PAS PAYÉE`);
  expect(text).toContain(`${settled.reference}, plaque 1234AB/01 : PAYÉE`);
  await phone.presses('Autre document');
  expect(await phone.says('5678CD05')).toContain('Aucune amende à payer');
});

it('asks again for a photo without a code', async () => {
  const phone = await chat({ from: 'verify' });
  expect(await phone.gives({ kind: 'photo', fileId: 'nothing' })).toContain('Je ne lis pas de code QR');
});

it('stands in the menu of officers only', () => {
  const all = [bindFlow(verifyDocument, undefined as never)];
  const entriesFor = (roles: readonly string[]): unknown =>
    home.screens.menu.show({ deps: { entries: () => all }, caller: { roles }, surface: pagePhone } as never);
  expect(entriesFor(['opj'])).toMatchObject({ options: [{ value: 'verify-document' }] });
  expect(entriesFor(['customer'])).toMatchObject({ options: [] });
});
