import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { languages } from '../../../../core/dialog/index.ts';
import { infractionModel } from '../../../../core/fines/index.ts';
import { searchTypes } from '../../../../core/fines/flows/record-infraction.steps.ts';
import { aReader } from '../../../support/plates/reader.ts';
import { pagePhone } from '../../../support/talk.ts';
import { pin, roadWorld, type RoadWorld } from '../road-world.ts';

let world: RoadWorld;
beforeAll(async () => {
  world = await roadWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const didier = '+243810000011';
const solange = '+243970000012';
const all = () => infractionModel(world.database.connection).find().sort({ at: 1 }).lean();

async function corolla(over: object = {}) {
  return world.registry.create({
    country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', year: 2018, category: 'car',
    ownerName: 'Nadine Kalala', ownerArea: 'Masina, Kinshasa', ...over,
  }); // prettier-ignore
}

describe('an agent records an infraction', () => {
  it('in five taps in the chat, having seen the vehicle and its owner, and gets the note', async () => {
    await corolla();
    const chat = await world.play(await world.agent(didier));
    expect(chat.screen()).toContain('Plaque du véhicule ?');
    await chat.says('1234 ab 01');
    await chat.presses('Ceinture');
    await chat.presses('Gombe');
    expect(chat.screen()).toContain('Toyota Corolla 2018');
    expect(chat.screen()).toContain('Propriétaire : Nadine Kalala, Masina, Kinshasa');
    await chat.presses('Enregistrer');
    const [fine] = await all();
    expect(chat.screen()).toContain(`Enregistrée : ${fine?.reference}`);
    expect(chat.screen()).toContain(fine?.shortCode);
    expect(chat.reply().attachments).toMatchObject([{ kind: 'document', mimeType: 'application/pdf' }]);
    expect(fine).toMatchObject({
      plate: '1234AB01', state: 'recorded', type: { code: 'belt' }, place: { text: 'Gombe', commune: 'Gombe' },
    }); // prettier-ignore
  });

  it('asks for the PIN first, and lets nobody else in', async () => {
    const agent = await world.agent(didier);
    const chat = await world.play({ ...agent, roles: [] });
    expect(chat.screen()).not.toContain('Plaque du véhicule');
    expect(await all()).toEqual([]);
  });

  it.each(languages)('by USSD in %s, in four answers that need no turning of pages', async (language) => {
    await corolla();
    const phone = await world.play(await world.agent(didier), { surface: pagePhone, language });
    // What is chosen most stands on the first page; the rest is there to be turned to.
    for (const typed of ['1234AB01', '1', 'Limete, 7e rue', '1']) {
      await phone.says(typed);
      expect(phone.reply().page.number).toBe(1);
      expect(phone.reply().options.at(0)?.number, phone.screen()).toBe(1);
    }
    expect(phone.reply().page.of, phone.screen()).toBe(1);
    expect(await all()).toMatchObject([{ plate: '1234AB01', place: { text: 'Limete, 7e rue', commune: 'Limete' } }]);
  });

  it('asks for the amount where the tariff is a range, and takes none outside it', async () => {
    const chat = await world.play(await world.agent(didier));
    await chat.says('5555CC05');
    await chat.says('vitesse');
    expect(chat.screen()).toContain('Montant, de');
    expect(await chat.says('1 FC')).toContain('Entrez un montant de');
    await chat.says('75000');
    await chat.says('Avenue des Poids Lourds, Limete');
    expect(chat.screen()).toContain('75 000 FC');
    await chat.presses('Enregistrer');
    expect(await all()).toMatchObject([{ due: { amount: 7_500_000 }, place: { commune: 'Limete' } }]);
  });

  it('finds a kind by a word in any language, accents or not', async () => {
    const types = await world.fines.types('CD');
    const found = (typed: string) => searchTypes(types, typed).map(({ code }) => code);
    expect(found('telephone')).toEqual(['phone']);
    expect(found('TÉLÉPHONE volant')).toEqual(['phone']);
    expect(found('mkanda')).toEqual(['belt']);
    expect(found('exces')).toEqual(['speed']);
    expect(found('zzz')).toEqual([]);
    expect(found('!!!')).toEqual([]);
  });

  it('offers first what the agent records most, then what is usual in the commune', async () => {
    const agent = await world.agent(didier);
    const other = await world.agent(solange);
    const record = (agentId: string | undefined, typeCode: string, minute: number) =>
      world.fines.record({
        country: 'CD', plate: '9999ZZ09', typeCode, place: { text: 'Gombe', commune: 'Gombe' },
        at: new Date(world.now().getTime() - minute * 60_000), agentId: agentId ?? '',
      }); // prettier-ignore
    for (const [index, code] of ['helmet', 'helmet', 'red_light'].entries())
      await record(agent.personId, code, index + 30);
    for (const [index, code] of ['parking', 'parking', 'parking', 'phone'].entries())
      await record(other.personId, code, index + 60);
    const usual = await world.agentRecords.usualTypes(agent.personId ?? '', { country: 'CD', commune: 'Gombe' });
    expect(usual.slice(0, 3)).toEqual(['helmet', 'red_light', 'parking']);
    expect(usual).toContain('phone');
  });

  it('takes a shared position and its commune, and the same place again with one tap', async () => {
    const chat = await world.play(await world.agent(didier));
    await chat.says('5555CC05');
    await chat.presses('Ceinture');
    await chat.gives({ kind: 'location', latitude: -4.32171, longitude: 15.31255 });
    expect(chat.screen()).toContain('Dans quelle commune');
    await chat.presses('Gombe');
    await chat.presses('Enregistrer');
    await chat.presses('Nouvelle infraction');
    await chat.says('5555CC06');
    await chat.presses('Ceinture');
    await chat.presses('Même lieu');
    await chat.presses('Enregistrer');
    const place = { text: 'Gombe', commune: 'Gombe', latitude: -4.32171, longitude: 15.31255 };
    expect(await all()).toMatchObject([{ place }, { place }]);
  });

  it('keeps a photo of the plate as a proof and asks to type the plate', async () => {
    const chat = await world.play(await world.agent(didier));
    await chat.gives({ kind: 'photo', fileId: await world.photo() });
    expect(chat.screen()).toContain('Photo gardée comme preuve. Tapez maintenant la plaque.');
    await chat.says('5555CC05');
    await chat.presses('Ceinture');
    await chat.presses('Gombe');
    expect(await chat.gives({ kind: 'photo', fileId: await world.photo() })).toContain('2 photos');
    await chat.presses('Enregistrer');
    const [fine] = await all();
    expect(fine?.proofs).toHaveLength(2);
    for (const { fileId } of fine?.proofs ?? [])
      expect((await world.files.read(fileId)).bytes.length).toBeGreaterThan(0);
  });

  it('offers what a plate reader sees in the photo, where there is one', async () => {
    const plateReader = aReader({ text: '5555CC05', confidence: 0.9 }, { text: '5555CC06', confidence: 0.1 });
    const chat = await world.play(await world.agent(didier), { plateReader });
    await chat.gives({ kind: 'photo', fileId: await world.photo() });
    expect(chat.screen()).toContain('5555CC/05');
    expect(chat.screen()).not.toContain('5555CC/06');
    await chat.presses('5555CC/05');
    expect(chat.screen()).toContain('Quelle infraction');
  });

  it('records without a photo that is gone, and says so', async () => {
    const chat = await world.play(await world.agent(didier));
    await chat.gives({ kind: 'photo', fileId: 'f'.repeat(24) });
    await chat.says('5555CC05');
    await chat.presses('Ceinture');
    await chat.presses('Gombe');
    expect(await chat.presses('Enregistrer')).toContain("Une photo n'a pas pu être gardée");
    expect(await all()).toHaveLength(1);
  });

  it("keeps the driver's number out of the conversation and sends the fine there once", async () => {
    const chat = await world.play(await world.agent(didier));
    await chat.says('5555CC05');
    await chat.presses('Ceinture');
    await chat.presses('Gombe');
    await chat.presses('Téléphone du conducteur');
    expect(await chat.says('12')).toContain("n'est pas valide");
    await chat.says('0990000077');
    expect(JSON.stringify(chat.session().frames)).not.toContain('990000077');
    await chat.presses('Enregistrer');
    await chat.presses('Envoyer au conducteur');
    await chat.presses('Envoyer au conducteur');
    await world.settle();
    const [fine] = await all();
    expect(world.delivered.filter(({ address }) => address === '+243990000077')).toHaveLength(1);
    expect(world.delivered[0]?.text).toContain(fine?.shortCode);
    expect(world.delivered[0]?.text).toContain('*384*123#');
  });

  it('records once when the same step is repeated, also at once', async () => {
    const wish = {
      key: 'simulator:x:1', country: 'CD' as const, plate: '1234AB01', typeCode: 'belt', place: { text: 'Gombe' },
      at: world.now(), agentId: 'a',
    }; // prettier-ignore
    const fines = await Promise.all([1, 2, 3, 4].map(() => world.fines.record(wish)));
    expect(new Set(fines.map(({ id }) => id)).size).toBe(1);
    expect((await world.fines.record(wish)).id).toBe(fines[0]?.id);
    expect(await all()).toHaveLength(1);
  });

  it('does not come back to the confirmation once it is recorded', async () => {
    const chat = await world.play(await world.agent(didier));
    await chat.says('5555CC05');
    await chat.presses('Ceinture');
    await chat.presses('Gombe');
    const before = chat.reply().options.find(({ number }) => number === 1)?.token ?? '';
    await chat.presses('Enregistrer');
    await chat.gives({ kind: 'press', token: before });
    await chat.says('0');
    await chat.says('1');
    expect(await all()).toHaveLength(1);
  });
});

describe('two agents at one place', () => {
  const sight = async (phone: string, place: string) => {
    const chat = await world.play(await world.agent(phone));
    await chat.says('5555CC05');
    await chat.presses('Ceinture');
    await chat.says(place);
    return chat;
  };

  it('are warned about the same plate, kind and place within ten minutes, and may go on', async () => {
    await (await sight(didier, 'Gombe')).presses('Enregistrer');
    world.pass(9);
    const second = await sight(solange, 'avenue du Commerce, Gombe');
    expect(await second.presses('Enregistrer')).toContain('Un autre agent a enregistré la même infraction');
    expect(await all()).toHaveLength(1);
    expect(await second.presses('quand même')).toContain('la même infraction vient aussi');
    expect(await all()).toHaveLength(2);
  });

  it('are not warned after ten minutes, elsewhere, or about something else', async () => {
    await (await sight(didier, 'Gombe')).presses('Enregistrer');
    expect(await (await sight(solange, 'Limete')).presses('Enregistrer')).toContain('Enregistrée');
    world.pass(11);
    expect(await (await sight(solange, 'Gombe')).presses('Enregistrer')).toContain('Enregistrée');
    expect(await all()).toHaveLength(3);
  });

  it('may drop the second entry', async () => {
    await (await sight(didier, 'Gombe')).presses('Enregistrer');
    const second = await sight(solange, 'Gombe');
    await second.presses('Enregistrer');
    expect(await second.presses('Ne rien enregistrer')).toContain("Rien n'a été enregistré");
    expect(await all()).toHaveLength(1);
  });

  it('tell at least one of them when both confirm in the same moment', async () => {
    const pair = await Promise.all([sight(didier, 'Gombe'), sight(solange, 'Gombe')]);
    const said = await Promise.all(pair.map((chat) => chat.presses('Enregistrer')));
    expect(said.join('\n')).toMatch(/vient aussi d'être enregistrée|Un autre agent/);
  });
});

describe('looking back', () => {
  async function recordOne(plate = '5555CC05') {
    const agent = await world.agent(didier);
    return world.fines.record({
      country: 'CD', plate, typeCode: 'belt', place: { text: 'Gombe', commune: 'Gombe' }, at: world.now(),
      agentId: agent.personId ?? '',
    }); // prettier-ignore
  }

  it("lists the agent's own records of the day, page after page", async () => {
    for (let index = 10; index < 22; index += 1) {
      await recordOne(`55${index}CC05`);
      world.pass(1);
    }
    await world.fines.record({
      country: 'CD', plate: '7777CC05', typeCode: 'belt', place: { text: 'x' }, at: world.now(), agentId: 'other',
    }); // prettier-ignore
    const chat = await world.play(await world.agent(didier), { start: 'records' });
    expect(chat.screen()).toContain('12 infractions enregistrées');
    expect(chat.screen()).not.toContain('7777CC');
    expect(chat.reply().page.of).toBe(2);
    const phone = await world.play(await world.agent(didier), { start: 'records', surface: pagePhone });
    expect(phone.screen()).toContain('5521CC/05');
    expect(phone.screen()).not.toContain('Ajouter une photo');
  });

  it('leaves out what was recorded before midnight in the country', async () => {
    await recordOne();
    world.pass(24 * 60);
    const chat = await world.play(await world.agent(didier), { start: 'records' });
    expect(chat.screen()).toContain("Vous n'avez rien enregistré aujourd'hui");
  });

  it('adds a photo later, to one of the last records or by reference, and never to another agent’s', async () => {
    const fine = await recordOne();
    const foreign = await world.fines.record({
      country: 'CD', plate: '7777CC05', typeCode: 'belt', place: { text: 'x' }, at: world.now(), agentId: 'other',
    }); // prettier-ignore
    const chat = await world.play(await world.agent(didier), { start: 'proof' });
    expect(await chat.says(foreign.reference)).toContain("Vous n'avez pas enregistré");
    await chat.says(fine.shortCode);
    expect(await chat.gives({ kind: 'photo', fileId: await world.photo() })).toContain('Photo ajoutée');
    expect(await chat.gives({ kind: 'photo', fileId: 'f'.repeat(24) })).toContain('Envoyez-la de nouveau');
    expect((await world.fines.byId(fine.id))?.proofs).toHaveLength(1);
    const again = await world.play(await world.agent(didier), { start: 'proof' });
    await again.presses('5555CC/05');
    expect(again.screen()).toContain('1 photo');
  });

  it('voids an entry within a quarter of an hour, with a reason, in the history and in the audit log', async () => {
    const fine = await recordOne();
    const chat = await world.play(await world.agent(didier), { start: 'records' });
    await chat.presses('5555CC/05');
    await chat.presses('Annuler (erreur)');
    expect(await chat.says('x')).toContain('Écrivez le motif');
    expect(await chat.says('le chauffeur était attaché')).toContain(`${fine.reference} est annulée`);
    expect(chat.screen()).toContain('annulée par vous');
    expect((await world.fines.byId(fine.id))?.history.at(-1)).toMatchObject({
      from: 'recorded', to: 'voided', reason: 'le chauffeur était attaché',
    }); // prettier-ignore
    const { items } = await world.audit.list({ action: 'infractions.void', subjectId: fine.id, skip: 0, limit: 9 });
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain('attaché');
  });

  it('offers no voiding after a quarter of an hour, and says who decides then', async () => {
    const fine = await recordOne();
    const early = await world.play(await world.agent(didier), { start: 'void', data: { fineId: fine.id } });
    world.pass(16);
    await early.presses('Mauvaise plaque');
    expect(early.screen()).toContain('PIN');
    await early.says(pin);
    expect(await early.presses('Mauvaise plaque')).toContain("seul l'OPJ");
    const chat = await world.play(await world.agent(didier), { start: 'records' });
    await chat.presses('5555CC/05');
    expect(chat.screen()).not.toContain('Annuler');
    expect((await world.fines.byId(fine.id))?.state).toBe('recorded');
  });
});
