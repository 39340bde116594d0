import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../../core/dialog/words.ts';
import { pagePhone, type Talk } from '../../../support/talk.ts';
import { askedBy, corolla, requestWorld, type RequestWorld } from './request-world.ts';

let world: RequestWorld;
let patrick: Awaited<ReturnType<RequestWorld['citizen']>>;
let chantal: typeof patrick;
let boss: Awaited<ReturnType<RequestWorld['admin']>>;
beforeAll(async () => {
  world = await requestWorld();
  patrick = await world.citizen('Patrick Ilunga', '+243810000001');
  chantal = await world.citizen('Chantal Mbuyi', '+243990000002');
  boss = await world.admin();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const requests = () => world.part.vehicleRequests;
const mine = async (who = patrick) => (await requests().ofPerson(who.personId))[0];
const claimBy = async (who = patrick) =>
  requests().open({
    key: 'c', kind: 'claim', by: askedBy(who), country: 'CD', plate: corolla.plate, photos: [await world.photo()],
  }); // prettier-ignore

/** Answers by words, or by the number of an option on whichever page it is. */
async function answers(talk: Talk, ...given: (string | number)[]): Promise<void> {
  for (const answer of given) {
    if (typeof answer === 'number')
      while (!talk.reply().options.some(({ number }) => number === answer)) await talk.says('98');
    await talk.says(String(answer));
  }
}

describe('declaring a vehicle', () => {
  it('shows no more vehicles in a day than a check of plates would, and notes each one that it shows', async () => {
    const fatou = await world.citizen('Fatou Diop', '+243990000003');
    const plates = ['1234AB01', '1235AB01', '1236AB01'];
    for (const plate of plates) await world.vehicle({ plate });
    const looks = () =>
      world.database.connection.collection('vehicle_lookups').find({ personId: fatou.personId }).toArray();
    const talk = await world.play('add-vehicle', fatou);
    for (const plate of plates.slice(0, 2)) {
      expect(await talk.says(plate)).toContain('Toyota');
      await talk.says('0');
    }
    const refused = await talk.says('1236AB01');
    expect(refused).toContain('trop de plaques');
    expect(refused).not.toContain('Toyota');
    expect((await looks()).map(({ plate, viewer, found }) => [plate, viewer, found])).toEqual([
      ['1234AB01', 'public', true],
      ['1235AB01', 'public', true],
    ]);
  });

  it('asks one thing after the other, refuses what cannot be, and shows the request and its answer', async () => {
    const talk = await world.play('my-vehicles', patrick);
    expect(talk.screen()).toContain('Aucun véhicule');
    await talk.presses('Ajouter un véhicule');
    expect(await talk.says('1234AB')).toContain('incomplète');
    await answers(talk, '1234 ab 01', 'Toyota', 'Corolla');
    expect(await talk.says('1850')).toContain('Cela ne convient pas');
    await talk.says('2018');
    await talk.presses('rouge');
    await talk.presses('voiture');
    expect(await talk.says('zz')).toContain('Cela ne convient pas');
    await talk.presses('Je ne sais pas');
    await talk.gives({ kind: 'photo', fileId: await world.photo() });
    await talk.presses('Continuer');
    expect(talk.screen()).toMatch(/1234AB\/01[^]*Couleur : rouge[^]*1 photo/);
    expect(await talk.presses('Oui, envoyer')).toContain('vous recevrez un message');
    expect(await mine()).toMatchObject({
      kind: 'declare',
      wish: { year: 2018, colour: 'red' },
      photos: [expect.any(String)],
    });

    const later = await world.play('my-vehicles', patrick);
    await later.presses('Mes demandes');
    await later.presses('Ajout 1234AB/01 : en attente');
    await later.presses('Retirer la demande');
    expect(await later.presses('Oui, retirer')).toMatch(/Demande retirée[^]*retirée/);
    expect((await mine())?.state).toBe('withdrawn');
  });

  it('of a plate that is registered offers to claim it, and says so to whoever has it', async () => {
    await world.vehicle();
    const talk = await world.play('add-vehicle', patrick);
    expect(await talk.says('1234AB01')).toContain('Toyota Corolla 2018');
    await talk.presses("c'est mon véhicule");
    expect(talk.screen()).toContain('Prouvez que 1234AB/01');
    await world.registry.update((await world.stored())?.id ?? '', { ownerId: patrick.personId });
    const owner = await world.play('add-vehicle', patrick);
    expect(await owner.says('1234AB01')).toContain('déjà à votre nom');
  });

  it('asks whether another plate was meant that is nearly the same, and goes on where none was', async () => {
    await world.vehicle();
    const talk = await world.play('add-vehicle', patrick);
    expect(await talk.says('1243AB01')).toContain('Voulez-vous dire');
    expect(await talk.presses('1234AB/01')).toContain('Toyota Corolla 2018');
    await talk.says('0');
    expect(talk.screen()).toContain('1243AB/01');
    expect(await talk.presses('Aucun de ceux-là')).toContain('Marque');
    expect(talk.session().frames.at(-1)?.data).toMatchObject({ country: 'CD', plate: '1243AB01' });
  });

  it('sends a photo of the plate to be read', async () => {
    const talk = await world.play('add-vehicle', patrick);
    expect(await talk.gives({ kind: 'photo', fileId: 'f1' })).toContain('-> read-plate');
  });
});

describe('claiming a vehicle', () => {
  it('asks for a photo, says nothing of the present owner, and lets that owner object', async () => {
    await world.vehicle({ ownerId: chantal.personId });
    const talk = await world.play('claim-vehicle', patrick, { data: { country: 'CD', plate: '1234AB01' } });
    expect(talk.screen()).not.toMatch(/Mbuyi|Continuer/);
    await talk.gives({ kind: 'photo', fileId: await world.photo() });
    await talk.presses('Continuer');
    await talk.presses('Oui, envoyer');
    expect(talk.screen()).not.toContain('Mbuyi');
    const [told] = await world.heardBy(chantal.phone);
    expect(told).toContain('opposition');

    const owner = await world.play('my-vehicles', chantal);
    await owner.presses('Répondre : 1234AB/01');
    expect(owner.screen()).not.toContain('Ilunga');
    await owner.presses("Je m'oppose");
    expect(await owner.says('Elle est à moi depuis 2018.')).toContain('Vous vous êtes opposé');
    expect((await mine())?.objection?.words).toBe('Elle est à moi depuis 2018.');
  });

  it('is refused twice, to the owner, and of an unknown plate', async () => {
    const data = { country: 'CD', plate: '1234AB01' };
    expect((await world.play('claim-vehicle', patrick, { data })).screen()).toContain("n'est pas dans le registre");
    await world.vehicle({ ownerId: chantal.personId });
    expect((await world.play('claim-vehicle', chantal, { data })).screen()).toContain('déjà à votre nom');
    await claimBy();
    const again = await world.play('claim-vehicle', patrick, { data });
    await again.presses('châssis');
    expect(await again.says('12')).toContain('6 lettres ou chiffres');
    await answers(again, '123456', 'Achetée à Limete');
    expect(await again.presses('Oui, envoyer')).toContain('déjà une demande en attente');
  });
});

describe('proposing a change', () => {
  it('takes several facts, each checked, and shows before and after', async () => {
    const { id: vehicleId } = await world.vehicle({ ownerId: patrick.personId });
    const talk = await world.play('my-vehicles', patrick);
    await talk.presses('1234AB/01 Toyota Corolla');
    await talk.presses('Proposer une correction');
    await talk.presses('Assurance');
    for (const typed of ['demain', '31/02/2027', '1234AB01']) expect(await talk.says(typed)).toContain('31/12/2026');
    await talk.says('1.5.2027');
    await talk.presses('Autre correction');
    await talk.presses('Couleur');
    await talk.presses('noire');
    expect(talk.screen()).toMatch(/rien -> 01\/05\/2027[^]*blanche -> noire/);
    await talk.presses('Oui, envoyer');
    expect(await mine()).toMatchObject({
      vehicleId,
      wish: { colour: 'black', insuranceUntil: new Date('2027-05-01') },
    });
  });

  it('is not offered to anybody else', async () => {
    const { id: vehicleId } = await world.vehicle({ ownerId: chantal.personId });
    const talk = await world.play('propose-change', patrick, { data: { vehicleId } });
    expect(talk.screen()).toContain('Seul le propriétaire');
    const agent = await world.agent('+243810000011');
    expect((await world.play('propose-change', agent, { data: { vehicleId } })).screen()).toContain(
      'Que faut-il corriger',
    );
  });
});

describe('an administrator', () => {
  it('reads both sides, sees the photos, and accepts', async () => {
    await world.vehicle({ ownerId: chantal.personId });
    const { id } = await claimBy();
    await requests().object(id, { personId: chantal.personId, words: 'Non.' });
    const talk = await world.play('decide-requests', boss);
    expect(talk.screen()).toContain('Demandes sur des véhicules : 1.');
    await talk.presses('Demande suivante');
    expect(talk.screen()).toMatch(/Patrick Ilunga[^]*Chantal Mbuyi[^]*S'OPPOSE[^]*"Non\."/);
    expect(talk.reply().attachments).toHaveLength(1);
    const looks = world.database.connection.collection('vehicle_lookups');
    expect(
      await looks.countDocuments({ personId: boss.personId, plate: corolla.plate, viewer: 'admin', role: 'admin' }),
    ).toBe(1);
    await talk.presses('Accepter');
    await talk.presses('Documents conformes');
    expect(await talk.presses('Oui, décider')).toContain('Acceptée : 1234AB/01');
    expect(await world.stored()).toMatchObject({ ownerId: patrick.personId });
    expect((await world.heardBy(patrick.phone)).join()).toContain('à votre nom');
  });

  it('rejects in words of their own, which the author reads', async () => {
    await world.vehicle();
    await claimBy();
    const talk = await world.play('decide-requests', boss);
    await talk.presses('Demande suivante');
    await talk.presses('Refuser');
    await talk.says('La photo montre une autre plaque.');
    await talk.presses('Oui, décider');
    expect((await world.heardBy(patrick.phone)).join()).toContain('La photo montre une autre plaque.');
    const author = await world.play('my-vehicles', patrick);
    await author.presses('Mes demandes');
    await author.presses('refusée');
    expect(author.screen()).toContain('La photo montre une autre plaque.');
  });

  it('looks again where the register has changed, hears it when another was faster, and skips', async () => {
    const vehicle = await world.vehicle({ ownerId: patrick.personId });
    await requests().open({
      key: 'p', kind: 'change', by: askedBy(patrick), country: 'CD', plate: corolla.plate, wish: { colour: 'black' },
    }); // prettier-ignore
    const talk = await world.play('decide-requests', boss);
    await talk.presses('Demande suivante');
    await talk.presses('Accepter');
    await talk.presses('Faits vérifiés');
    await world.registry.update(vehicle.id, { colour: 'blue' });
    expect(await talk.presses('Oui, décider')).toMatch(/a changé[^]*ATTENTION[^]*bleue -> noire/);
    await talk.presses('Passer');
    expect(talk.screen()).toContain('Demandes sur des véhicules : 1.');
    await talk.presses('Demande suivante');
    await talk.presses('Accepter');
    await talk.presses('Faits vérifiés');
    const id = (await mine())?.id ?? '';
    await requests().decide(id, { to: 'rejected', by: 'e'.repeat(24), reason: 'not_proven' });
    expect(await talk.presses('Oui, décider')).toContain('déjà décidée');
  });
});

it.each(languages)('goes through everything by phone in %s, without photos, on pages that fit', async (language) => {
  const on = { surface: pagePhone, language };
  const first = await world.play('add-vehicle', patrick, on);
  await answers(first, '1234AB01', 'Toyota', 'Corolla', '2018', 2, 1, 'JTDKB20U093123456', 1, 1);
  expect((await mine())?.wish).toMatchObject({ colour: 'black', category: 'car', vin: 'JTDKB20U093123456' });
  const decide = async (...given: (string | number)[]): Promise<void> => {
    const talk = await world.play('decide-requests', boss, on);
    await answers(talk, 1, ...given);
  };
  await decide(1, 1, 1);
  const vehicleId = (await world.stored())?.id;

  const claim = await world.play('claim-vehicle', chantal, { ...on, data: { country: 'CD', plate: '1234AB01' } });
  await answers(claim, 1, '123456', 'Achetée à Limete en 2019', 1);
  const owner = await world.play('answer-claim', patrick, on);
  await answers(owner, 1, 1, 1);
  await decide(2, 5, 1);
  expect((await mine(chantal))?.state).toBe('rejected');

  const change = await world.play('propose-change', patrick, { ...on, data: { vehicleId } });
  await answers(change, 1, '31/12/2027', 2, 4, 5, 1);
  const list = await world.play('my-vehicles', patrick, on);
  await answers(list, 3, 1, 1, 1);
  expect((await mine())?.state).toBe('withdrawn');
});
