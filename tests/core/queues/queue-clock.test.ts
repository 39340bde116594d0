import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import type { Queue, Ticket } from '../../../core/queues/index.ts';
import { lineModel, stretchModel } from '../../../core/queues/line.model.ts';
import { ticketModel } from '../../../core/queues/ticket.model.ts';
import { openMonday, type TestOffice } from './office-world.ts';
import { ticketWorld, type TicketWorld } from './ticket-world.ts';

let world: TicketWorld;
beforeAll(async () => void (world = await ticketWorld()));
afterAll(() => world.database.drop());

const take = (office: TestOffice, personId = newId()): Promise<Ticket> => world.join(office, { personId });

const callNext = async (office: TestOffice): Promise<Ticket> => {
  const [counterId, agentId] = [office.counter.id, office.agent.id];
  const called = await world.counters.callNext({ counterId, agentId, key: world.key() });
  if (!called) throw new Error('somebody should wait');
  return called;
};

const serve = async (office: TestOffice, minutes: number): Promise<Ticket> => {
  const { id: ticketId } = await callNext(office);
  const move = { ticketId, agentId: office.agent.id };
  await world.counters.start({ ...move, key: world.key() });
  world.pass(minutes);
  return world.counters.finish({ ...move, key: world.key() });
};

const stateOf = async ({ id }: Ticket): Promise<string | undefined> => (await world.tickets.get(id))?.state;
const waitOf = async ({ id }: Ticket) => (await world.tickets.standing(id))?.wait;

describe('the expected wait', () => {
  it('is what the branch says while too little was measured, and afterwards what was measured', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice({ services: [{ minutes: 6 }] });
    for (let taken = 0; taken < 3; taken += 1) await take(office);
    const last = await take(office);
    // Three before, six to nine minutes each.
    expect(await waitOf(last)).toEqual({ from: 20, to: 25, basis: 'stated' });
    for (let people = 0; people < 7; people += 1) await take(office);
    // Ten services, all in the same hour: eight of two minutes and two of five.
    for (const minutes of [2, 2, 5, 2, 2, 2, 2, 5, 2, 2]) await serve(office, minutes);
    const [next, third] = [await take(office), await take(office)];
    const [, outlook] = [await waitOf(next), (await world.tickets.outlooks(office.service.id))[0]];
    expect(outlook).toMatchObject({ waiting: 3, openCounters: 1, wait: { from: 6, to: 7, basis: 'measured' } });
    expect(await waitOf(third)).toEqual({ from: 4, to: 5, basis: 'measured' });
    // What is left of the service that is under way counts, and a second counter halves the rest.
    const { id: ticketId } = await callNext(office);
    await world.counters.start({ ticketId, agentId: office.agent.id, key: world.key() });
    world.pass(1);
    expect(await waitOf(third)).toEqual({ from: 3, to: 4, basis: 'measured' });
    // At another hour nothing was measured.
    world.pass(60);
    expect(await waitOf(third)).toMatchObject({ basis: 'stated' });
  });

  it('is longer where the counter calls from another queue too, for as long as somebody waits there', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice({ services: [{ minutes: 10 }], queues: [{}, {}, {}] });
    const [own, other] = office.queues as [Queue, Queue];
    const take = (queue: Queue) => world.join(office, { personId: newId() }, { queueId: queue.id });
    for (let taken = 0; taken < 3; taken += 1) await take(own);
    const last = await take(own);
    expect(await waitOf(last)).toMatchObject({ from: 30 });
    // One person there takes ten minutes, however long the own line is.
    const one = await take(other);
    expect(await waitOf(last)).toMatchObject({ from: 40 });
    for (let taken = 0; taken < 5; taken += 1) await take(other);
    // The two take turns: five more minutes for the first, then one in twenty minutes.
    expect(await waitOf(last)).toMatchObject({ from: 65 });
    expect(await waitOf(one)).toMatchObject({ from: 5 });
    await world.counters.setQueueState({ queueId: other.id, agentId: office.manager.id, state: 'paused' });
    expect(await waitOf(last)).toMatchObject({ from: 30 });
  });
});

describe('the clock', () => {
  it('lets somebody who was served say until the end of the next day how it was', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice();
    const [personId, other] = [newId(), newId()];
    await take(office, personId);
    const { id: ticketId } = await serve(office, 5);
    const left = await take(office, other);
    await world.tickets.leave({ ticketId: left.id, personId: other, key: world.key() });
    const shown = async (who: string) => (await world.tickets.ofPerson(who)).map(({ id }) => id);
    expect(await shown(other)).toEqual([left.id]);
    world.setNow(new Date('2026-11-24T21:00:00Z'));
    expect(await shown(personId)).toEqual([ticketId]);
    expect(await shown(other)).toEqual([]);
    expect(await world.tickets.rate({ ticketId, personId, stars: 4 })).toMatchObject({ stars: 4 });
    expect(await shown(personId)).toEqual([]);
    const again = await take((world.setNow(openMonday), office), personId);
    await serve(office, 5);
    world.setNow(new Date('2026-11-24T23:30:00Z'));
    expect(await shown(personId)).not.toContain(again.id);
  });

  it('counts as absent whoever was called and did not come, but never before a hold ends', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice({ queues: [{ noShowMinutes: 5 }] });
    await take(office);
    const called = await callNext(office);
    world.pass(4);
    expect(await world.part.queueDayEnd.absent()).toBe(0);
    await world.counters.recall({ ticketId: called.id, agentId: office.agent.id, key: world.key() });
    world.pass(4);
    expect(await world.part.queueDayEnd.absent()).toBe(0);
    await ticketModel(world.connection).updateOne(
      { _id: called.id },
      { $set: { holdUntil: new Date(world.clock().getTime() + 10 * 60_000) } },
    );
    world.pass(9);
    expect(await world.part.queueDayEnd.absent()).toBe(0);
    world.pass(2);
    expect(await Promise.all([world.part.queueDayEnd.absent(), world.part.queueDayEnd.absent()])).toContain(1);
    expect(await stateOf(called)).toBe('no_show');
    expect(await world.counters.current(office.counter.id)).toBeUndefined();
  });

  it('ends the day an hour after closing, however late, and once', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice({ counters: 2 });
    for (let taken = 0; taken < 4; taken += 1) await take(office);
    const [waiting] = [await take(office)];
    await world.tickets.setJourney({
      ticketId: waiting.id,
      personId: waiting.personId ?? '',
      journey: { mode: 'bus', minutes: 20, position: { latitude: -4.3, longitude: 15.3 } },
    });
    const serving = await callNext(office);
    await world.counters.start({ ticketId: serving.id, agentId: office.agent.id, key: world.key() });
    const [, second] = office.counters;
    const called = await world.counters.callNext({
      counterId: second!.id,
      agentId: office.agents[1]!.id,
      key: world.key(),
    });
    world.setNow(new Date('2026-11-23T16:59:00Z'));
    expect(await world.part.queueDayEnd.endDays()).toBe(0);
    world.setNow(new Date('2026-11-24T09:30:00Z'));
    expect(await world.part.queueDayEnd.endDays()).toBeGreaterThan(0);
    expect(await Promise.all([waiting, called!, serving].map(stateOf))).toEqual(['expired', 'expired', 'served']);
    expect(await world.tickets.get(serving.id)).not.toHaveProperty('served');
    expect(await world.tickets.get(waiting.id)).not.toHaveProperty('journey');
    const states = (await world.counters.ofBranch(office.branch.id)).map(({ state }) => state);
    expect(states).toEqual(['closed', 'closed']);
    expect(await world.part.queueDayEnd.endDays()).toBe(0);
    // The new day begins at one again.
    expect((await take(office)).number).toBe('A001');
  });

  it('goes on over midnight in a house that is open day and night, and ends a line once it is empty', async () => {
    world.setNow(new Date('2026-11-23T22:50:00Z'));
    const always = [{ from: '00:00', to: '24:00' }];
    const week = { 1: always, 2: always, 3: always, 4: always, 5: always, 6: always, 7: always };
    const hours = { week, closedOnHolidays: false, exceptions: [] };
    const office = await world.openOffice({ branch: { hours } });
    const [first, second] = [await take(office), await take(office)];
    const serving = await callNext(office);
    const move = { ticketId: serving.id, agentId: office.agent.id };
    await world.counters.start({ ...move, key: world.key() });
    // Ten past midnight, and ten past one.
    for (const at of ['2026-11-23T23:10:00Z', '2026-11-24T00:10:00Z']) {
      world.setNow(new Date(at));
      await world.part.queueDayEnd.endDays();
      expect(await Promise.all([first, second].map(stateOf))).toEqual(['serving', 'waiting']);
    }
    const young = await take(office);
    expect(young.number).toBe('A001');
    // Whoever came before midnight is called first.
    expect(await world.tickets.standing(young.id)).toMatchObject({ ahead: 1, waiting: 2 });
    expect((await world.tickets.nextInLine(young.lineId, 5))[0]).toMatchObject({ id: young.id, ahead: 1 });
    expect((await world.counters.queuesOf(office.branch.id))[0]?.waiting).toBe(2);
    expect((await world.counters.numbered(office.branch.id, 'A002'))?.id).toBe(second.id);
    await world.counters.finish({ ...move, key: world.key() });
    expect((await callNext(office)).id).toBe(second.id);
    const lineEnd = async ({ lineId }: Ticket) => (await lineModel(world.connection).findById(lineId))?.endedAt;
    await world.part.queueDayEnd.endDays();
    expect(await lineEnd(second)).toBeUndefined();
    await world.counters.noShow({ ticketId: second.id, agentId: office.agent.id, key: world.key() });
    await world.part.queueDayEnd.endDays();
    expect([await lineEnd(second), await lineEnd(young)]).toEqual([world.clock(), undefined]);
    expect((await callNext(office)).id).toBe(young.id);
    expect((await world.counters.ofAgent(office.agent.id))?.state).toBe('open');
    // Nobody waits longer than half a day after midnight.
    const forgotten = await take(office);
    world.setNow(new Date('2026-11-25T12:00:00Z'));
    await world.part.queueDayEnd.endDays();
    expect(await stateOf(forgotten)).toBe('expired');
  });

  it('closes a counter to which nobody came, but not while the house is open', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice();
    const state = async () => (await world.counters.ofBranch(office.branch.id))[0]?.state;
    world.setNow(new Date('2026-11-23T16:50:00Z'));
    await world.part.queueDayEnd.endDays();
    expect(await state()).toBe('open');
    world.pass(15);
    await world.part.queueDayEnd.endDays();
    expect(await state()).toBe('closed');
  });

  it('expires whoever was written down in the moment in which the line ended', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice();
    const straggler = await take(office);
    await lineModel(world.connection).updateOne({ _id: straggler.lineId }, { $set: { endedAt: world.clock() } });
    await world.part.queueDayEnd.endDays();
    expect(await stateOf(straggler)).toBe('expired');
  });
});

describe('after a crash or a fault', () => {
  it('what follows from a change is done later, once whoever listens can hear again', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice();
    world.failListeners(1);
    const ticket = await take(office);
    expect((await world.record(ticket.id)).pendingSince).toEqual(world.clock());
    expect(await world.part.ticketSettling.late()).toBe(0);
    world.pass(1);
    world.failListeners(1);
    expect(await world.part.ticketSettling.late()).toBe(0);
    world.pass(1);
    expect(await world.part.ticketSettling.late()).toBe(1);
    expect(world.heard.filter(({ id }) => id === ticket.id)).toHaveLength(1);
    expect((await world.record(ticket.id)).pendingSince).toBeUndefined();
  });

  it('somebody who was sent on and not yet written into the other line is not lost', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice({ queues: [{}, {}], services: [{}, {}] });
    const [, there] = office.queues;
    const ticket = await take(office);
    const called = await callNext(office);
    const sentOn = { queueId: there!.id, serviceId: office.services[1]!.id, ticketId: newId() };
    // The process ended right after the first of the two writes.
    await ticketModel(world.connection).updateOne(
      { _id: called.id },
      { $set: { state: 'transferred', sentOn, pendingSince: world.clock(), endedAt: world.clock() }, $unset: { open: 1, counterId: 1 }, $inc: { revision: 1 } },
    ); // prettier-ignore
    world.pass(1);
    await world.part.ticketSettling.late();
    world.pass(1);
    await world.part.ticketSettling.late();
    const sent = await world.record(sentOn.ticketId);
    expect(sent).toMatchObject({ state: 'waiting', number: ticket.number, cameFrom: ticket.id });
    expect(sent.pendingSince).toBeUndefined();
    expect(await world.tickets.standing(sent._id)).toMatchObject({ ahead: 0, waiting: 1 });
  });

  it('a number that never came on a ticket leaves its room to somebody else, once', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice({ queues: [{ capacity: 3 }] });
    const { lineId } = await take(office);
    // The process ended between the number and the ticket.
    await lineModel(world.connection).updateOne({ _id: lineId }, { $inc: { issued: 1 } });
    await take(office);
    await expect(take(office)).rejects.toMatchObject({ details: { reason: 'full' } });
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await world.part.lineCounts.heal();
      world.pass(1);
    }
    expect((await take(office)).number).toBe('A004');
    await expect(take(office)).rejects.toMatchObject({ details: { reason: 'full' } });
  });

  it('lines are counted right again', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice();
    await world.part.lineCounts.heal();
    await take(office);
    const ticket = await take(office);
    await stretchModel(world.connection).updateMany({ lineId: ticket.lineId }, { $set: { waiting: 7 } });
    expect(await world.tickets.standing(ticket.id)).toMatchObject({ waiting: 7 });
    expect(await world.part.lineCounts.heal()).toBe(1);
    expect(await world.tickets.standing(ticket.id)).toMatchObject({ ahead: 1, waiting: 2 });
    await stretchModel(world.connection).deleteMany({ lineId: ticket.lineId });
    expect(await world.part.lineCounts.heal()).toBe(1);
    expect(await world.part.lineCounts.heal()).toBe(0);
  });
});

describe('what is kept of people', () => {
  it('is shown to them, and forgotten; the times stay', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice();
    const who = newId();
    await take(office, who);
    const { id: ticketId } = await serve(office, 4);
    await world.tickets.rate({ ticketId, personId: who, stars: 5, comment: 'Merci Madame' });
    const waiting = await take(office, who);
    const { collect, erase } = world.part.ticketsPersonalData;
    expect(await collect(who)).toMatchObject([{ number: 'A001', state: 'served' }, { number: 'A002' }]);
    expect(JSON.stringify(await collect(who))).not.toContain(office.agent.id);
    await erase(who);
    expect(await collect(who)).toEqual([]);
    const [served, left] = [await world.record(ticketId), await world.record(waiting.id)];
    expect(JSON.stringify([served, left])).not.toMatch(new RegExp(`${who}|Merci`));
    expect(served).toMatchObject({ served: { minutes: 4 }, rating: { stars: 5 }, personId: '' });
    expect(left.state).toBe('cancelled');
  });

  it('is forgotten of staff, too: what they did with the tickets of others, and where they sit', async () => {
    world.setNow(openMonday);
    const office = await world.openOffice();
    await take(office);
    const { id } = await serve(office, 2);
    await world.part.ticketsPersonalData.erase(office.agent.id);
    expect(JSON.stringify(await world.record(id))).not.toContain(office.agent.id);
    const [counter] = await world.counters.ofBranch(office.branch.id);
    expect([counter?.state, counter?.agentId]).toEqual(['closed', undefined]);
  });

  it('goes to the other where two were one, also when both wait for the same thing', async () => {
    const office = await world.openOffice();
    const [one, other] = [newId(), newId()];
    const [first, second] = [await take(office, one), await take(office, other)];
    await world.part.ticketsPersonalData.merge?.(one, other);
    expect((await world.tickets.ofPerson(other)).map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
    const leave = world.tickets.leave({ ticketId: first.id, personId: other, key: world.key() });
    expect((await leave).state).toBe('cancelled');
  });
});
