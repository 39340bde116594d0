import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindFlow, languages, type Language } from '../../../../core/dialog/index.ts';
import type { Person } from '../../../../core/identity/index.ts';
import { branchModel } from '../../../../core/organisations/index.ts';
import { workAtCounter } from '../../../../core/queues/desk-flows/work-at-counter.ts';
import type { Ticket } from '../../../../core/queues/index.ts';
import { pagePhone, talk, type Talk } from '../../../support/talk.ts';
import { openMonday, type TestOffice } from '../office-world.ts';
import { ticketWorld, type TicketWorld } from '../ticket-world.ts';

let world: TicketWorld;
beforeAll(async () => {
  world = await ticketWorld();
});
afterAll(() => world.database.drop());

type Wish = Parameters<TicketWorld['openOffice']>[0];

/** An office on an open Monday, whose counters are closed still. */
async function anOffice(wish: Wish = {}): Promise<TestOffice> {
  world.setNow(openMonday);
  return world.office(wish);
}

const sits = (
  person: Person,
  { phone = false, language = 'fr' }: { phone?: boolean; language?: Language } = {},
): Promise<Talk> =>
  talk({
    flows: [bindFlow(workAtCounter, world)],
    ...(phone ? { surface: pagePhone } : {}),
    caller: { ...world.asCaller(person, phone ? 'ussd' : 'simulator'), language },
    now: world.clock,
  });

/** At the first counter. */
async function atDesk(office: TestOffice, person: Person = office.agent): Promise<Talk> {
  const desk = await sits(person);
  await desk.presses('Guichet 1');
  return desk;
}

const stateOf = async ({ id }: Ticket): Promise<string> => (await world.record(id)).state;
const citizens = async (office: TestOffice, count: number): Promise<Ticket[]> => {
  const tickets: Ticket[] = [];
  for (let one = 0; one < count; one += 1) tickets.push(await world.join(office, await world.citizen()));
  return tickets;
};

describe('an agent at a counter', () => {
  it('opens a free counter, and calls, serves and finishes one person after the other', async () => {
    const office = await anOffice({ branch: { name: 'Annexe' } });
    const [first, second] = await citizens(office, 2);
    const desk = await sits(office.agent);
    expect(desk.screen()).toContain('Annexe : quel guichet ?');
    await desk.presses('Guichet 1');
    expect(desk.screen()).toContain('Guichet 1, Annexe');
    expect(desk.screen()).toContain('File A, en attente : 2');
    world.pass(14);
    await desk.presses('Appeler le suivant');
    expect(desk.screen()).toContain('Ticket A001, appelé à 10h44 : Consultation. A attendu 14 min.');
    expect(desk.screen()).toContain('File A, en attente : 1');
    await desk.presses('Commencer');
    expect(desk.screen()).toContain('Ticket A001, au guichet depuis 10h44');
    world.pass(6);
    await desk.presses('Terminer et appeler le suivant');
    expect(desk.screen()).toContain('Ticket A001 terminé.');
    expect(desk.screen()).toContain('Ticket A002, appelé à 10h50');
    expect(await stateOf(first!)).toBe('served');
    expect((await world.record(first!.id)).served).toEqual({ hour: 10, minutes: 6 });
    await desk.presses('Commencer');
    expect(await desk.presses('Terminer et appeler le suivant')).toContain("Ticket A002 terminé. Personne n'attend.");
    expect(await stateOf(second!)).toBe('served');
    expect(await desk.presses('Fermer le guichet')).toContain('Guichet 1 : fermé');
    expect(desk.reply().end).toBe(true);
    expect(await world.counters.ofAgent(office.agent.id)).toBeUndefined();
  });

  it('finds the counter and the ticket again after the session was lost', async () => {
    const office = await anOffice();
    await citizens(office, 1);
    const desk = await atDesk(office);
    await desk.presses('Appeler le suivant');
    const later = await sits(office.agent, { phone: true });
    expect(later.screen()).toContain('A001 appelé');
    await later.presses('Commencer');
    expect(later.screen()).toContain('A001 au guichet');
    // The chat still shows what was there before: the ticket is not started twice.
    expect(await desk.presses('Commencer')).toContain('Le ticket A001 a changé entre-temps : au guichet.');
  });

  it('calls again, counts as absent, puts back, and says what a ticket is that has changed meanwhile', async () => {
    const office = await anOffice();
    const [first, second, third] = await citizens(office, 3);
    const desk = await atDesk(office);
    await desk.presses('Appeler');
    expect(await desk.presses('Rappeler')).toContain('Ticket A001 rappelé.');
    expect(desk.screen()).toContain("Nombre d'appels : 2");
    expect(await desk.presses('Remettre dans la file')).toContain('Ticket A001 remis dans la file.');
    expect(await stateOf(first!)).toBe('waiting');
    await desk.presses('Appeler');
    expect(await desk.presses('Absent, appeler le suivant')).toContain('Ticket A001 : absent.');
    expect(desk.screen()).toContain('Ticket A002, appelé');
    await world.tickets.leave({ ticketId: second!.id, personId: second!.personId ?? '', key: world.key() });
    expect(await desk.presses('Commencer')).toContain('Le ticket A002 a changé entre-temps : parti.');
    // Who comes to the desk late is found by the number, and has the old place again.
    expect(await desk.says('a 1')).toContain('Ticket A001 : absent. Consultation');
    expect(await desk.presses('Remettre dans la file')).toContain('Ticket A001 remis dans la file.');
    await desk.presses('Appeler');
    expect(desk.screen()).toContain('Ticket A001, appelé');
    expect(await desk.presses('Absent, sans appeler')).toContain('absent');
    expect(await stateOf(third!)).toBe('waiting');
    expect(await desk.says('A999')).toContain("Il n'y a pas de ticket A999 aujourd'hui");
    expect(await desk.says('bonsoir tout le monde')).toContain('par exemple A012');
  });

  it('is told when those who wait are on their way, and when nobody waits', async () => {
    const office = await anOffice();
    const desk = await atDesk(office);
    expect(await desk.presses('Appeler')).toContain("Personne n'attend.");
    const [only] = await citizens(office, 1);
    const move = { ticketId: only!.id, personId: only!.personId ?? '', key: world.key() };
    await world.tickets.hold({ ...move, minutes: 10 });
    expect(await desk.presses('Appeler')).toContain('ceux qui attendent sont en route');
  });

  it('sends somebody on to another queue of the branch, which may be paused but not closed', async () => {
    const office = await anOffice({
      services: [{}, { name: 'Caisse' }],
      queues: [{}, { name: 'Paiements' }, { name: 'Fermée ici', state: 'closed' }],
    });
    const [ticket] = await citizens(office, 1);
    const desk = await atDesk(office);
    await desk.presses('Appeler');
    await desk.presses('Commencer');
    await desk.presses('Envoyer');
    expect(desk.screen()).toContain('Envoyer le ticket A001 où ?');
    expect(desk.screen()).not.toMatch(/File A\)|Fermée ici/);
    expect(await desk.presses('Caisse (Paiements)')).toContain('Ticket A001 envoyé : Paiements.');
    expect(await stateOf(ticket!)).toBe('transferred');
    await desk.presses('Appeler');
    expect(desk.screen()).toContain('Ticket A001, appelé');
    expect(desk.screen()).toContain("Vient d'une autre file");

    const alone = await anOffice();
    await citizens(alone, 1);
    const single = await atDesk(alone);
    await single.presses('Appeler');
    expect(await single.presses('Envoyer')).toContain("Il n'y a pas d'autre file");
  });

  it('gives a ticket to somebody without a telephone, and lets whoever needs it go first', async () => {
    const office = await anOffice({ queues: [{ strategy: 'priority' }] });
    await citizens(office, 3);
    const desk = await atDesk(office);
    await desk.presses('Donner un ticket');
    expect(desk.screen()).toContain('passe-t-elle avant les autres ?');
    expect(await desk.presses('Non')).toContain('Ticket A004. Avant lui : 3.');
    await desk.presses('Donner un ticket');
    expect(await desk.presses('Enceinte')).toContain('Ticket A005. Avant lui : 0.');
    await desk.presses('Appeler');
    expect(desk.screen()).toContain('Ticket A005, appelé');
    expect(desk.screen()).toContain('Priorité : haute');
    const { personId, channel, history } = (await world.counters.current(office.counter.id))!;
    expect([personId, channel, history[0]?.by]).toEqual([undefined, undefined, office.agent.id]);
  });

  it('lets somebody who waits go before others, once, where the queue knows of it', async () => {
    const office = await anOffice({ queues: [{ strategy: 'priority' }] });
    await citizens(office, 4);
    const desk = await atDesk(office);
    await desk.says('A004');
    await desk.presses('Faire passer avant');
    expect(desk.screen()).toContain('Pourquoi le ticket A004 passe-t-il avant ?');
    expect(await desk.presses('Enceinte')).toContain('Ticket A004 : priorité haute. Avant lui : 0.');
    await desk.says('A004');
    expect(desk.screen()).not.toContain('Faire passer avant');
    await desk.presses('Mon guichet');
    await desk.presses('Appeler');
    expect(desk.screen()).toContain('Ticket A004, appelé');
    const { history } = (await world.counters.current(office.counter.id))!;
    expect(history.map(({ reason, by }) => [reason, by])).toContainEqual(['prioritised', office.agent.id]);

    const inTurn = await anOffice();
    await citizens(inTurn, 2);
    const other = await atDesk(inTurn);
    await other.says('A002');
    expect(other.screen()).not.toContain('Faire passer avant');
  });

  it('takes a break, in which nobody is called, and pauses or closes a queue with words for those who wait', async () => {
    const office = await anOffice();
    const [ticket] = await citizens(office, 1);
    const desk = await atDesk(office);
    await desk.presses('pause');
    expect(desk.screen()).toContain('EN PAUSE');
    expect(desk.screen()).not.toContain('Appeler');
    await desk.presses('Reprendre');
    await desk.presses('Arrêter ou rouvrir');
    await desk.presses('File A');
    await desk.presses('Pause');
    expect(await desk.says('!')).toContain('en quelques mots');
    expect(await desk.says('Panne de courant')).toContain('File A : en pause.');
    const queue = async () => (await world.counters.queuesOf(office.branch.id))[0]?.queue;
    expect(await queue()).toMatchObject({ state: 'paused', reason: 'Panne de courant' });
    expect(desk.screen()).toContain('File A (en pause), en attente : 1');
    expect(await desk.presses('Appeler')).toContain("C'est en pause. Rouvrez d'abord");
    expect(await desk.presses('Donner un ticket')).toContain("Aucune file n'est ouverte.");
    await desk.presses('Arrêter ou rouvrir');
    await desk.presses('File A');
    await desk.presses('Fermer');
    expect(await desk.presses('Sans motif')).toContain('File A : fermée.');
    expect((await queue())?.reason).toBeUndefined();
    await desk.presses('Arrêter ou rouvrir');
    await desk.presses('File A');
    expect(await desk.presses('Rouvrir')).toContain('File A : ouverte.');
    await desk.presses('Appeler');
    expect(await stateOf(ticket!)).toBe('called');
    // What is seldom done while somebody stands there is one screen away.
    await desk.presses('Autres actions');
    await desk.presses('pause');
    expect(desk.screen()).toContain('EN PAUSE');
    expect(await desk.presses('Absent')).toContain('absent');
  });
});

describe('several agents', () => {
  it('who call at once through the bot each have another person, and a double tap calls nobody twice', async () => {
    const office = await anOffice({ counters: 2 });
    await citizens(office, 4);
    const [one, two] = [await atDesk(office), await sits(office.agents[1]!)];
    expect(two.screen()).not.toContain('Guichet 1');
    await two.presses('Guichet 2');
    await Promise.all([one.presses('Appeler'), two.presses('Appeler')]);
    const numbers = [one, two].map((each) => /Ticket (A\d+), appelé/.exec(each.screen())?.[1]);
    expect(numbers.sort()).toEqual(['A001', 'A002']);
    // The same session from before the tap, played again: the same turn.
    const twin = office.agents[1]!;
    const key = world.key();
    await two.presses('Commencer');
    await two.presses('Terminer, sans');
    const call = { counterId: office.counters[1]!.id, agentId: twin.id, key };
    const called = await Promise.all([world.counters.callNext(call), world.counters.callNext(call)]);
    expect(new Set(called.map((each) => each?.number))).toEqual(new Set(['A003']));
  });

  it('cannot sit at one counter both, nor one of them at two', async () => {
    const office = await anOffice({ counters: 2 });
    const [one, two] = [await sits(office.agent), await sits(office.agents[1]!)];
    const before = two.session();
    expect(before.ended).toBe(false);
    await one.presses('Guichet 1');
    expect(await two.presses('Guichet 1')).toContain("Quelqu'un vient de prendre ce guichet.");
    expect(two.screen()).not.toContain('Guichet 1');
    const again = await sits(office.agent);
    expect(again.screen()).toContain('Guichet 1, Siège');
    await two.presses('Guichet 2');
    expect((await sits(office.manager)).screen()).toContain('tous les guichets sont pris');
  });

  it('choose their branch where they work in several, and are let in nowhere else', async () => {
    const [office, other] = [await anOffice(), await anOffice({ branch: { name: 'Gare' } })];
    await branchModel(world.connection).updateOne({ _id: other.branch.id }, { $push: { agents: office.agent.id } });
    const desk = await sits(office.agent);
    expect(desk.screen()).toContain('Où travaillez-vous ?');
    await desk.presses('Gare');
    await desk.presses('Guichet 1');
    expect(desk.screen()).toContain('Guichet 1, Gare');
    // Who works there no more is sent away from the desk, and finds the others free.
    await branchModel(world.connection).updateOne({ _id: other.branch.id }, { $set: { agents: [] } });
    await citizens(other, 1);
    expect(await desk.presses('Appeler')).toContain('Votre guichet a été fermé');
    await desk.presses('Choisir un guichet');
    expect(desk.screen()).toContain('Siège : quel guichet ?');
    expect((await world.counters.ofBranch(other.branch.id))[0]?.state).toBe('closed');
    await branchModel(world.connection).updateOne({ _id: office.branch.id }, { $set: { agents: [] } });
    const nowhere = await sits(office.agent);
    expect(nowhere.screen()).toContain('Aucun bureau ne vous compte parmi ses agents');
    expect(nowhere.reply().end).toBe(true);
  });

  it('are the only ones who reach it: a citizen is refused', async () => {
    const office = await anOffice();
    const citizen = await talk({ flows: [bindFlow(workAtCounter, world)], caller: await world.citizen() });
    expect(citizen.screen()).not.toContain('guichet ?');
    expect((await world.counters.ofBranch(office.branch.id))[0]?.state).toBe('closed');
  });
});

describe('on a telephone with keys', () => {
  it.each(languages)('in %s, the usual step stands on the first page, however long the names are', async (language) => {
    const office = await anOffice({
      branch: { name: 'Direction générale des migrations' },
      services: [{ name: 'Carte de résident étranger' }],
      queues: [{ name: 'Résidents et visiteurs de passage', strategy: 'priority' }],
    });
    const { id: counterId } = office.counter;
    const agentId = office.agent.id;
    await world.join(office, undefined, { priority: 'high', appointmentId: 'a'.repeat(24) });
    await world.counters.open({ counterId, agentId });
    await world.counters.callNext({ counterId, agentId, key: world.key() });
    const phone = await sits(office.agent, { phone: true, language });
    expect(phone.reply().options[0]?.number).toBe(1);
    await phone.says('1');
    expect((await world.counters.current(counterId))?.state).toBe('serving');
    const { number } = await world.join(office, undefined);
    await phone.says(number);
    await phone.says('1');
    expect(phone.reply().options).toHaveLength(2);
    expect(await phone.says('2')).toContain(number);
  });
});
