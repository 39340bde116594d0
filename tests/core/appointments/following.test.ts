import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mayMoveAppointment } from '../../../core/appointments/appointment.states.ts';
import { appointmentModel } from '../../../core/appointments/index.ts';
import { lineModel } from '../../../core/queues/line.model.ts';
import { ticketTransitions, type Ticket, type TicketState } from '../../../core/queues/index.ts';
import { openMonday, type TestOffice } from '../queues/office-world.ts';
import { aKey, appointmentWorld, outcomeOf, somebody, type AppointmentWorld } from './appointment-world.ts';

let world: AppointmentWorld;
let office: TestOffice;
beforeAll(async () => {
  world = await appointmentWorld();
  office = await world.office({ queues: [{}, {}] });
});
beforeEach(async () => {
  await world.clear();
  world.setNow(openMonday);
});
afterAll(() => world.database.drop());

/** Somebody who has come, with the ticket. */
async function checkedIn(name: string): Promise<{ id: string; ticket: Ticket }> {
  const startsAt = new Date('2026-11-24T10:00:00Z');
  const { id } = await world.booked(office.service.id, name, startsAt);
  world.setNow(startsAt);
  const { ticket } = await world.appointments.checkIn({ id, personId: name, key: aKey() });
  return { id, ticket };
}
const stateOf = async (id: string): Promise<string> => (await world.record(id)).state;

describe('checking in', () => {
  const tomorrowAt = (time: string): string => `2026-11-24T${time}:00.000Z`;
  const at = (time: string): void => world.setNow(new Date(tomorrowAt(time)));
  const appointments = () => world.appointments;
  const checkIn = (id: string, key = aKey()) => appointments().checkIn({ id, personId: 'a', key });

  it('takes one ticket, from half an hour before to a quarter of an hour after', async () => {
    const { id } = await world.booked(office.service.id, 'a', tomorrowAt('10:00'));
    at('09:29');
    expect(await outcomeOf(checkIn(id))).toBe('too_early');
    at('10:16');
    expect(await outcomeOf(checkIn(id))).toBe('too_late');
    at('09:30');
    const key = aKey();
    const [one, two] = await Promise.all([checkIn(id, key), checkIn(id, key)]);
    expect(one.ticket.id).toBe(two.ticket.id);
    expect(await checkIn(id)).toMatchObject({ ticket: { id: one.ticket.id } });
    expect(one.ticket).toMatchObject({ appointmentId: id, personId: 'a', state: 'waiting' });
    expect(await world.record(id)).toMatchObject({ state: 'checked_in', ticketId: one.ticket.id, history: [{}, {}] });
  });

  it('lets in whoever has an appointment where the queue is full, paused or closed to others', async () => {
    const own = await world.office({ queues: [{ capacity: 1 }], services: [{ appointmentsAtOnce: 3 }] });
    const { tickets, counters } = world.queues;
    const join = (who: string) => {
      const holder = somebody(who);
      return tickets.join({ key: aKey(), queueId: own.queue.id, serviceId: own.service.id, holder, by: who });
    };
    const ids = ['a', 'b', 'c'].map(async (who) => (await world.booked(own.service.id, who, tomorrowAt('10:00'))).id);
    const came = async (index: number, personId: string) =>
      (await appointments().checkIn({ id: (await ids[index])!, personId, key: aKey() })).ticket.number;
    await Promise.all(ids);
    at('10:00');
    await join('walker');
    expect(await outcomeOf(join('late'))).toBe('full');
    expect(await came(0, 'a')).toMatch(/002$/);
    const change = { queueId: own.queue.id, agentId: own.manager.id };
    await counters.setQueueState({ ...change, state: 'paused' });
    expect(await came(1, 'b')).toMatch(/003$/);
    await counters.setQueueState({ ...change, state: 'closed' });
    expect(await came(2, 'c')).toMatch(/004$/);
    expect(await outcomeOf(join('late'))).toBe('closed');
    await counters.setQueueState({ ...change, state: 'active' });
    expect(await outcomeOf(join('late'))).toBe('full');
  });

  it('makes an ordinary ticket that of the appointment, with its place among appointments', async () => {
    const own = await world.office({ queues: [{ strategy: 'appointment_first' }] });
    const { tickets } = world.queues;
    const join = (who: string) => {
      const holder = somebody(who);
      return tickets.join({ key: aKey(), queueId: own.queue.id, serviceId: own.service.id, holder, by: who });
    };
    const { id } = await world.booked(own.service.id, 'a', tomorrowAt('10:00'));
    at('10:00');
    await join('first');
    const mine = await join('a');
    expect((await tickets.standing(mine.id))?.ahead).toBe(1);
    const { ticket } = await checkIn(id);
    expect(ticket).toMatchObject({ id: mine.id, number: mine.number, appointmentId: id, lane: 'reserved' });
    expect(await checkIn(id)).toMatchObject({ ticket: { id: mine.id } });
    expect(await tickets.standing(mine.id)).toMatchObject({ ahead: 0, waiting: 2 });
    at('10:20');
    await world.tick();
    expect(await world.record(id)).toMatchObject({ state: 'checked_in', ticketId: mine.id, history: [{}, {}] });
    const attach = (who: string, appointmentId = 'another') =>
      outcomeOf(tickets.attach({ ticketId: mine.id, personId: who, appointmentId }));
    expect([await attach('a'), await attach('b')]).toEqual(['already_waiting', 'not_found']);
  });

  it('tells whoever comes before the branch opens', async () => {
    const early = await world.booked(office.service.id, 'a', tomorrowAt('08:00'));
    at('07:40');
    expect(await outcomeOf(checkIn(early.id))).toBe('too_early');
  });

  it('is made good after a crash, and the rest follows the ticket', async () => {
    const [agent] = office.agents;
    const { id } = await world.booked(office.service.id, 'x', tomorrowAt('10:00'));
    at('10:00');
    // The ticket was taken; the process died before the appointment was marked.
    await world.queues.tickets.join({
      key: `appointment:${id}`, queueId: office.queue.id, serviceId: office.service.id, holder: somebody('x'), appointmentId: id, by: 'x',
    }); // prettier-ignore
    expect((await world.record(id)).state).toBe('checked_in');
    const counters = world.queues.counters;
    const counterId = office.counter.id;
    const agentId = agent!.id;
    await counters.open({ counterId, agentId });
    const call = () => counters.callNext({ counterId, agentId, key: aKey() });
    for (let next = await call(); next && next.appointmentId !== id; next = await call())
      await counters.noShow({ ticketId: next.id, agentId, key: aKey() });
    const ticketId = (await world.record(id)).ticketId!;
    await counters.start({ ticketId, agentId, key: aKey() });
    expect((await world.record(id)).state).toBe('in_progress');
    await counters.finish({ ticketId, agentId, key: aKey() });
    const { state, history, open } = await world.record(id);
    expect([state, open]).toEqual(['completed', undefined]);
    expect(history.map(({ to }) => to)).toEqual(['confirmed', 'checked_in', 'in_progress', 'completed']);
  });
});

it('ends with the ticket: left by its holder, never called before closing, or absent when called', async () => {
  const { counters, tickets } = world.queues;
  const [counterId, agentId] = [office.counter.id, office.agent.id];
  const left = await checkedIn('a');
  await tickets.leave({ ticketId: left.ticket.id, personId: 'a', key: aKey() });
  expect(await world.record(left.id)).toMatchObject({
    state: 'cancelled',
    history: [{}, {}, { as: 'holder', reason: 'left' }],
  });
  await world.clear();
  world.setNow(openMonday);
  const absent = await checkedIn('b');
  await counters.open({ counterId, agentId });
  const called = await counters.callNext({ counterId, agentId, key: aKey() });
  await counters.noShow({ ticketId: called!.id, agentId, key: aKey() });
  await counters.close({ counterId, agentId });
  // They may still come back.
  expect(await stateOf(absent.id)).toBe('checked_in');
  world.setNow(openMonday);
  const waiting = await checkedIn('c');
  world.setNow(new Date('2026-11-24T18:00:00Z'));
  await world.queues.queueDayEnd.endDays();
  expect(await world.record(waiting.id)).toMatchObject({
    state: 'cancelled',
    history: [{}, {}, { as: 'clock', reason: 'not_called' }],
  });
  world.pass(5 * 60);
  await world.tick();
  expect(await world.record(absent.id)).toMatchObject({ state: 'no_show', history: [{}, {}, { as: 'clock' }] });
});

it('goes on with the ticket that was sent on to another queue', async () => {
  const { counters } = world.queues;
  const [counterId, agentId] = [office.counter.id, office.agent.id];
  // The day has ended in a test before.
  await lineModel(world.connection).updateMany({}, { $unset: { endedAt: 1 } });
  const { id, ticket } = await checkedIn('a');
  await counters.open({ counterId, agentId });
  const serve = async (): Promise<Ticket> => {
    const next = await counters.callNext({ counterId, agentId, key: aKey() });
    return counters.start({ ticketId: next!.id, agentId, key: aKey() });
  };
  expect((await serve()).id).toBe(ticket.id);
  const sent = await counters.transfer({
    ticketId: ticket.id,
    agentId,
    key: aKey(),
    queueId: office.queues.find((queue) => queue.id !== ticket.queueId)!.id,
    serviceId: office.service.id,
  });
  expect(await world.record(id)).toMatchObject({ state: 'in_progress', ticketId: sent.id });
  expect((await serve()).id).toBe(sent.id);
  await counters.finish({ ticketId: sent.id, agentId, key: aKey() });
  expect((await world.record(id)).history.map(({ to }) => to)).toEqual([
    'confirmed',
    'checked_in',
    'in_progress',
    'completed',
  ]);
  await counters.close({ counterId, agentId });
});

/** A walk of a ticket through its table. */
const walk = fc.array(fc.nat({ max: 5 }), { maxLength: 8 }).map((turns) => {
  const states: TicketState[] = ['waiting'];
  for (const turn of turns) {
    const next = Object.keys(ticketTransitions[states.at(-1)!]) as TicketState[];
    if (next.length > 0) states.push(next[turn % next.length]!);
  }
  return states;
});

it('makes legal moves only, each once, however often and late it hears of its ticket', async () => {
  const { id, ticket } = await checkedIn('a');
  const { collection } = appointmentModel(world.connection);
  const atFirst = await world.record(id);
  await fc.assert(
    fc.asyncProperty(walk, fc.array(fc.nat({ max: 8 }), { maxLength: 3 }), async (states, echoes) => {
      await collection.replaceOne({ _id: id as never }, atFirst);
      const said = (state: TicketState): Promise<void> =>
        world.followTicket({
          ...ticket,
          state,
          calls: states.includes('called') ? 1 : 0,
          history: [{ to: state, at: world.clock(), by: 'agent' }],
        });
      for (const [index, state] of states.entries()) {
        await said(state);
        // An older one, told of late.
        for (const echo of echoes.filter((each) => each <= index)) await said(states[index - echo]!);
      }
      const { history, state } = await world.record(id);
      for (const [index, { from, to, as }] of history.entries())
        if (index > 0) expect([from, mayMoveAppointment(from!, to, as)]).toEqual([history[index - 1]!.to, true]);
      const last = states.at(-1)!;
      if (last === 'served') expect(state).toBe('completed');
      if (last === 'expired' || last === 'cancelled') expect(['cancelled', 'no_show', 'completed']).toContain(state);
      if (['waiting', 'called', 'no_show', 'transferred'].includes(last))
        expect(['checked_in', 'in_progress']).toContain(state);
    }),
    { numRuns: 20, seed: 20_261_121 },
  );
}, 30_000);
