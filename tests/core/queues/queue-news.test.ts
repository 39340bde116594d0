import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trafficFactor } from '../../../core/countries/index.ts';
import { languages } from '../../../core/dialog/index.ts';
import { capitalOf, communesOf, metresBetween } from '../../../core/geo/index.ts';
import { isTimeToLeave, travelMinutes } from '../../../core/queues/travel-time.ts';
import { travelModes, type Ticket } from '../../../core/queues/index.ts';
import type { TestOffice } from './office-world.ts';
import { queuingWorld, type QueuingWorld } from './queuing.ts';

let world: QueuingWorld;
beforeAll(async () => void (world = await queuingWorld()));
afterAll(() => world.database.drop());

const crowd = async (office: TestOffice, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await world.join(office, { personId: `${office.queue.id}${index}` });
};
const callNext = async (office: TestOffice): Promise<Ticket> => {
  const ticket = await world.counters.callNext({ counterId: office.counter.id, agentId: office.agent.id, key: world.key() }); // prettier-ignore
  if (!ticket) throw new Error('nobody waits');
  return ticket;
};
const serve = async (office: TestOffice): Promise<Ticket> => {
  const { id: ticketId } = await callNext(office);
  const move = { ticketId, agentId: office.agent.id };
  await world.counters.start({ ...move, key: world.key() });
  return world.counters.finish({ ...move, key: world.key() });
};

describe('somebody who waits', () => {
  it('hears once that so many are before them, also when several processes look at once', async () => {
    const office = await world.openOffice();
    await crowd(office, 5);
    const who = await world.citizen();
    const { id: ticketId } = await world.join(office, who);
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([]);
    await serve(office);
    await serve(office);
    await Promise.all([world.lookAtLines(), world.lookAtLines()]);
    await world.lookAtLines();
    const heard = await world.told(who);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(/A006 : il reste 3 personnes avant vous/);

    // Another number is another wish.
    await world.tickets.tellWhen({ ticketId, personId: who.personId ?? '', ahead: 1 });
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([]);
    await serve(office);
    await serve(office);
    await world.lookAtLines();
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([expect.stringContaining('il reste 1 personne avant vous')]);
  });

  it('hears it again after letting others go first', async () => {
    const office = await world.openOffice();
    await crowd(office, 3);
    const who = await world.citizen();
    const { id: ticketId } = await world.join(office, who);
    const move = { ticketId, personId: who.personId ?? '' };
    await world.tickets.tellWhen({ ...move, ahead: 1 });
    await serve(office);
    await serve(office);
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([expect.stringContaining('il reste 1 personne avant vous')]);
    for (const personId of ['late1', 'late2']) await world.join(office, { personId });
    await world.tickets.postpone({ ...move, key: world.key(), places: 2 });
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([]);
    await serve(office);
    await serve(office);
    await world.lookAtLines();
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([expect.stringContaining('il reste 1 personne avant vous')]);
  });

  it('hears nothing of what they have just read, or did not want to hear', async () => {
    const office = await world.openOffice();
    await crowd(office, 2);
    const [near, silent] = [await world.citizen(), await world.citizen()];
    await world.join(office, near);
    const { id: ticketId } = await world.join(office, silent);
    await world.tickets.tellWhen({ ticketId, personId: silent.personId ?? '' });
    await serve(office);
    await world.lookAtLines();
    expect([...(await world.told(near)), ...(await world.told(silent))]).toEqual([]);
  });

  it('hears each call once with the counter, an absence with the way back, and even after STOP', async () => {
    const office = await world.openOffice();
    const who = await world.citizen();
    await world.join(office, who);
    await world.identity.stop(who.personId ?? '');
    const { id: ticketId } = await callNext(office);
    const move = { ticketId, agentId: office.agent.id };
    expect(await world.told(who)).toEqual([expect.stringMatching(/A001 : c'est votre tour.* guichet 1, Hôpital/)]);
    const recalled = { ...move, key: world.key() };
    await world.counters.recall(recalled);
    await world.counters.recall(recalled);
    expect(await world.told(who)).toHaveLength(1);
    const again = await world.tickets.get(ticketId);
    await world.news.tellOfTicket(again!);
    expect(await world.told(who)).toEqual([]);
    await world.counters.noShow({ ...move, key: world.key() });
    expect(await world.told(who)).toEqual([
      expect.stringContaining('reprenez votre place une fois : écrivez "Mes tickets".'),
    ]);
    await world.tickets.arrive({ ticketId, personId: who.personId ?? '', key: world.key() });
    await callNext(office);
    await world.counters.noShow({ ...move, key: world.key() });
    const last = await world.told(who);
    expect(last).toHaveLength(2);
    expect(last[1]).toContain('Ce ticket est terminé');
  });

  it('hears where they are sent on to, that a call was a mistake, and is asked how it was, unless stopped', async () => {
    const office = await world.openOffice({ services: [{}, {}], queues: [{}, {}] });
    const [who, stopped] = [await world.citizen(), await world.citizen()];
    await world.join(office, who);
    await world.join(office, stopped);
    await world.identity.stop(stopped.personId ?? '');
    const { id: ticketId } = await callNext(office);
    const agentId = office.agent.id;
    await world.counters.putBack({ ticketId, agentId, key: world.key() });
    expect((await world.told(who)).at(-1)).toMatch(/erreur[^]*Vous êtes le prochain/);
    await callNext(office);
    await world.told(who);
    await world.counters.transfer({ ticketId, agentId, key: world.key(), queueId: office.queues[1]!.id, serviceId: office.services[1]!.id }); // prettier-ignore
    expect(await world.told(who)).toEqual([expect.stringMatching(/A001 continue[^]*Laboratoire[^]*prochain/)]);
    await world.told(stopped);
    await serve(office);
    await serve(office);
    expect((await world.told(who)).at(-1)).toContain('Écrivez "noter"');
    expect((await world.told(stopped)).join()).not.toContain('noter');
  });

  it('who took the ticket on a simple phone hears by SMS, in their language', async () => {
    const office = await world.openOffice();
    for (const language of languages) {
      const who = await world.citizen(undefined, { channel: 'ussd' });
      await world.identity.setLanguage(who.personId ?? '', language);
      const holder = { personId: who.personId ?? '', channel: 'ussd', country: 'CD' } as const;
      await world.join(office, who, { holder });
      await world.settle();
      const [first] = world.delivered.filter(({ address }) => address === who.address);
      expect(first).toMatchObject({ route: 'sms', reply: { language } });
      expect(first?.text).toMatch(/A00\d/);
    }
  });

  it('hears that the queue pauses and goes on, once each, with the reason', async () => {
    const office = await world.openOffice();
    const [who, gone] = [await world.citizen(), await world.citizen()];
    await world.join(office, who);
    const left = await world.join(office, gone);
    await world.tickets.leave({ ticketId: left.id, personId: gone.personId ?? '', key: world.key() });
    const change = { queueId: office.queue.id, agentId: office.manager.id };
    await world.counters.setQueueState({ ...change, state: 'paused', reason: 'panne de courant' });
    await Promise.all([world.lookAtLines(), world.lookAtLines()]);
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([expect.stringMatching(/en pause[^]*panne de courant/)]);
    await world.counters.setQueueState({ ...change, state: 'active' });
    await world.lookAtLines();
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([expect.stringContaining('a repris')]);
    expect(await world.told(gone)).toEqual([]);
  });

  it('hears when to leave, once, when the way is as long as the wait; and no more of it once that is forgotten', async () => {
    const office = await world.openOffice({ services: [{ minutes: 30 }] });
    await crowd(office, 5);
    const [who, other] = [await world.citizen(), await world.citizen()];
    const far = { mode: 'walking', commune: 'Kasa-Vubu', minutes: 78 } as const;
    const { id: ticketId } = await world.join(office, who);
    const { id: second } = await world.join(office, other);
    for (const [id, { personId = '' }] of [[ticketId, who], [second, other]] as const) {
      await world.tickets.tellWhen({ ticketId: id, personId });
      await world.tickets.setJourney({ ticketId: id, personId, journey: far });
    } // prettier-ignore
    await world.tickets.setJourney({ ticketId: second, personId: other.personId ?? '' });
    await world.lookAtLines();
    expect(await world.told(who)).toEqual([]);
    let heard: string[] = [];
    for (let served = 0; served < 4 && heard.length === 0; served += 1) {
      await serve(office);
      await world.lookAtLines();
      heard = await world.told(who);
    }
    expect(heard).toEqual([expect.stringMatching(/A006 : partez maintenant\. \d+ min de trajet[^]*km, à pied, circulation de 10h/)]); // prettier-ignore
    await world.lookAtLines();
    expect([...(await world.told(who)), ...(await world.told(other))]).toEqual([]);
  });

  it('hears that the office has closed, and their way is forgotten at the end of the day', async () => {
    const office = await world.openOffice();
    const who = await world.citizen();
    const { id: ticketId } = await world.join(office, who);
    const position = { latitude: -4.4, longitude: 15.3 };
    await world.tickets.setJourney({ ticketId, personId: who.personId ?? '', journey: { mode: 'bus', position, minutes: 9 } }); // prettier-ignore
    const noon = world.clock();
    world.pass(12 * 60);
    await world.part.queueDayEnd.endDays();
    expect((await world.told(who)).at(-1)).toContain('a fermé avant votre tour');
    expect((await world.record(ticketId)).journey).toBeUndefined();
    world.setNow(noon);
  });
});

describe('a way to an office', () => {
  const metres = fc.integer({ min: 0, max: 60_000 });
  const mode = fc.constantFrom(...travelModes);
  const traffic = fc.double({ min: 1, max: 3, noNaN: true });

  it('never gets shorter with more metres or more traffic, and takes at least a minute', () => {
    fc.assert(
      fc.property(metres, metres, mode, traffic, traffic, (a, b, by, slow, slower) => {
        const [near, far] = a < b ? [a, b] : [b, a];
        const [less, more] = slow < slower ? [slow, slower] : [slower, slow];
        const least = travelMinutes({ metres: near, mode: by, traffic: less });
        expect(least).toBeGreaterThanOrEqual(1);
        expect(travelMinutes({ metres: far, mode: by, traffic: less })).toBeGreaterThanOrEqual(least);
        expect(travelMinutes({ metres: near, mode: by, traffic: more })).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  it('is not longer on foot for the traffic, and is what a walk takes', () => {
    expect(travelMinutes({ metres: 1_000, mode: 'walking', traffic: 3 })).toBe(19);
    expect(travelMinutes({ metres: 1_000, mode: 'walking', traffic: 1 })).toBe(19);
    expect(travelMinutes({ metres: 5_000, mode: 'car', traffic: 1 })).toBe(17);
  });

  it('is as long there as back, and a degree of latitude is about 111 km', () => {
    const place = fc.record({
      latitude: fc.double({ min: -15, max: 18, noNaN: true }),
      longitude: fc.double({ min: -18, max: 32, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(metresBetween(a, b)).toBeCloseTo(metresBetween(b, a), 3);
      }),
    );
    expect(metresBetween({ latitude: 0, longitude: 15 }, { latitude: 1, longitude: 15 })).toBeCloseTo(111_195, -2);
  });

  it('is begun in time: once it is time to leave, it stays so while the line moves on', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.integer({ min: 1, max: 300 }), (a, b, minutes) => {
        const [sooner, later] = a < b ? [a, b] : [b, a];
        if (isTimeToLeave(later, minutes)) expect(isTimeToLeave(sooner, minutes)).toBe(true);
      }),
    );
  });

  it('finds nobody on the way who is called a quarter of the wait sooner than was said, or five minutes', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 1, max: 300 }), (wait, minutes) => {
        const left = Math.min(wait * 0.75, wait - 5);
        // Not yet told to leave: there is time for the way even if the call comes that much sooner.
        if (!isTimeToLeave(wait, minutes)) expect(minutes).toBeLessThan(left);
        // Told to leave: never so early that nobody could be late.
        else expect(minutes).toBeGreaterThanOrEqual(left);
      }),
    );
    expect(isTimeToLeave(60, 45)).toBe(true);
    expect(isTimeToLeave(60, 44)).toBe(false);
    expect(isTimeToLeave(15, 10)).toBe(true);
    expect(isTimeToLeave(15, 9)).toBe(false);
  });

  it('has traffic of its own in each commune of the capital, the most of it at the busiest hours', () => {
    for (const country of ['CD', 'SN'] as const)
      for (const { name: commune, region } of communesOf(country, capitalOf(country).id)) {
        const busiest = trafficFactor(country, { region, commune }, 8);
        expect(busiest, commune).not.toBe(trafficFactor(country, { region, commune: 'Nulle part' }, 8));
        expect(busiest, commune).not.toBe(trafficFactor(country, { region: 'ailleurs', commune }, 8));
        expect(busiest).toBeGreaterThan(trafficFactor(country, { region, commune }, 13));
        expect(trafficFactor(country, { region, commune }, 2)).toBe(1);
      }
  });
});
