import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appointmentStates, appointmentTransitions } from '../../../core/appointments/index.ts';
import { mayMoveAppointment, type AppointmentMover } from '../../../core/appointments/appointment.states.ts';
import { spansOn } from '../../../core/appointments/slots.ts';
import { branchModel, officeServiceModel, usualHours } from '../../../core/organisations/index.ts';
import { openMonday, type TestOffice } from '../queues/office-world.ts';
import { aKey, appointmentWorld, outcomeOf, somebody, type AppointmentWorld } from './appointment-world.ts';

let world: AppointmentWorld;
let office: TestOffice;
let serviceId: string;
beforeAll(async () => {
  world = await appointmentWorld();
  office = await world.office({ services: [{ documents: ["Carte d'électeur"] }] });
  serviceId = office.service.id;
});
beforeEach(async () => {
  await world.clear();
  world.setNow(openMonday);
});
afterAll(() => world.database.drop());

const isoOf = ({ startsAt }: { startsAt: Date }): string => startsAt.toISOString();
const appointments = () => world.appointments;
const tomorrowAt = (hour: string): string => `2026-11-24T${hour}:00.000Z`;
const staffId = 'a'.repeat(24);

describe('slots', () => {
  it('are the opening hours of the next four weeks, by the clock of the branch, without what is past', async () => {
    const days = await appointments().days(serviceId);
    // Mondays to Fridays of four weeks, today with them.
    expect(days).toHaveLength(20);
    expect([days[0]?.day, days.at(-1)?.day]).toEqual(['2026-11-23', '2026-12-18']);
    const today = await appointments().slots(serviceId, '2026-11-23');
    // It is 10:30 in Kinshasa; the branch closes at five.
    expect([isoOf(today[0]!), isoOf(today.at(-1)!)]).toEqual(['2026-11-23T10:00:00.000Z', '2026-11-23T15:30:00.000Z']);
    expect((await appointments().slots(serviceId, '2026-11-24')).map(isoOf)).toHaveLength(16);
    for (const none of ['2026-11-22', '2026-11-28', '2026-12-21', 'never'])
      expect(await appointments().slots(serviceId, none)).toEqual([]);
  });

  it('begin an hour earlier in Lubumbashi, end before the branch closes, and leave out holidays and days off', () => {
    const exceptions = [
      { day: '2026-11-25', openings: [{ from: '08:00', to: '09:10' }] },
      { day: '2026-11-26', openings: [] },
    ];
    const calendar = { hours: { ...usualHours, exceptions }, timeZone: 'Africa/Lubumbashi', holidays: ['01-04'] };
    const on = (day: string, minutes = 30): string[] => spansOn(calendar, day, minutes).map(isoOf);
    expect(on('2026-11-24')[0]).toBe('2026-11-24T07:00:00.000Z');
    expect(on('2026-11-25')).toEqual(['2026-11-25T06:00:00.000Z', '2026-11-25T06:30:00.000Z']);
    expect(on('2026-11-26')).toEqual([]);
    expect(on('2027-01-04')).toEqual([]);
    expect(on('2026-11-24', 45)).toHaveLength(10);
    expect(spansOn({ ...calendar, timeZone: 'Africa/Kinshasa' }, '2026-11-24', 30).map(isoOf)[0]).toBe(
      '2026-11-24T08:00:00.000Z',
    );
  });

  it('are none where a service takes no appointments or is closed', async () => {
    const { service } = await world.office({ services: [{ appointmentsAtOnce: 0 }] });
    expect(await appointments().days(service.id)).toEqual([]);
    expect(await outcomeOf(world.booked(service.id, 'p', tomorrowAt('08:00')))).toBe('no_such_slot');
    const closed = await world.office({ branch: { listed: false } });
    expect(await outcomeOf(appointments().days(closed.service.id))).toBe('not_found');
  });

  it('that lie otherwise than before count what was booked then', async () => {
    const { service } = await world.office({ services: [{ appointmentsAtOnce: 1 }] });
    await world.booked(service.id, 'p', tomorrowAt('08:30'));
    await officeServiceModel(world.connection).updateOne({ _id: service.id }, { slotMinutes: 20 });
    const free = (await appointments().slots(service.id, '2026-11-24')).filter((slot) => slot.free > 0).map(isoOf);
    expect(free.slice(0, 2)).toEqual([tomorrowAt('08:00'), tomorrowAt('09:00')]);
    expect(await outcomeOf(world.booked(service.id, 'q', tomorrowAt('08:40')))).toBe('slot_full');
  });
});

describe('booking', () => {
  it('takes a place in a slot, once for each turn, and tells what is left', async () => {
    const wish = { key: aKey(), serviceId, startsAt: new Date(tomorrowAt('08:00')), ...somebody('patrick') };
    const [first, again] = await Promise.all([appointments().book(wish), appointments().book(wish)]);
    expect(again).toEqual(first);
    expect(first).toMatchObject({
      state: 'confirmed',
      day: '2026-11-24',
      serviceName: 'Consultation',
      timeZone: 'Africa/Kinshasa',
    });
    expect(first.code).toMatch(/^RDV-[2-9A-Z]{6}$/);
    expect((await appointments().slots(serviceId, '2026-11-24'))[0]).toMatchObject({ free: 1 });
    expect(await appointments().get(first.id)).toEqual(first);
  });

  it('is refused with a reason: full, no slot, past, or one already', async () => {
    await world.booked(serviceId, 'a', tomorrowAt('08:00'));
    await world.booked(serviceId, 'b', tomorrowAt('08:00'));
    const tries = [
      ['c', tomorrowAt('08:00'), 'slot_full'],
      ['c', tomorrowAt('08:10'), 'no_such_slot'],
      ['c', '2026-12-24T08:00:00Z', 'no_such_slot'],
      ['c', '2026-11-23T08:00:00Z', 'too_late'],
      ['a', tomorrowAt('09:00'), 'booked_before'],
    ] as const;
    for (const [who, at, reason] of tries) expect(await outcomeOf(world.booked(serviceId, who, at))).toBe(reason);
    expect(await world.all()).toHaveLength(2);
  });

  it('waits for the branch where it confirms each, and ends when nobody answers', async () => {
    const { service } = await world.office({ services: [{ confirmsAppointments: true }] });
    const asked = await world.booked(service.id, 'a', tomorrowAt('08:00'));
    expect(asked.state).toBe('pending');
    expect((await appointments().confirm({ id: asked.id, staffId })).state).toBe('confirmed');
    const second = await world.booked(service.id, 'b', tomorrowAt('08:00'));
    const declined = await appointments().decline({ id: second.id, staffId, reason: 'Médecin absent' });
    expect(declined.history.at(-1)).toMatchObject({
      to: 'cancelled',
      as: 'branch',
      by: staffId,
      reason: 'Médecin absent',
    });
    expect(await outcomeOf(appointments().decline({ id: asked.id, staffId }))).toBe('illegal_transition');
    const third = await world.booked(service.id, 'c', tomorrowAt('08:00'));
    world.setNow(new Date(tomorrowAt('08:00')));
    await world.tick();
    expect(await world.record(third.id)).toMatchObject({
      state: 'cancelled',
      history: [{}, { reason: 'unanswered', as: 'clock' }],
    });
  });
});

describe('changing an appointment', () => {
  it('moves it in one step, and its old place is free at once', async () => {
    const { id } = await world.booked(serviceId, 'a', tomorrowAt('08:00'));
    const move = { id, personId: 'a', key: aKey(), startsAt: new Date(tomorrowAt('10:00')) };
    const [moved, again] = await Promise.all([appointments().reschedule(move), appointments().reschedule(move)]);
    expect(again).toEqual(moved);
    expect(moved).toMatchObject({ state: 'rescheduled', revision: 2, told: [] });
    expect(moved.history.at(-1)).toMatchObject({
      from: 'confirmed',
      to: 'rescheduled',
      was: new Date(tomorrowAt('08:00')),
    });
    expect((await appointments().slots(serviceId, '2026-11-24'))[0]).toMatchObject({ free: 2 });
    expect(await outcomeOf(appointments().reschedule({ ...move, key: aKey() }))).toBe('same_time');
    expect(await outcomeOf(appointments().reschedule({ ...move, key: aKey(), personId: 'b' }))).toBe('not_found');
    expect(await outcomeOf(appointments().reschedule({ ...move, key: aKey(), startsAt: new Date(0) }))).toBe(
      'too_late',
    );
    expect((await appointments().moveByBranch({ id, staffId, startsAt: new Date(tomorrowAt('11:00')) })).revision).toBe(
      3,
    );
  });

  it('asks the branch anew where it confirms each and its holder chooses another time', async () => {
    const { service, branch } = await world.office({ services: [{ confirmsAppointments: true }] });
    const { personId, phone } = await world.citizen(undefined, { channel: 'ussd' });
    const wish = { serviceId: service.id, personId: personId!, channel: 'ussd', country: 'CD' } as const;
    const { id } = await appointments().book({ ...wish, key: aKey(), startsAt: new Date(tomorrowAt('08:00')) });
    await appointments().confirm({ id, staffId });
    await world.heardBy(phone);
    const move = { id, personId: personId!, key: aKey(), startsAt: new Date(tomorrowAt('10:00')) };
    const moved = await appointments().reschedule(move);
    expect(moved).toMatchObject({ state: 'pending', startsAt: move.startsAt });
    expect(await appointments().reschedule(move)).toEqual(moved);
    expect(await world.heardBy(phone)).toEqual([expect.stringMatching(/^Demande de rendez-vous re.ue.*11h00/)]);
    expect((await world.branchAppointments.asked(branch.id)).map((one) => one.id)).toEqual([id]);
    expect((await appointments().slots(service.id, '2026-11-24'))[0]).toMatchObject({ free: 2 });
    expect((await appointments().confirm({ id, staffId })).state).toBe('confirmed');
    // The branch itself agrees by moving it.
    const byBranch = { id, staffId, startsAt: new Date(tomorrowAt('11:00')) };
    expect((await appointments().moveByBranch(byBranch)).state).toBe('rescheduled');
    await appointments().reschedule({ ...move, key: aKey() });
    world.setNow(move.startsAt);
    await world.tick();
    expect((await world.record(id)).history.at(-1)).toMatchObject({ to: 'cancelled', reason: 'unanswered' });
  });

  it('cancels it once, gives its place back, and lets its holder book again', async () => {
    const { id } = await world.booked(serviceId, 'a', tomorrowAt('08:00'));
    const cancel = { id, personId: 'a', key: aKey() };
    expect((await appointments().cancel(cancel)).state).toBe('cancelled');
    expect((await appointments().cancel(cancel)).revision).toBe(2);
    expect(await outcomeOf(appointments().cancel({ ...cancel, key: aKey() }))).toBe('illegal_transition');
    await world.idle();
    expect(await world.record(id)).not.toHaveProperty('seat');
    expect((await world.record(id)).freed).toEqual([]);
    expect((await world.booked(serviceId, 'a', tomorrowAt('08:00'))).state).toBe('confirmed');
    expect((await appointments().ofPerson('a')).map(({ state }) => state)).toEqual(['confirmed', 'cancelled']);
  });

  it('is refused wherever the table of states does not allow it', async () => {
    const movers: readonly AppointmentMover[] = ['holder', 'branch', 'clock'];
    const legal = appointmentStates.flatMap((from) =>
      appointmentStates.flatMap((to) =>
        movers.filter((mover) => mayMoveAppointment(from, to, mover)).map((mover) => `${from} ${to} ${mover}`),
      ),
    );
    expect(Object.keys(appointmentTransitions).toSorted()).toEqual([...appointmentStates].toSorted());
    expect(legal).toHaveLength(30);
    const { id } = await world.booked(serviceId, 'a', tomorrowAt('08:00'));
    const moves = {
      confirmed: () => appointments().confirm({ id, staffId }),
      cancelled: () => appointments().cancelByBranch({ id, staffId }),
      rescheduled: () => appointments().moveByBranch({ id, staffId, startsAt: new Date(tomorrowAt('09:00')) }),
      checked_in: () => appointments().checkInByBranch({ id, staffId }),
    } as const;
    world.setNow(new Date(tomorrowAt('07:50')));
    for (const from of appointmentStates)
      for (const [to, move] of Object.entries(moves)) {
        await world.connection.collection('appointments').updateOne({}, { $set: { state: from } });
        if (mayMoveAppointment(from, to as keyof typeof moves, 'branch')) continue;
        expect(`${from} ${to} ${await outcomeOf(move())}`).toBe(`${from} ${to} illegal_transition`);
      }
  });
});

describe('as time passes', () => {
  it('notes who has not come, a quarter of an hour after the time and not before', async () => {
    const { id } = await world.booked(serviceId, 'a', tomorrowAt('10:00'));
    world.setNow(new Date(tomorrowAt('10:15')));
    await world.tick();
    expect((await world.record(id)).state).toBe('confirmed');
    world.pass(2);
    await world.tick();
    await world.tick();
    expect(await world.record(id)).toMatchObject({ state: 'no_show', revision: 2 });
  });

  it('reminds the day before and an hour before, each once, also late, and again at another time', async () => {
    const { personId, phone } = await world.citizen();
    const wish = { key: aKey(), serviceId, startsAt: new Date('2026-11-26T10:00:00Z') };
    const { id } = await appointments().book({ ...wish, personId: personId!, channel: 'simulator', country: 'CD' });
    await world.tick();
    expect(await world.heardBy(phone)).toEqual([]);
    world.setNow(new Date('2026-11-25T10:01:00Z'));
    await Promise.all([world.tick(), world.tick()]);
    await world.tick();
    expect(await world.heardBy(phone)).toEqual([
      expect.stringMatching(/^Rappel : vous avez rendez-vous le 26\/11\/2026 11h00[^]*Carte d'électeur/),
    ]);
    await appointments().reschedule({
      id,
      personId: personId!,
      key: aKey(),
      startsAt: new Date('2026-11-27T10:00:00Z'),
    });
    world.setNow(new Date('2026-11-27T09:30:00Z'));
    await world.tick();
    await world.tick();
    expect(await world.heardBy(phone)).toEqual([expect.stringContaining('bientôt')]);
    expect((await world.record(id)).told).toEqual(['hour_before']);
  });

  it('asks for another time when the branch has changed its hours, and counts nobody as absent for it', async () => {
    const own = await world.office();
    const { personId, phone } = await world.citizen();
    const book = {
      serviceId: own.service.id,
      startsAt: new Date(tomorrowAt('15:30')),
      channel: 'simulator',
      country: 'CD',
    } as const;
    const { id } = await appointments().book({ ...book, key: aKey(), personId: personId! });
    const kept = await world.booked(own.service.id, 'b', tomorrowAt('08:00'));
    expect(await world.appointmentsOutside.find(world.clock())).toBe(0);
    const openings = [{ from: '09:00', to: '12:00' }];
    await branchModel(world.connection).updateOne(
      { _id: own.branch.id },
      { hours: { ...usualHours, exceptions: [{ day: '2026-11-24', openings }] } },
    );
    world.fail(1);
    await expect(world.appointmentsOutside.find(world.clock())).rejects.toThrow('dies here');
    expect(await world.appointmentsOutside.find(world.clock())).toBe(1);
    expect(await world.appointmentsOutside.find(world.clock())).toBe(0);
    expect(await world.heardBy(phone)).toEqual([expect.stringContaining('ont changé')]);
    expect((await world.record(id)).state).toBe('confirmed');
    // The hours return, and are shortened once more: each time it is said.
    const setHours = (exceptions: object[]) =>
      branchModel(world.connection).updateOne({ _id: own.branch.id }, { hours: { ...usualHours, exceptions } });
    await setHours([]);
    world.fail(1);
    await expect(world.appointmentsOutside.find(world.clock())).rejects.toThrow('dies here');
    for (const _twice of [1, 2]) await world.appointmentsOutside.find(world.clock());
    expect(await world.heardBy(phone)).toEqual([expect.stringMatching(/de nouveau ouvert.*a bien lieu/)]);
    expect(await world.record(id)).not.toHaveProperty('outsideSince');
    await setHours([{ day: '2026-11-24', openings }]);
    expect(await world.appointmentsOutside.find(world.clock())).toBe(1);
    expect(await world.heardBy(phone)).toEqual([expect.stringContaining('ont changé')]);
    world.setNow(new Date(tomorrowAt('17:00')));
    await world.tick();
    expect(await world.record(id)).toMatchObject({
      state: 'cancelled',
      history: [{}, { reason: 'closed', as: 'clock' }],
    });
    expect((await world.record(kept.id)).state).toBe('no_show');
  });
});
