import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../../../../core/database/index.ts';
import { languages } from '../../../../core/dialog/words.ts';
import { vehicleModel } from '../../../../core/vehicles/index.ts';
import { pagePhone, type Talk } from '../../../support/talk.ts';
import { payerPhone } from '../../payments/money-world.ts';
import { author, contestWorld, day, officer, type ContestWorld } from './contest-world.ts';

let world: ContestWorld;
beforeAll(async () => {
  world = await contestWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const opened = async (reference: string): Promise<Talk> => {
  const citizen = await world.play();
  await citizen.says(reference);
  return citizen;
};
const stateOf = async (fineId: string) => (await world.fines.byId(fineId))?.contestations.at(-1)?.state;
const images = (citizen: Talk): number => citizen.reply().attachments.length;

describe('in the chat a citizen', () => {
  it('sees what the fine rests on, says why it is wrong, sends photos, and hears what follows', async () => {
    const fine = await world.recorded('early', { proofs: [await world.photo(), await world.photo()] });
    const citizen = await opened(fine.reference);
    expect(citizen.screen()).toContain('Feu rouge non respecté (Loi 78-022, art. 9)');
    expect(citizen.screen()).toContain('Boulevard du 30 Juin, Gombe');
    expect(citizen.screen()).toContain('Agent numéro CCCCCC');
    expect(citizen.screen()).toMatch(/Vous pouvez contester jusqu'au \d\d\/\d\d\/\d{4}/);
    expect(images(citizen)).toBe(2);
    expect(await citizen.presses('Contester cette amende')).toContain('Pourquoi contestez-vous');
    await citizen.presses('Véhicule vendu avant');
    expect(await citizen.says('?!')).toContain('Écrivez quelques mots');
    await citizen.says('Vendue à Jean en mai 2026.');
    for (let count = 0; count < 2; count += 1) await citizen.gives({ kind: 'photo', fileId: await world.photo() });
    expect(citizen.screen()).toContain('2 photos');
    await citizen.presses('Continuer');
    expect(citizen.screen()).toContain('"Vendue à Jean en mai 2026."');
    expect(await citizen.presses('Oui, contester')).toContain(`contestation de l'amende ${fine.reference} est envoyée`);
    expect(citizen.screen()).toContain("L'amende n'augmente pas avant la réponse");
    expect((await world.fines.byId(fine.id))?.contestations).toMatchObject([
      { state: 'open', ground: 'sold', personId: author, photos: [{}, {}].map(() => expect.any(String)) },
    ]);
    await world.contestationNotices.idle();
    expect(world.told).toHaveLength(1);
  });

  it('does not contest twice by going back and tapping again', async () => {
    const fine = await world.recorded();
    const citizen = await opened(fine.reference);
    await citizen.presses('Contester cette amende');
    await citizen.presses("Je n'étais pas là");
    await citizen.presses('Continuer sans texte');
    await citizen.presses('Continuer');
    await citizen.presses('Oui, contester');
    await citizen.presses('Retour');
    expect(citizen.screen()).not.toContain('Oui, contester');
    expect((await world.fines.byId(fine.id))?.contestations).toHaveLength(1);
  });

  it('has to say something where no listed reason fits', async () => {
    const citizen = await opened((await world.recorded()).reference);
    await citizen.presses('Contester cette amende');
    await citizen.presses('Suite');
    await citizen.presses('Autre motif');
    expect(citizen.reply().options).toEqual([]);
    expect(await citizen.says('x'.repeat(501))).toContain('500 caractères au plus');
    expect(await citizen.says('Le feu était en panne.')).toContain('Envoyez vos photos');
  });

  it('sends a photo again that could not be kept', async () => {
    const citizen = await opened((await world.recorded()).reference);
    await citizen.presses('Contester cette amende');
    await citizen.presses("Je n'étais pas là");
    await citizen.presses('Continuer sans texte');
    await citizen.gives({ kind: 'photo', fileId: newId() });
    await citizen.presses('Continuer');
    expect(await citizen.presses('Oui, contester')).toContain("Une photo n'a pas pu être gardée");
    await citizen.presses('Continuer');
    expect(await citizen.presses('Oui, contester')).toContain('est envoyée');
  });

  it('adds words and a photo later, reads all that happened, and takes it back', async () => {
    const fine = await world.contested();
    const citizen = await world.play({ start: 'pay', data: { fineIds: [fine.id] } });
    expect(citizen.screen()).toMatch(/Contestée le .* : pas de majoration/);
    await citizen.presses('Voir la contestation');
    await citizen.presses('Ajouter une preuve');
    expect(await citizen.says('Voici le contrat de vente.')).toContain("C'est ajouté");
    expect(await citizen.gives({ kind: 'photo', fileId: await world.photo() })).toContain("C'est ajouté");
    expect(await citizen.gives({ kind: 'photo', fileId: newId() })).toContain("n'a pas pu être gardée");
    await citizen.presses('Terminé');
    expect(citizen.screen()).toContain("contestée. Motif : Je n'étais pas là");
    expect(citizen.screen()).toContain('"Voici le contrat de vente."');
    expect(citizen.screen()).toContain('photo ajoutée');
    expect(citizen.screen()).toContain("L'OPJ n'a pas encore répondu");
    await citizen.presses('Retirer la contestation');
    await citizen.presses('Non, garder');
    expect(await stateOf(fine.id)).toBe('open');
    await citizen.presses('Retirer la contestation');
    expect(await citizen.presses('Oui, retirer')).toContain('Contestation retirée. Vous avez jusqu');
    expect(citizen.screen()).not.toContain('Retirer la contestation');
    expect(await citizen.presses('Voir et payer')).toContain('Contester');
  });

  it('hears that an officer was faster', async () => {
    const fine = await world.contested();
    const citizen = await world.play({ start: 'pay', data: { fineIds: [fine.id] } });
    await citizen.presses('Voir la contestation');
    await citizen.presses('Retirer la contestation');
    await world.contestations.decide(fine.id, { to: 'rejected', words: 'Photo nette.', by: officer, role: 'opj' });
    expect(await citizen.presses('Oui, retirer')).toContain('Cette contestation est close');
    expect(citizen.screen()).toContain("refusée, l'amende reste");
    expect(citizen.screen()).toContain("Motif de l'OPJ : Photo nette.");
  });
});

const stranger = { personId: 'stranger', phone: '+243820000001' };
const registered = (over: object = {}) =>
  vehicleModel(world.database.connection).create({
    _id: newId(), country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', category: 'car', createdAt: world.now(), ...over,
  }); // prettier-ignore

describe('photos of the infraction are shown', () => {
  it('where no owner is known to the driver and to whoever gives the whole reference; not by the plate alone', async () => {
    const proofs = [await world.photo()];
    const fine = await world.recorded('plain', { proofs, driverPhone: '+243820000009' });
    await registered();
    const byPlate = await world.play({ caller: stranger });
    await byPlate.says('1234AB/01');
    await byPlate.presses('50 000 FC');
    expect(images(byPlate)).toBe(0);
    expect(byPlate.screen()).toContain('qui commence par CD-2026-');
    await byPlate.says(fine.reference);
    expect(images(byPlate)).toBe(1);

    const code = await world.play({ caller: stranger });
    await code.says(fine.shortCode);
    expect(images(code)).toBe(0);
    const driver = await world.play({ caller: { personId: 'driver', phone: '+243820000009' } });
    await driver.says(fine.shortCode);
    expect(images(driver)).toBe(1);
  });

  it.each([
    ['person', { ownerId: author }],
    ['phone', { ownerPhone: payerPhone }],
  ])('where the register knows the %s of the owner, to him and the driver; a stranger hears whose it is', async (_by, owner) => {
    const proofs = [await world.photo()];
    const fine = await world.recorded('plain', { proofs, driverPhone: '+243820000009' });
    await registered(owner);
    const other = await world.play({ caller: stranger });
    await other.says('1234AB/01');
    expect(await other.presses('50 000 FC')).toContain('Demandez à l\'OPJ avec la carte grise');
    await other.says(fine.reference);
    expect(images(other)).toBe(0);
    expect(other.screen()).toContain('Seul le propriétaire ou le conducteur');
    expect(other.screen()).not.toContain('qui commence par');
    expect(other.screen()).not.toContain('Contester cette amende');
    expect(images(await opened(fine.shortCode))).toBe(1);
    const driver = await world.play({ caller: { personId: 'driver', phone: '+243820000009' } });
    await driver.says(fine.shortCode);
    expect(images(driver)).toBe(1);
  }); // prettier-ignore

  it('on the way from the search by the full reference, and not from the list of a plate', async () => {
    const fine = await world.recorded('plain', { proofs: [await world.photo()] });
    const who = { caller: stranger, start: 'find' } as const;
    const byReference = await world.play(who);
    await byReference.says(fine.reference);
    await byReference.presses('Contester');
    expect(images(byReference)).toBe(1);
    const byPlate = await world.play(who);
    await byPlate.says('1234AB01');
    await byPlate.presses('50 000 FC');
    await byPlate.presses('Contester');
    expect(images(byPlate)).toBe(0);
  });
});

describe('a citizen is told what else can be done', () => {
  const after = async (what: (fineId: string) => Promise<unknown>, contested = false): Promise<string> => {
    const fine = contested ? await world.contested() : await world.recorded();
    await what(fine.id);
    return (await opened(fine.reference)).screen();
  };
  const decide = (to: 'dismissed' | 'forwarded') => (fineId: string) =>
    world.fines.decide(fineId, { to, by: officer, role: 'opj', reason: 'doublon' });

  it('when it is too late, contested, decided, paid, dismissed or forwarded', async () => {
    expect(await after(async () => world.pass(32 * day))).toContain("Allez au bureau de l'OPJ avec vos preuves");
    expect(await after(async () => undefined, true)).toContain('Cette amende est déjà contestée');
    const rejected = await after(
      (id) => world.contestations.decide(id, { to: 'rejected', words: 'Non.', by: officer, role: 'opj' }),
      true,
    );
    expect(rejected).toContain('Un OPJ a déjà répondu');
    expect(rejected).toContain("Voir l'historique");
    const paid = await after(async (id) => world.pay((await world.fines.byId(id))!, 50_000));
    expect(paid).toContain('Cette amende est payée');
    expect(await after(decide('dismissed'))).toContain('rien à payer, rien à contester');
    expect(await after(decide('forwarded'))).toContain('chez le procureur');
  });

  it('but of what was said, others hear nothing', async () => {
    const fine = await world.contested();
    await world.contestations.decide(fine.id, { to: 'rejected', words: 'Photo nette.', by: officer, role: 'opj' });
    const other = await world.play({
      start: 'pay', data: { fineIds: [fine.id] }, caller: stranger,
    }); // prettier-ignore
    await other.presses('Voir la contestation');
    expect(other.screen()).toContain('contestée.');
    expect(other.screen()).not.toContain("Je n'étais pas là");
    expect(other.screen()).not.toContain('Photo nette');
  });
});

it('is contested by the owner after an officer has answered a stranger', async () => {
  const fine = await world.recorded();
  await world.contestations.open({ fineId: fine.id, ...stranger, ground: 'other', text: 'Non', key: 'stranger' });
  await world.contestations.decide(fine.id, { to: 'rejected', words: 'Non.', by: officer, role: 'opj' });
  await registered({ ownerId: author });
  const owner = await world.play({ start: 'pay', data: { fineIds: [fine.id] } });
  await owner.presses('Voir la contestation');
  await owner.presses('Contester');
  await owner.presses('Contester cette amende');
  await owner.presses("Je n'étais pas là");
  await owner.presses('Continuer sans texte');
  await owner.presses('Continuer');
  expect(await owner.presses('Oui, contester')).toContain('est envoyée');
  const list = await world.play({ caller: stranger });
  expect(await list.says('1234AB01')).toContain(`Contestation ${fine.reference}`);
});

it('is not asked whether to withdraw a third time, and whoever comes from before is told why', async () => {
  const fine = await world.contested();
  await world.contestations.withdraw(fine.id, author);
  await world.contestations.open({ fineId: fine.id, personId: author, ground: 'sold', key: 'second' });
  const citizen = await world.play({ start: 'pay', data: { fineIds: [fine.id] } });
  await citizen.presses('Voir la contestation');
  await citizen.presses('Retirer la contestation');
  await world.contestations.withdraw(fine.id, author);
  await world.contestations.open({ fineId: fine.id, personId: author, ground: 'sold', key: 'third' });
  expect(await citizen.presses('Oui, retirer')).toContain('Déjà retirée deux fois');
  expect(citizen.screen()).toContain('Ajouter une preuve');
  expect(citizen.screen()).not.toContain('Retirer la contestation');
});

it.each(languages)('says by USSD in %s that it is for the owner or the driver', async (language) => {
  const fine = await world.recorded('plain', { ownerId: 'owner' });
  const other = await world.play({ surface: pagePhone, caller: { ...stranger, language } });
  await other.says(fine.shortCode);
  expect(other.screen()).toContain(fine.reference);
  expect(other.screen()).toMatch(/OPJ.*(carte grise|registration card)/);
  expect(other.reply().options).toEqual([]);
});

it('lists own fines that can be contested, and own contestations among "my fines" when nothing is left to pay', async () => {
  const fine = await world.contested();
  await world.contestations.decide(fine.id, { to: 'upheld', reason: 'twice', by: officer, role: 'opj' });
  await world.recorded('plain', { driverPhone: payerPhone });
  const mine = await world.play({ start: 'mine' });
  await mine.presses(`Contestation ${fine.reference}`);
  await mine.presses('Voir la contestation');
  expect(mine.screen()).toContain("acceptée, l'amende est annulée");
  const contest = await world.play();
  expect(contest.screen()).toContain('Choisissez, ou tapez');
  expect(await contest.presses('Feu rouge')).toContain('Contester cette amende');
});

it.each(languages)('is done by USSD in %s, page after page, with a reason from the list', async (language) => {
  const fine = await world.recorded('early', { proofs: [await world.photo()] });
  const citizen = await world.play({ surface: pagePhone, caller: { language } });
  await citizen.says(fine.shortCode);
  const optionsSeen = async (): Promise<void> => {
    while (citizen.reply().options.length === 0) await citizen.says('98');
  };
  for (const typed of ['1', '3', '1', '1']) {
    await optionsSeen();
    expect(citizen.reply().attachments).toEqual([]);
    await citizen.says(typed);
  }
  expect((await world.fines.byId(fine.id))?.contestations).toMatchObject([{ state: 'open', ground: 'not_there' }]);
  await optionsSeen();
  await citizen.says('2');
  expect(citizen.screen()).toContain(fine.reference);
});
