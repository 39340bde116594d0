import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../../core/dialog/words.ts';
import { paperModel } from '../../../../core/vehicles/index.ts';
import { pagePhone, type Talk } from '../../../support/talk.ts';
import { day, papersWorld, pin, type PapersWorld } from './papers-world.ts';

let world: PapersWorld;
beforeAll(async () => void (world = await papersWorld()));
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const certificate = `ATTESTATION D'ASSURANCE
Police N° : KIN-2026-004518
Assuré : Patrick MUKENDI
Immatriculation : 1234AB/01
du 13/03/2026 au 12/03/2027`;

async function shows(talk: Talk, text: string): Promise<string> {
  return talk.gives({ kind: 'photo', fileId: await world.photo(text) });
}
const papersOf = async (vehicleId: string) => world.vehiclePapers.ofVehicle(vehicleId);

describe('whoever owns a vehicle', () => {
  it('sends a photo, puts right what was read wrongly, and finds it among the papers', async () => {
    const vehicle = await world.vehicle();
    const talk = await world.play(world.owner, 'send-paper');
    expect(await talk.presses('1234AB/01')).toContain('quel papier');
    await talk.presses('Assurance');
    await shows(talk, certificate);
    for (const line of ['Est-ce juste ?', "Jusqu'au : 12/03/2027", 'Numéro : KIN-2026-004518', 'Nom : Patrick MUKENDI'])
      expect(talk.screen()).toContain(line);
    await talk.presses('Corriger la date');
    expect(await talk.says('bientôt')).toContain("Ce n'est pas une date");
    expect(await talk.says('11/03/2027')).toContain("Jusqu'au : 11/03/2027");
    expect(await talk.presses('Oui, envoyer')).toContain('Le papier est envoyé');
    expect(await talk.presses('Voir les papiers')).toContain("Assurance : en attente, jusqu'au 11/03/2027");
    const [paper] = await papersOf(vehicle.id);
    expect(paper).toMatchObject({
      state: 'pending',
      channel: 'simulator',
      said: { policy: 'KIN-2026-004518', until: day('2027-03-11') },
    });
    // Names stay out of the conversation's own record.
    expect(JSON.stringify(talk.session())).not.toContain('MUKENDI');
    await talk.presses('Assurance');
    await talk.presses('Retirer');
    expect(await talk.presses('Oui, retirer')).toContain('Le papier est retiré');
  });

  it('gets advice for a photo that says nothing, and types the day', async () => {
    const vehicle = await world.vehicle();
    const talk = await world.play(world.owner, 'send-paper', { data: { vehicleId: vehicle.id } });
    await talk.presses('Assurance');
    expect(await shows(talk, '~ ..')).toContain('plus proche, droite et bien éclairée');
    await talk.presses('Écrire à la main');
    await talk.says('12 mars 2027');
    await talk.presses('Oui, envoyer');
    expect(await papersOf(vehicle.id)).toMatchObject([
      { said: { until: day('2027-03-12') }, photoId: expect.any(String) },
    ]);
  });

  it('goes on by hand while the reader has too much to do', async () => {
    const vehicle = await world.vehicle();
    const talk = await world.play(world.owner, 'send-paper', { data: { vehicleId: vehicle.id } });
    await talk.presses('Contrôle technique');
    world.setBusy(true);
    expect(await shows(talk, certificate)).toContain('prend trop de temps');
    await talk.presses('Écrire à la main');
    expect(await talk.says('12032027')).toContain("Jusqu'au : 12/03/2027");
  });

  it('hears kindly that a paper is there already, and of another kind or plate on the photo', async () => {
    const vehicle = await world.vehicle();
    const photo = await world.photo(certificate);
    await world.send(vehicle, { photo });
    const talk = await world.play(world.owner, 'send-paper', { data: { vehicleId: vehicle.id } });
    await talk.presses('Vignette');
    await talk.gives({ kind: 'photo', fileId: photo });
    expect(talk.screen()).toContain('cette photo ressemble à : Assurance');
    expect(await talk.presses('Oui, envoyer')).toContain('Cette photo est déjà là');
    expect(await papersOf(vehicle.id)).toHaveLength(1);
    const other = await world.vehicle({ plate: '5678CD05' });
    const second = await world.play(world.owner, 'send-paper', { data: { vehicleId: other.id } });
    await second.presses('Assurance');
    expect(await shows(second, certificate)).toContain("la plaque lue n'est pas 5678CD/05");
  });

  it('reads why a paper was rejected, sees the older ones, and sends a new one', async () => {
    const vehicle = await world.vehicle();
    const paper = await world.send(vehicle);
    await world.vehiclePapers.decide(paper.id, { to: 'rejected', by: world.admin.id, words: 'Le cachet manque.' });
    const talk = await world.play(world.owner, 'my-papers', { data: { vehicleId: vehicle.id } });
    expect(talk.screen()).toContain('aucun papier envoyé');
    await talk.presses('Voir aussi les anciens');
    expect(await talk.presses('papier refusé')).toContain('Motif : Le cachet manque.');
    expect(await talk.presses('Envoyer un nouveau')).toContain('envoyez une photo');
  });

  it('sends by USSD number and day, and the photo later from a chat', async () => {
    const vehicle = await world.vehicle();
    const phone = await world.play(world.owner, 'send-paper', { surface: pagePhone });
    await phone.says('1');
    await phone.says('2');
    await phone.says('77/2026');
    await phone.says('12032027');
    expect(phone.screen()).toContain('sans photo');
    expect(await phone.says('1')).toContain('une photo');
    const [paper] = await papersOf(vehicle.id);
    expect(paper).toMatchObject({ said: { policy: '77/2026', until: day('2027-03-12') }, channel: 'ussd' });
    const talk = await world.play(world.owner, 'my-papers', { data: { vehicleId: vehicle.id } });
    await talk.presses('photo attendue');
    await talk.presses('Envoyer la photo');
    expect(await shows(talk, certificate)).toContain('Photo gardée');
    expect((await papersOf(vehicle.id))[0]?.photoId).toBeDefined();
  });
});

describe('others', () => {
  it('learn nothing of a vehicle that is not theirs, and agents need their PIN', async () => {
    await world.vehicle();
    const talk = await world.play(world.stranger, 'send-paper');
    const known = await talk.says('1234AB01');
    expect(known).toContain("n'est pas enregistré à votre nom");
    expect(await talk.says('9999ZZ01')).toBe(known);
    const agent = await world.play(world.agent, 'send-paper');
    expect(await agent.says('1234AB01')).toContain("n'est pas enregistré à votre nom");
    await agent.presses('PIN');
    await agent.says(pin);
    expect(await agent.says('1234AB01')).toContain('quel papier');
  });

  it('look at the papers of no more vehicles in a day than an agent may look at', async () => {
    await world.vehicle();
    const looker = { personId: world.agent.id, country: 'CD', viewer: 'agent' } as const;
    await Promise.all(Array.from({ length: 300 }, (_, nth) => world.lookups.admit(looker, `${1_000 + nth}ZZ09`)));
    const agent = await world.play(world.agent, 'my-papers');
    await agent.presses('PIN');
    await agent.says(pin);
    expect(await agent.says('1234AB01')).toContain('22/11/2026');
    expect(await world.lookups.admit(looker, '1000ZZ09')).toBeUndefined();
  });

  it('are noted when they open papers as agents', async () => {
    const vehicle = await world.vehicle();
    await world.send(vehicle);
    const agent = await world.play(world.agent, 'my-papers');
    await agent.presses('PIN');
    await agent.says(pin);
    expect(await agent.says('1234AB01')).toContain('Assurance');
    expect(await world.lookups.of(vehicle.id, { limit: 5 })).toMatchObject([
      { what: 'paper', viewer: 'agent', personId: world.agent.id },
    ]);
  });
});

describe('whoever has a vehicle after somebody else', () => {
  it('reads what holds and until when, and neither the photos, the numbers nor what was sent before', async () => {
    const vehicle = await world.vehicle();
    const valid = await world.send(vehicle, {
      said: { until: day('2027-03-12'), policy: 'KIN-77', holder: 'Patrick' },
    });
    await world.vehiclePapers.decide(valid.id, { to: 'validated', by: world.admin.id });
    const waiting = await world.send(vehicle, { kind: 'tax' });
    const refused = await world.send(vehicle, { kind: 'inspection' });
    await world.settle();
    const sold = (await world.vehicles.byId(vehicle.id))!;
    await world.vehicleRegistry.update(vehicle.id, { ownerId: world.stranger.id }, sold, { how: 'transferred' });
    await world.vehiclePapers.decide(refused.id, { to: 'rejected', by: world.admin.id, words: 'Le cachet manque.' });
    world.paperNotices.soon(refused.id);
    await world.settle();
    expect(world.told.filter(({ address }) => address === world.stranger.phone)).toEqual([]);

    const talk = await world.play(world.stranger, 'my-papers', { data: { vehicleId: vehicle.id } });
    expect(talk.screen()).toContain("Assurance : valable, jusqu'au 12/03/2027");
    for (const hidden of ['Vignette', 'Contrôle', 'anciens']) expect(talk.screen()).not.toContain(hidden);
    await talk.presses('Assurance');
    expect(talk.screen()).toContain('12/03/2027');
    expect(talk.screen()).not.toContain('KIN-77');
    expect(talk.reply().attachments).toEqual([]);
    const hers = { personId: world.stranger.id, roles: [], onDuty: false, channel: 'simulator' as const };
    await expect(
      world.vehiclePapers.addPhoto({ id: waiting.id, by: hers, photo: await world.photo(), key: 'hers' }),
    ).rejects.toMatchObject({ code: 'forbidden' });

    await world.send((await world.vehicles.byId(vehicle.id))!, {
      by: hers,
      said: { until: day('2027-05-01'), policy: 'KIN-78' },
    });
    const own = await world.play(world.stranger, 'my-papers', { data: { vehicleId: vehicle.id } });
    expect(await own.presses('en attente')).toContain('KIN-78');
    expect(own.reply().attachments).toHaveLength(1);

    const agent = await world.play(world.agent, 'my-papers');
    await agent.presses('PIN');
    await agent.says(pin);
    await agent.says('1234AB01');
    expect(agent.screen()).toContain('Vignette');
    await agent.presses('valable');
    expect(agent.screen()).toContain('KIN-77');
  });
});

describe('an administrator', () => {
  const sits = async (who: PapersWorld['admin']): Promise<Talk> => {
    const talk = await world.play(who, 'decide-papers');
    await talk.says(pin);
    await talk.presses('Papier suivant');
    return talk;
  };

  it('sees the photo and what does not fit, corrects the day, and takes the next', async () => {
    const vehicle = await world.vehicle();
    await world.send(vehicle, { said: { until: day('2027-03-12'), plate: '1234AB10', holder: 'Patrick Mukendi' } });
    world.pass(0.001);
    const next = await world.send(vehicle, { kind: 'tax' });
    const talk = await sits(world.admin);
    expect(talk.reply().attachments).toHaveLength(1);
    expect(talk.screen()).toContain('Plaque : presque pareil. Papier 1234AB/10, registre 1234AB/01');
    expect(talk.screen()).toContain('OK Nom');
    await talk.presses('Corriger la date');
    expect(await talk.says('10/03/2027')).toContain("jusqu'au 10/03/2027");
    expect(await talk.presses('Oui, décider')).toContain('papier validé');
    expect((await world.vehicles.byId(vehicle.id))?.insuranceUntil).toEqual(day('2027-03-10'));
    await talk.presses('Refuser');
    await talk.presses('Papier modifié');
    expect(await talk.presses('Oui, décider')).toContain("Aucun papier n'attend");
    expect(await world.vehiclePapers.byId(next.id)).toMatchObject({
      state: 'rejected',
      history: [{}, { reason: 'altered' }],
    });
    await world.settle();
    expect(world.told).toHaveLength(2);
  });

  it('reads a paper again that has changed since, before it is decided', async () => {
    const paper = await world.send(await world.vehicle());
    const talk = await sits(world.admin);
    await talk.presses('Valider');
    await paperModel(world.database.connection).updateOne({ _id: paper.id }, { $inc: { revision: 1 } });
    expect(await talk.presses('Oui, décider')).toContain('vient de changer');
    expect((await world.vehiclePapers.byId(paper.id))?.state).toBe('pending');
    await talk.presses('Valider');
    expect(await talk.presses('Oui, décider')).toContain('papier validé');
  });

  it('hears that another was first', async () => {
    const paper = await world.send(await world.vehicle());
    const talk = await sits(world.admin);
    await talk.presses('Valider');
    await world.vehiclePapers.decide(paper.id, { to: 'rejected', by: world.second.id, reason: 'altered' });
    expect(await talk.presses('Oui, décider')).toContain('déjà décidé');
    expect((await world.vehiclePapers.byId(paper.id))?.state).toBe('rejected');
  });
});

it.each(languages)('is done by phone in %s, on pages that fit', async (language) => {
  const vehicle = await world.vehicle();
  const choose = async (talk: Talk, number: number): Promise<void> => {
    while (!talk.reply().options.some((option) => option.number === number)) await talk.says('98');
    await talk.says(String(number));
  };
  const sends = await world.play(world.owner, 'send-paper', { surface: pagePhone, language });
  for (const kind of [3, 2]) {
    if (kind === 3) await choose(sends, 1);
    await choose(sends, kind);
    await sends.says('77-2026');
    await sends.says('12032027');
    await choose(sends, 1);
    await choose(sends, kind === 3 ? 2 : 1);
  }
  expect(await papersOf(vehicle.id)).toHaveLength(2);
  await world.send(vehicle, {
    said: { until: day('2020-01-01'), plate: '9999ZZ99', vin: 'WDBKB20U183999999', holder: 'Ruth' },
  });
  const decides = await world.play(world.admin, 'decide-papers', { surface: pagePhone, language });
  await decides.says(pin);
  await choose(decides, 1);
  await choose(decides, 3);
  await choose(decides, 1);
  await choose(decides, 1);
  expect((await papersOf(vehicle.id)).map(({ state }) => state)).toContain('rejected');
});
