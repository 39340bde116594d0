import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import type { LisoloError } from '../../../core/errors.ts';
import { lineModel } from '../../../core/queues/line.model.ts';
import { ticketWorld, type HeldTicket, type TicketWorld } from './ticket-world.ts';

let world: TicketWorld;
beforeAll(async () => void (world = await ticketWorld()));
afterAll(() => world.database.drop());

const refusal = (code: string, details: object = {}): object => ({ code, details: expect.objectContaining(details) });

describe('whoever has a ticket', () => {
  const of = (ticket: HeldTicket) => ({ ticketId: ticket.id, personId: ticket.who });

  it('leaves, and nobody else can do that', async () => {
    const office = await world.openOffice();
    const [first, second] = (await world.crowd(office, 2)) as [HeldTicket, HeldTicket];
    await expect(
      world.tickets.leave({ ticketId: first.id, personId: second.who, key: world.key() }),
    ).rejects.toMatchObject(refusal('not_found'));
    expect(await world.tickets.leave({ ...of(first), key: 'go' })).toMatchObject({ state: 'cancelled' });
    expect(await world.tickets.leave({ ...of(first), key: 'go' })).toMatchObject({ state: 'cancelled' });
    await expect(world.tickets.leave({ ...of(first), key: world.key() })).rejects.toMatchObject(
      refusal('illegal_transition', { from: 'cancelled', to: 'cancelled' }),
    );
    expect(await world.aheadOf([second])).toEqual([0]);
    expect((await world.tickets.ofPerson(first.who)).map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('lets others go first, three times at the most', async () => {
    const office = await world.openOffice();
    const all = (await world.crowd(office, 4)) as [HeldTicket, ...HeldTicket[]];
    const postpone = (places: number, key = world.key()) => world.tickets.postpone({ ...of(all[0]), key, places });
    await postpone(2, 'later');
    await postpone(2, 'later');
    expect(await world.aheadOf(all)).toEqual([2, 0, 1, 3]);
    await postpone(9);
    expect(await world.aheadOf(all)).toEqual([3, 0, 1, 2]);
    await expect(postpone(1)).rejects.toMatchObject(refusal('conflict', { reason: 'nobody_behind' }));
    await world.crowd(office, 2);
    await postpone(1);
    expect(await world.aheadOf(all)).toEqual([4, 0, 1, 2]);
    await expect(postpone(1)).rejects.toMatchObject(refusal('conflict', { reason: 'postponed_enough' }));
  });

  it('lets others go first in several turns at once, each in its own right', async () => {
    const office = await world.openOffice();
    const all = (await world.crowd(office, 6)) as [HeldTicket, ...HeldTicket[]];
    await Promise.all([1, 1, 1].map((places) => world.tickets.postpone({ ...of(all[0]), key: world.key(), places })));
    expect(await world.aheadOf(all)).toEqual([3, 0, 1, 2, 4, 5]);
  });

  it('is passed over while on the way, once, and keeps the place', async () => {
    const office = await world.openOffice({ counters: 3 });
    const [first, second] = (await world.crowd(office, 3)) as [HeldTicket, HeldTicket];
    await world.tickets.hold({ ...of(first), key: world.key(), minutes: 15 });
    await expect(world.tickets.hold({ ...of(first), key: world.key(), minutes: 5 })).rejects.toMatchObject(
      refusal('conflict', { reason: 'held_before' }),
    );
    expect((await world.callNext(office))?.id).toBe(second.id);
    expect(await world.aheadOf([first])).toEqual([0]);
    await world.tickets.arrive({ ...of(first), key: world.key() });
    expect((await world.callNext(office, 1))?.id).toBe(first.id);
  });

  it('comes back once after an absence, in the old place', async () => {
    const office = await world.openOffice();
    const [first, second] = (await world.crowd(office, 2)) as [HeldTicket, HeldTicket];
    const agentId = office.agent.id;
    const missIt = async () => {
      const called = await world.callNext(office);
      expect(called?.id).toBe(first.id);
      await world.counters.noShow({ ticketId: first.id, agentId, key: world.key() });
    };
    await missIt();
    expect(await world.aheadOf([first, second])).toEqual([undefined, 0]);
    await world.tickets.arrive({ ...of(first), key: world.key() });
    expect(await world.aheadOf([first, second])).toEqual([0, 1]);
    await missIt();
    await expect(world.tickets.arrive({ ...of(first), key: world.key() })).rejects.toMatchObject(
      refusal('conflict', { reason: 'came_back_before' }),
    );
  });

  it('says how it was, once, after the service', async () => {
    const office = await world.openOffice();
    const [first] = (await world.crowd(office, 1)) as [HeldTicket];
    const rate = () => world.tickets.rate({ ...of(first), stars: 4, comment: ' Bien ' });
    const why = (reason: string) => (error: LisoloError) => expect(error.details['reason']).toBe(reason);
    await rate().catch(why('not_served'));
    await world.callNext(office);
    const move = { ticketId: first.id, agentId: office.agent.id };
    await world.counters.start({ ...move, key: world.key() });
    await world.counters.finish({ ...move, key: world.key() });
    expect(await rate()).toMatchObject({ stars: 4, comment: 'Bien' });
    expect(await rate()).toMatchObject({ stars: 4, comment: 'Bien' });
    await world.tickets.rate({ ...of(first), stars: 3, comment: 'Bien' }).catch(why('rated_before'));
    await world.tickets.rate({ ...of(first), stars: 4, comment: 'Mal' }).catch(why('rated_before'));
    expect.assertions(5);
  });

  it('is sent on to another queue with the same number, ahead of those who came now, and never refused for room', async () => {
    const office = await world.openOffice({ queues: [{}, { capacity: 1 }], services: [{}, {}] });
    const [first] = (await world.crowd(office, 1)) as [HeldTicket];
    const [, other] = office.queues;
    const there = await world.join(office, { personId: newId() }, { queueId: other!.id });
    await world.callNext(office);
    const wish = { ticketId: first.id, agentId: office.agent.id, serviceId: office.services[1]!.id };
    const send = (queueId: string, key = world.key()) => world.counters.transfer({ ...wish, key, queueId });
    await expect(send(office.queue.id)).rejects.toMatchObject(refusal('conflict', { reason: 'same_queue' }));
    const elsewhere = await world.openOffice();
    await expect(send(elsewhere.queue.id)).rejects.toMatchObject(refusal('conflict', { reason: 'other_branch' }));
    const closed = refusal('conflict', { reason: 'closed' });
    const set = (state: 'active' | 'closed' | 'maintenance') =>
      world.counters.setQueueState({ queueId: other!.id, agentId: office.agent.id, state });
    for (const state of ['closed', 'maintenance'] as const) {
      await set(state);
      await expect(send(other!.id)).rejects.toMatchObject(closed);
    }
    await set('active');
    const ofOther = { _id: there.lineId };
    await lineModel(world.connection).updateOne(ofOther, { $set: { endedAt: world.clock() } });
    await expect(send(other!.id)).rejects.toMatchObject(closed);
    await lineModel(world.connection).updateOne(ofOther, { $unset: { endedAt: 1 } });
    const sent = await send(other!.id, 'send');
    expect(sent).toMatchObject({ number: 'A001', state: 'waiting', cameFrom: first.id, personId: first.who });
    expect((await send(other!.id, 'send')).id).toBe(sent.id);
    expect(await world.tickets.get(first.id)).toMatchObject({ state: 'transferred' });
    expect(await world.aheadOf([sent, there])).toEqual([0, 1]);
    expect((await world.record(sent.id)).pendingSince).toBeUndefined();
  });
});
