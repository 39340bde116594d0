import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gates, identityDialogs } from '../../../core/identity/index.ts';
import { reportModel, type Report } from '../../../core/reports/index.ts';
import { pagePhone } from '../../support/talk.ts';
import { backTo, findingWorld, type FindingWorld } from './finding-world.ts';
import type { ReportWorld, StaffMember } from './report-world.ts';

let world: ReportWorld;
let teller: StaffMember;
let lamp: Report;
let hole: Report;
let theft: Report;
let open: FindingWorld['open'];
let see: FindingWorld['see'];
beforeAll(async () => void ({ world, teller, lamp, hole, theft, open, see } = await findingWorld()));
afterAll(() => world.database.drop());

describe('one report in a chat', () => {
  it('shows words, place with a map, state and counts; photos come a few at a time when asked for', async () => {
    const chat = await see(lamp, teller.caller);
    expect(chat.screen()).toContain('"Rue noire devant l’école"');
    expect(chat.screen()).toContain('Lieu : Lemba, avenue Kimwenza');
    expect(chat.screen()).toContain("Vous l'avez signalé.");
    expect(chat.reply().link?.url).toContain('#map=17/-4.393');
    expect(chat.reply().attachments).toEqual([]);
    await chat.presses('Photos (4)');
    expect(chat.reply().attachments).toHaveLength(3);
    await chat.presses('Suite');
    expect(chat.reply().attachments).toHaveLength(1);
    expect(await chat.presses('Revenir')).toContain('Lampadaire');
  });

  it('of a blurred kind tells the neighbourhood only', async () => {
    const chat = await see(theft, {});
    expect(chat.screen()).toContain('Lieu approximatif : Gombe');
    expect(chat.screen()).not.toContain('Tombalbaye');
    expect(chat.reply().link?.url).toMatch(/^https:\/\/www\.openstreetmap\.org\/#map=14/);
  });

  it('is voted for and followed once consent is given, and both are taken back', async () => {
    const { caller } = await world.neighbour();
    const chat = await see(hole, caller);
    expect(await chat.presses('Moi aussi')).toContain('Votre voix compte.');
    expect(chat.screen()).toContain('Voix : 1. Suivi par : 2.');
    expect(chat.screen()).toContain('Vous avez voté pour lui.');
    await chat.presses('Retirer ma voix');
    expect(await chat.presses('Ne plus suivre')).toContain('Vous ne suivez plus');
    expect(chat.screen()).toContain('Voix : 0. Suivi par : 1.');
    expect(await chat.presses('Suivre')).toContain('nous vous dirons la suite');
  });

  it('is read by anybody, and followed by whoever agrees to be known, in one go', async () => {
    const asks = identityDialogs({ identity: world.identity } as never);
    const phone = '+243810007777';
    const chat = await open(
      'see-report',
      { address: phone, phone, consent: 'unasked' },
      { flows: [...asks], gates: { consent: gates.consent! }, data: { reportId: theft.id } },
    );
    expect(chat.screen()).toContain('"Agression hier soir"');
    await chat.presses('Suivre');
    expect(chat.screen()).not.toContain('Vous suivez');
    await chat.says('1');
    expect(chat.screen()).toContain('Vous suivez ce signalement');
    expect((await world.record(theft.id)).followers).toBe(1);
  });

  it('opens by its number typed anywhere, and by no other word', async () => {
    const chat = await see(hole, {});
    expect(await chat.says(`r-${lamp.number.toLowerCase()}`)).toContain('"Rue noire');
    for (const other of ['1234AB01', '7K3M9Q', 'A001', 'banane'])
      expect(await chat.says(other)).toContain("Je n'ai pas compris");
  });

  it('gets another photo by whoever told it, and by nobody else', async () => {
    const chat = await see(hole, teller.caller);
    expect(await chat.presses('Ajouter une photo')).toContain('Elle sera visible de tous.');
    expect(await chat.gives({ kind: 'photo', fileId: await world.photo() })).toContain('Photo ajoutée, merci.\n');
    expect(chat.screen()).toContain('Photos (1)');
    expect((await see(hole, (await world.neighbour()).caller)).screen()).not.toContain('Ajouter une photo');
  });

  it('says of a photo that a moderator looks at first that it is not shown at once', async () => {
    const vague = await world.tell({ category: 'other', reporterId: teller.actor.personId });
    const chat = await see(vague, teller.caller);
    expect(await chat.presses('Ajouter une photo')).toContain("une fois que la modération l'aura regardée");
    expect(await chat.gives({ kind: 'photo', fileId: await world.photo() })).toContain(
      'La modération la regarde avant',
    );
  });

  it('once resolved is confirmed or opened again by whoever told or follows it, and the history tells all of it', async () => {
    const admin = await world.staff('admin');
    await world.work.take(world.act(lamp, admin));
    await world.work.resolve({ ...world.act(lamp, admin), words: 'Ampoule changée' });
    const stranger = await see(lamp, (await world.neighbour()).caller);
    expect(stranger.screen()).not.toContain("c'est réparé");
    const chat = await see(lamp, teller.caller);
    expect(chat.screen()).toContain('Résolu par Mairie de Kinshasa (Administrateur)\n"Ampoule changée"');
    expect(await chat.presses("Oui, c'est réparé")).toContain('Merci');
    await chat.presses('Non, le problème reste');
    expect(await chat.says('x'.repeat(501))).toContain('au plus 500');
    expect(await chat.says('Toujours noir')).toContain('rouvert');
    expect(chat.screen()).toContain('Rouvert (Habitant)\n"Toujours noir"');
    const history = await chat.presses("Ce qui s'est passé");
    const order = ['Rouvert', 'Réparation confirmée', 'Résolu', 'Pris en charge', 'Transmis', 'Signalé'];
    expect(order.map((event) => history.indexOf(event))).toEqual(
      order.map((event) => history.indexOf(event)).sort((a, b) => a - b),
    );
    expect(order.filter((event) => !history.includes(event))).toEqual([]);
  });

  it('too late is opened again by nobody who lives there', async () => {
    const admin = await world.staff('admin');
    const old = await world.tell({ reporterId: teller.actor.personId });
    await world.work.resolve(world.act(old, admin));
    const chat = await see(old, teller.caller);
    expect(chat.screen()).toContain('Non, le problème reste');
    world.pass(15 * 24 * 60);
    expect(await chat.presses('Non, le problème reste')).toBeTruthy();
    expect(await chat.presses('Rouvrir sans rien dire')).toContain("C'est trop tard");
    expect(chat.screen()).not.toContain('Non, le problème reste');
  });

  it('that was taken for another leads to that one', async () => {
    const admin = await world.staff('admin');
    const twin = await world.tell({ category: 'street_light', reporterId: teller.actor.personId });
    await world.work.markDuplicate({ ...world.act(twin, admin), of: lamp.id });
    const chat = await see(twin, teller.caller);
    expect(chat.screen()).toContain('Déjà signalé');
    expect(await chat.presses('Voir le premier')).toContain(lamp.number);
    expect(await chat.says('0')).toContain(twin.number);
  });

  it('that is hidden is seen by whoever told it and by moderators with their PIN, and by nobody else', async () => {
    const hidden = await world.tell({ words: 'mots durs', reporterId: teller.actor.personId });
    await reportModel(world.connection).updateOne({ _id: hidden.id }, { $set: { hidden: true } });
    const guard = await world.staff('moderator');
    const staffUntil = new Date(world.clock().getTime() + 60_000).toISOString();
    for (const [caller, isSeen] of [
      [{}, false],
      [(await world.neighbour()).caller, false],
      [guard.caller, false],
      [{ ...guard.caller, staffUntil }, true],
      [teller.caller, true],
    ] as const) {
      const { screen } = await see(hidden, caller);
      expect(screen().includes('mots durs')).toBe(isSeen);
      expect(screen().includes("n'est plus visible")).toBe(!isSeen);
    }
  });

  it('that is hidden stands in the list of whoever follows it, with its number and its state only', async () => {
    const [who, { caller, actor }] = [await world.neighbour(), await world.neighbour()];
    const hidden = await world.tell({ category: 'noise', reporterId: who.actor.personId });
    await world.reports.follow({ reportId: hidden.id, actor, on: true });
    await reportModel(world.connection).updateOne({ _id: hidden.id }, { $set: { hidden: true } });
    const chat = await open('my-reports', caller);
    expect(chat.screen()).toContain(`${hidden.number} : masqué. Ouvert.`);
    expect(chat.screen()).not.toMatch(/Bruit|Lemba/);
    expect(await chat.presses(`${hidden.number} masqué`)).toContain("n'est plus visible");
    expect((await open('my-reports', who.caller)).screen()).toContain(`${hidden.number} : Bruit, Lemba`);
  });

  it('leads to what is said of it, to an objection and to the work on it, and back', async () => {
    const chat = await see(hole, (await world.neighbour()).caller);
    await chat.presses('Commentaires (0)');
    expect(chat.screen()).not.toContain('Voix :');
    await backTo(chat, 'Suivi par');
    await chat.presses('Dénoncer un abus');
    await chat.says('1');
    expect(chat.screen()).not.toContain('Suivi par');
    await backTo(chat, 'Suivi par');
    const staffUntil = new Date(world.clock().getTime() + 600_000).toISOString();
    const worker = await see(hole, { ...(await world.staff('admin')).caller, staffUntil });
    expect(await worker.presses('Le traiter')).toContain("Je m'en occupe");
    await backTo(worker, 'Le modérer');
    await worker.presses('Le modérer');
    expect(worker.screen()).toContain(hole.number);
    expect(worker.screen()).not.toContain('Le modérer');
    await backTo(worker, 'Le modérer');
  });

  it('offers the staff their work on it, by role', async () => {
    const offered = async (role: Parameters<ReportWorld['staff']>[0]): Promise<boolean[]> => {
      const { screen } = await see(hole, (await world.staff(role)).caller);
      return [screen().includes('Le traiter'), screen().includes('Le modérer')];
    };
    expect(await offered('operator')).toEqual([true, false]);
    expect(await offered('moderator')).toEqual([false, true]);
    expect(await offered('admin')).toEqual([true, true]);
    expect(await offered('customer')).toEqual([false, false]);
  });
});

describe('my reports', () => {
  it('are those that somebody told or follows, in every language', async () => {
    for (const [language, title] of [
      ['fr', 'Signalés ou suivis par vous'],
      ['en', 'Reported or followed by you'],
      ['ln', 'Oyo oyebisi to ozali kolanda'],
      ['sw', 'Ulizoripoti au unazofuatilia'],
      ['wo', 'Yi nga yégle walla nga koy topp'],
    ] as const) {
      const chat = await open('my-reports', { ...teller.caller, language });
      expect(chat.screen()).toContain(title);
      expect(chat.screen()).toContain(hole.number);
      expect(chat.screen()).not.toContain(theft.number);
    }
    const nobody = await open('my-reports', (await world.neighbour()).caller);
    expect(nobody.screen()).toContain("Vous n'avez rien signalé");
    const phone = await open('my-reports', teller.caller, { surface: pagePhone });
    while (!phone.screen().includes(hole.number)) {
      expect(phone.screen()).toContain('98 Suite');
      await phone.says('98');
    }
  });
});
