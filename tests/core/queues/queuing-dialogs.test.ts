import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages, type Caller, type Surface } from '../../../core/dialog/index.ts';
import type { Words } from '../../../core/dialog/words.ts';
import { counterName } from '../../../core/queues/counter-name.ts';
import { chatSurface, pagePhone, strictSpeak, type Talk } from '../../support/talk.ts';
import { branchModel } from '../../../core/organisations/index.ts';
import type { Journey } from '../../../core/queues/index.ts';
import type { TestOffice } from './office-world.ts';
import { queuingWorld, type QueuingWorld } from './queuing.ts';

let world: QueuingWorld;
beforeAll(async () => void (world = await queuingWorld()));
afterAll(() => world.database.drop());

const telegram: Surface = { ...chatSurface, channel: 'telegram' };
const whatsapp: Surface = { ...chatSurface, channel: 'whatsapp', choices: 'numbers', optionsPerPage: 10 };
const surfaces = [
  ['a USSD phone', pagePhone],
  ['WhatsApp', whatsapp],
  ['Telegram', telegram],
  ['the simulator', chatSurface],
] as const;

/** Takes a choice, on whichever page it is. */
async function pick(talk: Talk, label: string): Promise<string> {
  for (;;) {
    const { options, nav } = talk.reply();
    const isHere = options.some((one) => strictSpeak(one.label, 'fr', { short: true }).includes(label));
    if (isHere || !nav.some(({ kind }) => kind === 'more')) return talk.presses(label);
    await talk.says('98');
  }
}
const offered = (talk: Talk): string[] =>
  talk.reply().options.map(({ label }) => (typeof label === 'string' ? label : label.key));

const serviceOf = ({ service }: TestOffice) => ({ serviceId: service.id });
const crowd = async (office: TestOffice, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await world.join(office, await world.citizen());
};
const callNext = (office: TestOffice) =>
  world.counters.callNext({ counterId: office.counter.id, agentId: office.agent.id, key: world.key() });
const onlyTicket = async ({ personId = '' }: Caller) => {
  const [ticket] = await world.tickets.ofPerson(personId);
  if (!ticket) throw new Error('there is no ticket');
  return ticket;
};
const live = async ({ personId = '' }: Caller) =>
  (await world.tickets.ofPerson(personId)).filter(({ state }) => state === 'waiting').length;

describe.each(surfaces)('on %s', (_name, surface) => {
  const of = { channel: surface.channel } as const;

  it('somebody sees how the queue stands before joining, takes a ticket and follows it', async () => {
    const office = await world.openOffice({ services: [{ documents: ['carte', 'photo'], cost: { amount: 500_000, currency: 'CDF' } }] }); // prettier-ignore
    await crowd(office, 4);
    const who = await world.citizen(undefined, of);
    const citizen = await world.speak(who, surface, serviceOf(office));
    const before = citizen.screen();
    expect(before).toMatch(/4 personnes attendent|En attente : 4/);
    expect(before).toMatch(/40 à 60 min/);
    // A simple phone says the papers with the service, and here keeps room for the choice.
    expect(before).toContain(surface.short ? 'Prendre un ticket' : 'carte, photo');
    expect(await live(who)).toBe(0);
    const after = await pick(citizen, 'Prendre un ticket');
    expect(after).toContain('A005');
    expect(after).toContain('4 personnes avant vous');
    expect(citizen.reply().end).toBe(surface.short);
    const sms = (await world.told(who)).filter((text) => text.includes('A005'));
    expect(sms).toHaveLength(surface.short ? 1 : 0);
  });

  it('nobody is asked for a queue where the office itself gives the tickets', async () => {
    const office = await world.openOffice({ queues: [{ type: 'vip' }] });
    const screen = (await world.speak(await world.citizen(undefined, of), surface, serviceOf(office))).screen();
    expect(screen).toContain('Demandez au guichet');
    expect(screen).not.toContain('Quelle file');
  });

  it('somebody who waits already is shown the ticket, and has no second one', async () => {
    const office = await world.openOffice();
    const who = await world.citizen(undefined, of);
    await world.join(office, who);
    const again = await world.speak(who, surface, serviceOf(office));
    await pick(again, 'Prendre un ticket');
    expect(again.screen()).toContain('Vous attendez déjà');
    expect(again.screen()).toContain('A001');
    expect(await live(who)).toBe(1);
  });

  it('somebody who was served says how it was, once', async () => {
    const office = await world.openOffice();
    const who = await world.citizen(undefined, of);
    await world.join(office, who);
    const { id: ticketId } = (await callNext(office))!;
    const move = { ticketId, agentId: office.agent.id };
    const citizen = await world.speak(who, surface, {}, 'my-tickets');
    expect(citizen.screen()).toContain('guichet 1');
    await world.counters.start({ ...move, key: world.key() });
    await pick(citizen, 'Actualiser');
    expect(citizen.screen()).toContain('Vous y êtes : guichet 1.');
    const early = await world.speak(who, surface, { ticketId }, 'rate-service');
    expect(await pick(early, 'Très bon')).toContain('pas terminé');
    await world.counters.finish({ ...move, key: world.key() });
    await pick(citizen, 'Actualiser');
    await pick(citizen, 'Donner mon avis');
    await pick(citizen, 'Bon');
    expect((await onlyTicket(who)).rating).toMatchObject({ stars: 4 });
    if (!surface.short) {
      expect(await citizen.says('x'.repeat(501))).toMatch(/500/);
      await citizen.says("On m'a bien reçu");
      expect((await onlyTicket(who)).rating).toMatchObject({ stars: 4, comment: "On m'a bien reçu" });
    }
    const late = await world.speak(who, surface, {}, 'rate-service');
    expect(late.screen()).toContain('aucun service à noter');
    const other = await world.speak(who, surface, { ticketId }, 'rate-service');
    expect(await pick(other, 'Mauvais')).toContain('déjà donné votre avis');
  });
});

describe.each([surfaces[0], surfaces[1]])('on %s', (_name, surface) => {
  const of = { channel: surface.channel } as const;

  it('somebody who is late keeps the place once, and says so on coming', async () => {
    const office = await world.openOffice();
    await crowd(office, 1);
    const who = await world.citizen(undefined, of);
    await world.join(office, who);
    const citizen = await world.speak(who, surface, {}, 'my-tickets');
    expect(citizen.screen()).toContain('1 personne avant vous');

    await pick(citizen, 'Je suis en route');
    await pick(citizen, '10 minutes');
    expect(citizen.screen()).toContain('10h40');
    expect((await onlyTicket(who)).held).toBe(true);
    expect(offered(citizen)).not.toContain('queues:mine.hold');
    expect((await callNext(office))?.personId).not.toBe(who.personId);
    await world.counters.noShow({ ticketId: (await world.counters.current(office.counter.id))!.id, agentId: office.agent.id, key: world.key() }); // prettier-ignore
    await pick(citizen, 'Je suis là');
    expect(citizen.screen()).toMatch(/Vous .tes le prochain/);
  });

  it('somebody lets others go first, and leaves when that is confirmed', async () => {
    const office = await world.openOffice();
    const who = await world.citizen(undefined, of);
    await world.join(office, who);
    await crowd(office, 6);
    const citizen = await world.speak(who, surface, {}, 'my-tickets');
    await pick(citizen, 'Laisser passer');
    await pick(citizen, '3 personnes');
    expect(citizen.screen()).toContain('3 personnes avant vous');

    await pick(citizen, 'Quitter la file');
    await pick(citizen, 'Non, rester');
    expect(await live(who)).toBe(1);
    await pick(citizen, 'Quitter la file');
    await pick(citizen, 'Oui, quitter');
    expect(citizen.screen()).toContain('annulé');
    expect(await live(who)).toBe(0);
  });

  it('somebody says when to be told, with a number of their own', async () => {
    const office = await world.openOffice();
    await crowd(office, 2);
    const who = await world.citizen(undefined, of);
    await world.join(office, who);
    const citizen = await world.speak(who, surface, {}, 'my-tickets');
    await pick(citizen, 'Prévenez-moi');
    await pick(citizen, 'Un autre nombre');
    expect(await citizen.says('0')).not.toContain("C'est noté");
    if (!citizen.screen().includes('Tapez le nombre')) await pick(citizen, 'Un autre nombre');
    expect(await citizen.says('beaucoup')).toContain('de 1 à 100');
    await citizen.says('7');
    expect((await onlyTicket(who)).tellWhen).toBe(7);
    await pick(citizen, 'Prévenez-moi');
    await pick(citizen, 'Ne pas me prévenir');
    expect((await onlyTicket(who)).tellWhen).toBeUndefined();
  });

  it('somebody says how they come, which is forgotten when they like', async () => {
    const office = await world.openOffice();
    const who = await world.citizen(undefined, of);
    await world.join(office, who);
    const citizen = await world.speak(who, surface, {}, 'my-tickets');
    await pick(citizen, 'Quand dois-je partir');
    await pick(citizen, 'en bus');
    expect(await citizen.says('Nulle part')).toContain('pas connue');
    if (surface.accepts.includes('location')) {
      await citizen.gives({ kind: 'location', latitude: -4.439_812, longitude: 15.395_43 });
      // To 100 metres: nobody's door is kept.
      expect((await onlyTicket(who)).journey?.position).toEqual({ latitude: -4.44, longitude: 15.395 });
    } else {
      await citizen.says('kimbanseke');
      expect((await onlyTicket(who)).journey).toMatchObject({ commune: 'Kimbanseke', mode: 'bus' });
    }
    const told = citizen.screen();
    expect(told).toMatch(/Partez maintenant|Nous vous dirons quand partir/);
    expect(told).toMatch(/km, en bus, circulation de 10h/);
    await pick(citizen, 'Quand dois-je partir');
    await pick(citizen, 'Oublier');
    expect((await onlyTicket(who)).journey).toBeUndefined();
  });
});

it('is asked from which commune of its own city they come to an office of Goma, and from nowhere else unless they type it', async () => {
  const office = await world.openOffice({
    branch: { region: 'nord-kivu', location: { type: 'Point', coordinates: [29.228, -1.68] } },
  });
  const who = await world.citizen();
  const { id: ticketId } = await world.join(office, who);
  const phone = await world.speak(who, pagePhone, { ticketId }, 'plan-journey');
  const asked = await pick(phone, 'à pied');
  expect(asked).toContain('Karisimbi');
  expect(asked).not.toContain('Gombe');
  await phone.says('Bukavu');
  expect((await onlyTicket(who)).journey).toMatchObject({ commune: 'Bukavu' });
  expect((await onlyTicket(who)).journey?.minutes).toBeGreaterThan(24 * 60);
});

it('is not asked how they come to an office whose place is not known, and can have forgotten what they once said', async () => {
  const office = await world.openOffice();
  const who = await world.citizen();
  const { id: ticketId } = await world.join(office, who);
  const place = branchModel(world.database.connection).collection;
  const moved = (change: object) =>
    place.updateOne({ name: office.branch.name, organisationId: office.organisation.id }, change);
  const { position } = office.branch;
  await moved({ $unset: { location: 1 } });
  const phone = await world.speak(who, pagePhone, {}, 'my-tickets');
  expect(await pick(phone, 'Quand dois-je partir')).toContain('ne connaissons pas la distance');
  expect(phone.screen()).toContain('A001');
  await moved({ $set: { location: { type: 'Point', coordinates: [position?.longitude, position?.latitude] } } });
  const chat = await world.speak(who, chatSurface, { ticketId }, 'plan-journey');
  await pick(chat, 'à pied');
  await chat.gives({ kind: 'location', latitude: -4.31, longitude: 15.31 });
  await moved({ $unset: { location: 1 } });
  const again = await world.speak(who, pagePhone, {}, 'my-tickets');
  await pick(again, 'Quand dois-je partir');
  await pick(again, 'Oublier');
  expect((await onlyTicket(who)).journey).toBeUndefined();
});

it('is offered to keep the place for as long as the way takes, where that is known, and an hour at the most', async () => {
  const office = await world.openOffice();
  const who = await world.citizen();
  const { id: ticketId } = await world.join(office, who);
  const offers = async (journey?: Journey): Promise<readonly string[]> => {
    if (journey) await world.tickets.setJourney({ ticketId, personId: who.personId ?? '', journey });
    const citizen = await world.speak(who, chatSurface, {}, 'my-tickets');
    await pick(citizen, 'Je suis en route');
    return citizen.reply().options.map(({ label }) => strictSpeak(label, 'fr', { short: true }));
  };
  const usual = ['5 minutes', '10 minutes', '15 minutes', '20 minutes'];
  expect(await offers()).toEqual(usual);
  const near = { mode: 'walking', minutes: 34, position: { latitude: -4.32, longitude: 15.31 } } as const;
  expect(await offers(near)).toEqual(['40 minutes', ...usual]);
  expect(await offers({ mode: 'walking', minutes: 200, commune: 'Kimbanseke' })).toEqual(['60 minutes', ...usual]);
  const phone = await world.speak(who, pagePhone, {}, 'my-tickets');
  await pick(phone, 'Je suis en route');
  expect(await pick(phone, '60 minutes')).toContain('11h30');
});

it.each(languages)(
  'names a counter in %s as the branch does, with the word for it only before a bare number',
  async (language) => {
    const speak = (words: Words): string => strictSpeak(words, language);
    for (const name of ['1', '12 B', 'C']) expect(speak(counterName(name, 'alone'))).toMatch(new RegExp(`^(Guichet|Counter) ${name}$`)); // prettier-ignore
    for (const name of ['Caisse 1', 'Labo']) expect(counterName(name, 'inside')).toBe(name);

    const office = await world.openOffice({ counters: [{ name: 'Caisse 1' }] });
    const who = await world.citizen();
    await world.join(office, who);
    const { id: ticketId } = (await callNext(office))!;
    const citizen = await world.speak({ ...who, language }, chatSurface, {}, 'my-tickets');
    expect(citizen.screen()).toMatch(/ Caisse 1\./);
    await world.counters.start({ ticketId, agentId: office.agent.id, key: world.key() });
    await citizen.says('1');
    const all = [citizen.screen(), ...(await world.told(who))].join('\n');
    expect(all).toMatch(/ Caisse 1\.[^]*Caisse 1, Hôpital/);
    expect(all).not.toMatch(/(guichet|counter) Caisse/i);
  },
);

it('looks for the office first, and shows several queues with what to expect of each', async () => {
  const office = await world.openOffice({
    organisation: { name: 'Banque Zébulon' },
    queues: [{ name: 'Caisse' }, { name: 'Crédit', state: 'paused' }],
  });
  const who = await world.citizen();
  const citizen = await world.speak(who, chatSurface);
  await citizen.says('zebulon');
  await pick(citizen, 'Consultation');
  await pick(citizen, 'Choisir');
  expect(citizen.screen()).toContain('Caisse : 0 attend');
  expect(citizen.screen()).toContain('Crédit : pas ouverte');
  await pick(citizen, 'Crédit');
  expect(citizen.screen()).toContain('en pause');
  expect(offered(citizen)).not.toContain('queues:take.join');
  await citizen.says('0');
  await pick(citizen, 'Caisse');
  expect(await pick(citizen, 'Prendre un ticket')).toContain('A001');
  expect(office.queues).toHaveLength(2);
});

it.each([
  ['before the office opens', { branch: { hours: { week: { 1: [{ from: '14:00', to: '17:00' }] }, closedOnHolidays: true, exceptions: [] } } }, /pas encore ouvert[^]*23\/11\/2026 14h00/],
  ['after it has closed', { branch: { hours: { week: { 1: [{ from: '07:00', to: '08:00' }] }, closedOnHolidays: true, exceptions: [] } } }, /fermé maintenant[^]*30\/11\/2026 07h00/],
  ['while the queue is paused', { queues: [{ state: 'paused' as const, reason: 'panne' }] }, /en pause[^]*Motif : panne/],
  ['once it is closed', { queues: [{ state: 'maintenance' as const }] }, /file est fermée/],
])('says why nobody can join %s', async (_when, wish, reason) => {
  const office = await world.openOffice(wish);
  const citizen = await world.speak(await world.citizen(), chatSurface, serviceOf(office));
  expect(citizen.screen()).toMatch(reason);
  expect(citizen.screen()).not.toContain('Prendre un ticket');
}); // prettier-ignore

it('says so when the last place was taken in the moment of joining', async () => {
  const office = await world.openOffice({ queues: [{ capacity: 1 }] });
  const who = await world.citizen();
  const citizen = await world.speak(who, chatSurface, serviceOf(office));
  await crowd(office, 1);
  expect(await pick(citizen, 'Prendre un ticket')).toContain('pleine');
  expect(await live(who)).toBe(0);
});

it('shows nobody the ticket of somebody else', async () => {
  const office = await world.openOffice();
  const { id: ticketId } = await world.join(office, await world.citizen());
  for (const flow of ['my-tickets', 'plan-journey', 'tell-me-when', 'rate-service']) {
    const stranger = await world.speak(await world.citizen(), chatSurface, { ticketId }, flow);
    expect(stranger.screen(), flow).toMatch(/n'existe plus|pas la distance/);
  }
});

it('lists several tickets of today, and says so when there is none', async () => {
  const who = await world.citizen();
  expect((await world.speak(who, pagePhone, {}, 'my-tickets')).screen()).toContain('pas de ticket');
  const offices = [await world.openOffice(), await world.openOffice()];
  for (const office of offices) await world.join(office, who);
  await world.tickets.leave({ ticketId: (await onlyTicket(who)).id, personId: who.personId ?? '', key: world.key() });
  const citizen = await world.speak(who, pagePhone, {}, 'my-tickets');
  expect(citizen.screen()).toContain('Tickets en cours : 1');
  expect(citizen.screen()).toMatch(/en attente[^]*annulé/);
  await citizen.says('2');
  expect(citizen.screen()).toContain('annulé');
});

it('follows somebody who was sent on to the new queue, and lets somebody who was absent come back once', async () => {
  const office = await world.openOffice({ services: [{}, {}], queues: [{}, {}] });
  const who = await world.citizen();
  await world.join(office, who);
  const called = (await callNext(office))!;
  const move = { ticketId: called.id, agentId: office.agent.id };
  await world.counters.noShow({ ...move, key: world.key() });
  const citizen = await world.speak(who, chatSurface, {}, 'my-tickets');
  await pick(citizen, 'reprendre ma place');
  expect(citizen.screen()).toContain('repris votre place');
  await callNext(office);
  const old = await world.speak(who, chatSurface, { ticketId: called.id }, 'my-tickets');
  await world.counters.transfer({ ...move, key: world.key(), queueId: office.queues[1]!.id, serviceId: office.services[1]!.id }); // prettier-ignore
  await pick(old, 'Actualiser');
  await pick(old, 'Voir le nouveau ticket');
  expect(old.screen()).toContain('Laboratoire');
  expect(old.screen()).toContain('Vous êtes le prochain');
});

it.each(languages)(
  'warns in %s, before anybody joins, that the office closes before they may be called',
  async (language) => {
    const hours = { week: { 1: [{ from: '09:00', to: '10:00' }, { from: '10:15', to: '11:00' }] }, closedOnHolidays: true, exceptions: [] }; // prettier-ignore
    const office = await world.openOffice({ branch: { hours } });
    const who = { ...(await world.citizen()), language };
    await crowd(office, 3);
    const screens = async (): Promise<string[]> =>
    Promise.all([pagePhone, chatSurface].map(async (surface) => (await world.speak(who, surface, serviceOf(office))).screen())); // prettier-ignore
    for (const screen of await screens()) expect(screen).not.toContain('11h00');
    // Forty minutes from half past ten.
    await crowd(office, 1);
    for (const screen of await screens()) expect(screen).toContain('11h00');
    const [short = '', long = ''] = await screens();
    expect(short, short).toMatch(/^1[. ]/m);
    if (language === 'fr') expect(long).toContain("Le bureau ferme à 11h00 : votre tour n'est pas sûr.");
  },
);

it.each(languages)('takes a ticket on a phone in %s without turning a page', async (language) => {
  const office = await world.openOffice();
  const who = await world.citizen();
  const citizen = await world.speak({ ...who, language }, pagePhone, serviceOf(office));
  expect(citizen.reply().page, citizen.screen()).toEqual({ number: 1, of: 1 });
  await citizen.says('1');
  expect(citizen.reply(), citizen.screen()).toMatchObject({ end: true, page: { of: 1 } });
});
