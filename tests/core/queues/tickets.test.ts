import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import type { Channel } from '../../../core/dialog/types.ts';
import { openMonday } from './office-world.ts';
import { ticketWorld, type TicketWorld } from './ticket-world.ts';

let world: TicketWorld;
beforeAll(async () => void (world = await ticketWorld()));
afterAll(() => world.database.drop());

const refusal = (code: string, details: object = {}): object => ({ code, details: expect.objectContaining(details) });

/** What everybody who joins has looked up. */
const crowded = ['tickets', 'queues', 'branches', 'office_services'];

describe('taking a ticket', () => {
  it('gives numbers in order, says who is before, and tells whoever follows', async () => {
    const office = await world.openOffice();
    const [first, second, third] = await world.crowd(office, 3);
    expect([first?.number, second?.number, third?.number]).toEqual(['A001', 'A002', 'A003']);
    expect(await world.aheadOf([first!, second!, third!])).toEqual([0, 1, 2]);
    expect(await world.tickets.standing(third!.id)).toMatchObject({ ahead: 2, waiting: 3 });
    expect(world.heard.filter(({ queueId }) => queueId === office.queue.id).map(({ number }) => number)).toEqual([
      'A001', 'A002', 'A003',
    ]); // prettier-ignore
    expect((await world.record(first!.id)).pendingSince).toBeUndefined();
  });

  it('is done once for one turn, also when the turn comes twice at once', async () => {
    const office = await world.openOffice({ queues: [{ capacity: 3 }] });
    const who = { personId: newId() };
    const both = await Promise.all([1, 2, 3].map(() => world.join(office, who, { key: 'twice' })));
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
    expect((await world.join(office, who, { key: 'twice' })).id).toBe(both[0]?.id);
    await expect(world.join(office, who)).rejects.toMatchObject(
      refusal('conflict', { reason: 'already_waiting', ticketId: both[0]?.id }),
    );
    // What the others had asked for in vain takes no room from anybody.
    await world.crowd(office, 2);
    await expect(world.join(office, { personId: newId() })).rejects.toMatchObject(
      refusal('conflict', { reason: 'full' }),
    );
  });

  it('stops where the capacity is reached, until somebody leaves who was not called', async () => {
    const office = await world.openOffice({ queues: [{ capacity: 2 }] });
    const [first, second] = await world.crowd(office, 2);
    const third = { personId: newId() };
    await expect(world.join(office, third)).rejects.toMatchObject(refusal('conflict', { reason: 'full' }));
    expect((await world.tickets.outlooks(office.service.id))[0]).toMatchObject({ access: 'full', waiting: 2 });
    // Whoever was called has used the place.
    await world.callNext(office);
    await world.tickets.leave({ ticketId: first!.id, personId: first!.who, key: world.key() });
    await expect(world.join(office, third)).rejects.toMatchObject(refusal('conflict', { reason: 'full' }));
    await world.tickets.leave({ ticketId: second!.id, personId: second!.who, key: world.key() });
    expect((await world.join(office, third)).number).toBe('A003');
  });

  it('lets five hundred race for fifty places: fifty have one, the others a clear answer', async () => {
    const office = await world.openOffice({ queues: [{ capacity: 50 }] });
    const looks: string[] = [];
    world.connection.set('debug', (collection: string, method: string) => {
      if (method.startsWith('find') && crowded.includes(collection)) looks.push(collection);
    });
    const tries = await Promise.allSettled(
      Array.from({ length: 500 }, () => world.join(office, { personId: newId() })),
    );
    world.connection.set('debug', false);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject(refusal('conflict', { reason: 'full' }));
    const won = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(new Set(won.map(({ number }) => number)).size).toBe(50);
    expect(won).toHaveLength(50);
    // Each for themselves, they would keep those who have a number from writing their ticket in time.
    expect(new Set(looks)).toEqual(new Set(crowded));
    expect(looks.length).toBeLessThan(100);
    expect((await world.aheadOf(won)).sort((a, b) => a! - b!)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  }, 60_000);

  it('leaves the room of a ticket that could not be written to the next one', async () => {
    const office = await world.openOffice({ queues: [{ capacity: 2 }] });
    const [first] = await world.crowd(office, 1);
    const unwritable = { holder: { personId: newId(), channel: 'pigeon' as Channel, country: 'CD' as const } };
    await expect(world.join(office, undefined, unwritable)).rejects.toThrow('pigeon');
    expect(await world.aheadOf(await world.crowd(office, 1))).toEqual([1]);
    expect(await world.aheadOf([first!])).toEqual([0]);
    await expect(world.crowd(office, 1)).rejects.toMatchObject(refusal('conflict', { reason: 'full' }));
  });

  it('is refused while the branch is closed, and says when it opens', async () => {
    const office = await world.openOffice();
    const who = { personId: newId() };
    for (const [at, reason, opensAt] of [
      ['2026-11-23T06:00:00Z', 'before_hours', '2026-11-23T08:00:00.000Z'],
      ['2026-11-23T16:30:00Z', 'after_hours', '2026-11-24T08:00:00.000Z'],
    ] as const) {
      world.setNow(new Date(at));
      await expect(world.join(office, who)).rejects.toMatchObject(refusal('conflict', { reason }));
      const [outlook] = await world.tickets.outlooks(office.service.id);
      expect([outlook?.access, outlook?.opensAt?.toISOString()]).toEqual([reason, opensAt]);
    }
    world.setNow(openMonday);
    for (const [state, reason] of [
      ['paused', 'paused'],
      ['closed', 'closed'],
      ['maintenance', 'closed'],
    ] as const) {
      // prettier-ignore
      await world.counters.setQueueState({ queueId: office.queue.id, agentId: office.agent.id, state });
      await expect(world.join(office, who)).rejects.toMatchObject(refusal('conflict', { reason }));
    }
  });
});

describe('who may join', () => {
  it('leaves queues for appointments and VIPs to those who have one, and to the branch', async () => {
    for (const [type, reason] of [
      ['appointment', 'appointment_only'],
      ['vip', 'by_office_only'],
    ] as const) {
      const office = await world.openOffice({ queues: [{ type }] });
      const who = { personId: newId() };
      await expect(world.join(office, who)).rejects.toMatchObject(refusal('conflict', { reason }));
      expect(await world.tickets.outlooks(office.service.id)).toEqual([]);
      expect(await world.tickets.outlooks(office.service.id, { hasAppointment: true })).toHaveLength(1);
      const give = { queueId: office.queue.id, serviceId: office.service.id, agentId: office.agent.id };
      expect(await world.counters.give({ ...give, key: world.key(), priority: 'medium' })).toMatchObject({
        number: 'A001',
      });
      expect((await world.join(office, who, { appointmentId: newId() })).number).toBe('A002');
    }
  });

  it('takes nobody where the branch, its organisation or the service is given up', async () => {
    for (const wish of [{ branch: { listed: false } }, { services: [{ active: false }] }]) {
      const office = await world.openOffice(wish);
      await expect(world.crowd(office, 1)).rejects.toMatchObject(refusal('conflict', { reason: 'closed' }));
      expect((await world.tickets.outlooks(office.service.id))[0]?.access).toBe('closed');
    }
  });
});

describe('at the counter', () => {
  it('cancels the ticket of somebody who has gone away, and nobody else does', async () => {
    const office = await world.openOffice();
    const elsewhere = await world.openOffice();
    const [first, second] = await world.crowd(office, 2);
    const cancel = (agentId: string, key = world.key()) => world.counters.cancel({ ticketId: first!.id, agentId, key });
    await expect(cancel(elsewhere.agent.id)).rejects.toMatchObject(refusal('forbidden'));
    expect(await cancel(office.agent.id, 'gone')).toMatchObject({ state: 'cancelled' });
    expect(await cancel(office.agent.id, 'gone')).toMatchObject({ state: 'cancelled' });
    await expect(cancel(office.agent.id)).rejects.toMatchObject(refusal('illegal_transition', { from: 'cancelled' }));
    expect(await world.aheadOf([second!])).toEqual([0]);
  });

  it('is called, served and measured', async () => {
    const office = await world.openOffice();
    const [first, second] = await world.crowd(office, 2);
    const called = await world.callNext(office, 0, 'tap');
    expect(called).toMatchObject({ id: first!.id, state: 'called', counterId: office.counter.id });
    // A double tap calls nobody else; another call has to wait until this one is over.
    expect((await world.callNext(office, 0, 'tap'))?.id).toBe(first!.id);
    await expect(world.callNext(office)).rejects.toMatchObject(
      refusal('conflict', { reason: 'counter_busy', ticketId: first!.id }),
    );
    expect(await world.aheadOf([second!])).toEqual([0]);
    const move = { ticketId: first!.id, agentId: office.agent.id };
    expect((await world.counters.recall({ ...move, key: 'again' })).calls).toBe(2);
    expect((await world.counters.recall({ ...move, key: 'again' })).calls).toBe(2);
    await world.counters.start({ ...move, key: world.key() });
    world.pass(7);
    const served = await world.counters.finish({ ...move, key: 'done' });
    expect(served).toMatchObject({ state: 'served', served: { hour: 10, minutes: 7 } });
    expect(served.counterId).toBeUndefined();
    expect((await world.counters.finish({ ...move, key: 'done' })).history).toEqual(served.history);
    await expect(world.counters.finish({ ...move, key: world.key() })).rejects.toMatchObject(
      refusal('illegal_transition', { from: 'served', to: 'served' }),
    );
    expect((await world.callNext(office))?.id).toBe(second!.id);
    expect(await world.callNext(await world.openOffice())).toBeUndefined();
    world.setNow(openMonday);
  });

  it('calls each ticket once, whoever calls, and however many call at once', async () => {
    const office = await world.openOffice({ counters: 8, queues: [{ strategy: 'mixed' }] });
    const all = await world.crowd(office, 6);
    const calls = await Promise.all(office.counters.map((_, index) => world.callNext(office, index)));
    const called = calls.flatMap((ticket) => (ticket ? [ticket.id] : []));
    expect(called.sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it('calls nobody to two counters of one tap, and only one to a counter', async () => {
    const office = await world.openOffice();
    await world.crowd(office, 4);
    const taps = await Promise.all(Array.from({ length: 5 }, () => world.callNext(office, 0, 'fast')));
    expect(new Set(taps.map((ticket) => ticket?.id)).size).toBe(1);
    const others = await Promise.allSettled(Array.from({ length: 3 }, () => world.callNext(office)));
    expect(others.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('is only for whoever sits there', async () => {
    const office = await world.openOffice({ counters: 2 });
    const elsewhere = await world.openOffice();
    await world.crowd(office, 1);
    const counterId = office.counter.id;
    for (const agentId of [office.agents[1]!.id, elsewhere.agent.id])
      await expect(world.counters.callNext({ counterId, agentId, key: world.key() })).rejects.toMatchObject(
        refusal('forbidden'),
      );
    const called = await world.callNext(office);
    const start = (agentId: string) => world.counters.start({ ticketId: called!.id, agentId, key: world.key() });
    for (const agentId of [office.agents[1]!.id, elsewhere.agent.id])
      await expect(start(agentId)).rejects.toMatchObject(refusal('forbidden'));
    expect((await start(office.manager.id)).state).toBe('serving');
  });

  it('opens for one, pauses, and closes only when nobody stands there', async () => {
    const office = await world.office({ counters: 2 });
    const [one, two] = office.agents.map(({ id }) => id) as [string, string];
    const [first, second] = office.counters.map(({ id }) => id) as [string, string];
    await expect(world.callNext(office)).rejects.toMatchObject(refusal('conflict', { reason: 'counter_closed' }));
    await world.counters.open({ counterId: first, agentId: one });
    const refused = async (reason: string, work: Promise<unknown>): Promise<void> =>
      expect(work).rejects.toMatchObject(refusal('conflict', { reason }));
    await refused('counter_taken', world.counters.open({ counterId: first, agentId: two }));
    await refused('sits_elsewhere', world.counters.open({ counterId: second, agentId: one }));
    await world.counters.pause({ counterId: first, agentId: one });
    await refused('paused', world.callNext(office));
    await world.counters.resume({ counterId: first, agentId: one });
    await world.crowd(office, 1);
    const called = await world.callNext(office);
    expect((await world.counters.current(first))?.id).toBe(called?.id);
    await refused('still_serving', world.counters.close({ counterId: first, agentId: one }));
    await world.counters.noShow({ ticketId: called!.id, agentId: one, key: world.key() });
    expect((await world.counters.close({ counterId: first, agentId: one })).state).toBe('closed');
    expect(await world.counters.ofAgent(one)).toBeUndefined();
  });

  it('waits while the queue is paused, and goes on afterwards', async () => {
    const office = await world.openOffice();
    const [first] = await world.crowd(office, 1);
    const set = (state: 'paused' | 'active') =>
      world.counters.setQueueState({ queueId: office.queue.id, agentId: office.agent.id, state, reason: 'Panne' });
    expect(await set('paused')).toMatchObject({ state: 'paused', reason: 'Panne' });
    await expect(world.callNext(office)).rejects.toMatchObject(refusal('conflict', { reason: 'paused' }));
    expect(await world.aheadOf([first!])).toEqual([0]);
    await set('active');
    expect((await world.callNext(office))?.id).toBe(first!.id);
  });

  it('calls those who have a ticket of a queue that is closed to others, and nobody of one in maintenance', async () => {
    const office = await world.openOffice();
    const [first] = await world.crowd(office, 1);
    const set = (state: 'closed' | 'maintenance') =>
      world.counters.setQueueState({ queueId: office.queue.id, agentId: office.agent.id, state });
    await set('maintenance');
    await expect(world.callNext(office)).rejects.toMatchObject(refusal('conflict', { reason: 'paused' }));
    await set('closed');
    await expect(world.crowd(office, 1)).rejects.toMatchObject(refusal('conflict', { reason: 'closed' }));
    expect((await world.callNext(office))?.id).toBe(first!.id);
  });

  it('announces no call of a counter that was closed in that moment', async () => {
    const office = await world.openOffice();
    const [first] = await world.crowd(office, 1);
    const seat = { counterId: office.counter.id, agentId: office.agent.id };
    for (let round = 0; round < 8; round += 1) {
      const before = world.heard.length;
      const [called] = await Promise.allSettled([world.callNext(office), world.counters.close(seat)]);
      const calls = world.heard.slice(before).filter(({ id, state }) => id === first!.id && state === 'called');
      expect(calls).toHaveLength(called.status === 'fulfilled' ? 1 : 0);
      if (called.status === 'fulfilled')
        await world.counters.putBack({ ticketId: first!.id, agentId: seat.agentId, key: world.key() });
      else expect(await world.record(first!.id)).toMatchObject({ state: 'waiting' });
      await world.counters.open(seat);
    }
    expect(await world.aheadOf([first!])).toEqual([0]);
  });
});
