import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mayMoveAppointment } from '../../../core/appointments/appointment.states.ts';
import { waitingModel } from '../../../core/appointments/waiting.model.ts';
import { isLisoloError } from '../../../core/errors.ts';
import { branchModel } from '../../../core/organisations/index.ts';
import { openMonday } from '../queues/office-world.ts';
import { aKey, appointmentWorld, outcomeOf, somebody, type AppointmentWorld } from './appointment-world.ts';

const wednesday = '2026-11-25';
const hours = { week: { 3: [{ from: '09:00', to: '10:00' }] }, closedOnHolidays: true, exceptions: [] };
const at = (time: string): Date => new Date(`${wednesday}T${time}:00Z`);
const [nine, halfPast] = [at('08:00'), at('08:30')];

let world: AppointmentWorld;
let serviceId: string;
let fifty: string;
beforeAll(async () => {
  world = await appointmentWorld();
  // Two slots of one place each, on Wednesdays.
  const small = await world.office({ branch: { hours }, services: [{ appointmentsAtOnce: 1 }] });
  serviceId = small.service.id;
  // Two slots of 25.
  const large = await world.office({ branch: { hours }, services: [{ appointmentsAtOnce: 25 }] });
  fifty = large.service.id;
});
beforeEach(async () => {
  await world.clear();
  world.setNow(openMonday);
});
afterAll(() => world.database.drop());

const appointments = () => world.appointments;
const wait = (name: string, days: { from?: string; to?: string } = {}, key = aKey()) =>
  appointments().wait({ key, serviceId, from: '2026-11-23', to: wednesday, ...days, ...somebody(name) });
const book = (name: string, startsAt: Date) => world.booked(serviceId, name, startsAt);
const cancel = (id: string, personId: string) => appointments().cancel({ id, personId, key: aKey() });
const openOf = async (name: string) =>
  (await appointments().ofPerson(name)).find(({ state }) => !['cancelled', 'completed', 'no_show'].includes(state));

describe('the waiting list', () => {
  it('has each person once for a service, and only who has no appointment', async () => {
    await book('a', nine);
    await book('b', halfPast);
    const key = aKey();
    expect(await wait('c', {}, key)).toEqual(await wait('c', {}, key));
    expect(await outcomeOf(wait('c'))).toBe('waits_before');
    expect(await outcomeOf(wait('a'))).toBe('booked_before');
    expect(await outcomeOf(wait('d', { from: '2026-10-01', to: '2026-10-02' }))).toBe('no_such_days');
    const [mine] = await appointments().waitingOf('c');
    expect(mine).toMatchObject({ from: '2026-11-23', to: wednesday });
    await appointments().stopWaiting({ waitId: mine!.id, personId: 'b' });
    expect(await appointments().waitingOf('c')).toHaveLength(1);
    await appointments().stopWaiting({ waitId: mine!.id, personId: 'c' });
    expect(await appointments().waitingOf('c')).toEqual([]);
  });

  it('is offered a freed slot in its order, for twenty minutes each, and nobody twice', async () => {
    const { id } = await book('a', nine);
    await book('b', halfPast);
    for (const name of ['c', 'd', 'e']) {
      await wait(name, name === 'c' ? { to: '2026-11-24' } : {});
      world.pass(1);
    }
    await cancel(id, 'a');
    await world.tick();
    // Wednesday does not suit the first.
    expect(await openOf('c')).toBeUndefined();
    expect(await openOf('d')).toMatchObject({ state: 'pending', startsAt: nine });
    expect(await openOf('e')).toBeUndefined();
    // Meanwhile it is kept: nobody else can have it, and the branch does not answer for the holder.
    expect(await outcomeOf(book('x', nine))).toBe('slot_full');
    const offered = await openOf('d');
    expect(await outcomeOf(appointments().confirm({ id: offered!.id, staffId: 's' }))).toBe('offered');
    world.pass(20);
    expect(await outcomeOf(appointments().accept({ id: offered!.id, personId: 'd', key: aKey() }))).toBe('offer_over');
    await world.tick();
    expect(await world.record(offered!.id)).toMatchObject({
      state: 'cancelled',
      history: [{}, { reason: 'offer_over' }],
    });
    expect(await outcomeOf(appointments().accept({ id: offered!.id, personId: 'd', key: aKey() }))).toBe('offer_over');
    const second = await openOf('e');
    const key = aKey();
    expect(await appointments().accept({ id: second!.id, personId: 'e', key })).toMatchObject({ state: 'confirmed' });
    expect(await appointments().accept({ id: second!.id, personId: 'e', key })).toMatchObject({ revision: 2 });
    expect(await appointments().waitingOf('e')).toEqual([]);
    // It is given back again: the first one was asked about it before, and stays on the list for others.
    await cancel(second!.id, 'e');
    await world.tick();
    expect(await openOf('d')).toBeUndefined();
    expect(await appointments().waitingOf('d')).toHaveLength(1);
    expect((await book('x', nine)).state).toBe('confirmed');
  });

  it('is asked by day only, and not shortly before the time', async () => {
    const [a, b] = [await book('a', nine), await book('b', halfPast)];
    await wait('c');
    world.setNow(new Date('2026-11-24T22:00:00Z'));
    await cancel(a.id, 'a');
    await world.tick();
    // At eight in the morning in both time zones of the country, and twenty minutes; that is too near to nine o'clock.
    expect(await openOf('c')).toMatchObject({ state: 'pending', startsAt: nine, offerUntil: at('07:20') });
    await cancel((await openOf('c'))!.id, 'c');
    world.setNow(at('07:45'));
    await cancel(b.id, 'b');
    await world.tick();
    expect(await openOf('c')).toBeUndefined();
    expect((await book('d', halfPast)).state).toBe('confirmed');
  });

  it('asks the branch too, once an offer is taken, where it confirms each appointment', async () => {
    const { service } = await world.office({
      branch: { hours },
      services: [{ appointmentsAtOnce: 1, confirmsAppointments: true }],
    });
    const first = await world.booked(service.id, 'a', nine);
    await world.booked(service.id, 'b', halfPast);
    await appointments().wait({ key: aKey(), serviceId: service.id, from: wednesday, to: wednesday, ...somebody('c') });
    await cancel(first.id, 'a');
    await world.tick();
    const { id } = (await openOf('c'))!;
    expect(await appointments().accept({ id, personId: 'c', key: aKey() })).toMatchObject({ state: 'pending' });
    world.pass(60);
    await world.tick();
    expect((await appointments().confirm({ id, staffId: 's' })).state).toBe('confirmed');
  });

  it('hears of what was free before it was asked, of longer hours, and of what a crash left over', async () => {
    await book('a', nine);
    await wait('c');
    expect(await openOf('c')).toMatchObject({ state: 'pending', startsAt: halfPast });
    await wait('d');
    expect(await openOf('d')).toBeUndefined();
    const branch = branchModel(world.connection);
    const { branchId } = (await world.all())[0]!;
    await branch.updateOne({ _id: branchId }, { hours: { ...hours, week: { 3: [{ from: '09:00', to: '10:30' }] } } });
    expect(await world.appointmentOffers.offerAll()).toBe(1);
    expect(await openOf('d')).toMatchObject({ startsAt: at('09:00') });
    await branch.updateOne({ _id: branchId }, { hours });
    // Somebody has cancelled and the process has died at once.
    const records = world.connection.collection('appointments');
    await wait('e');
    await records.updateOne(
      { personId: 'a' },
      { $set: { state: 'cancelled', freed: [{ startsAt: nine, at: world.clock() }] }, $unset: { seat: 1, open: 1 } },
    );
    await Promise.all([world.appointmentOffers.freed.tellDue(), world.createPart().appointmentOffers.freed.tellDue()]);
    expect(await openOf('e')).toMatchObject({ state: 'pending', startsAt: nine });
    expect(await records.countDocuments({ 'freed.at': { $exists: true } })).toBe(0);
  });

  it('forgets whose days are over', async () => {
    await book('a', nine);
    await book('b', halfPast);
    await wait('c');
    world.setNow(new Date('2026-11-25T23:01:00Z'));
    expect(await world.appointmentWaiting.sweep(world.clock())).toBe(1);
    expect(await waitingModel(world.connection).countDocuments()).toBe(0);
  });
});

/** What has to hold at every moment. */
async function expectOrder(capacity: number): Promise<void> {
  const all = await world.all();
  const seated = all.filter(({ state }) => state !== 'cancelled');
  for (const { serviceId: id, startsAt } of seated) {
    const together = seated.filter((one) => one.serviceId === id && one.startsAt.getTime() === startsAt.getTime());
    expect(together.length).toBeLessThanOrEqual(capacity);
  }
  expect(new Set(seated.map(({ seat }) => seat)).size).toBe(seated.length);
  const open = seated
    .filter(({ state }) => state !== 'completed' && state !== 'no_show')
    .map(({ personId }) => personId);
  expect(new Set(open).size).toBe(open.length);
  for (const { history, state, revision } of all) {
    expect(history.at(-1)?.to).toBe(state);
    expect(revision).toBeGreaterThanOrEqual(history.length);
    for (const [index, { from, to, as }] of history.entries()) {
      expect(from).toBe(history[index - 1]?.to);
      if (from !== undefined && from !== to) expect(mayMoveAppointment(from, to, as), `${from} ${to} ${as}`).toBe(true);
    }
  }
}

describe('many people at once', () => {
  const people = ['a', 'b', 'c', 'd', 'e', 'f'];
  const act = fc.record({
    who: fc.constantFrom(...people),
    what: fc.constantFrom(
      'book',
      'book',
      'move',
      'cancel',
      'wait',
      'wait',
      'accept',
      'accept',
      'branch',
      'pass',
      'tick',
    ),
    late: fc.boolean(),
  });

  async function play({ who, what, late }: { who: string; what: string; late: boolean }): Promise<void> {
    const slot = late ? halfPast : nine;
    const mine = await openOf(who);
    if (what === 'pass') world.pass(late ? 21 : 7);
    else if (what === 'tick') await world.tick();
    else if (what === 'book') await book(who, slot);
    else if (what === 'wait') await wait(who);
    else if (!mine) return;
    else if (what === 'move')
      await appointments().reschedule({ id: mine.id, personId: who, key: aKey(), startsAt: slot });
    else if (what === 'cancel') await cancel(mine.id, who);
    else if (what === 'accept') await appointments().accept({ id: mine.id, personId: who, key: aKey() });
    else await appointments().cancelByBranch({ id: mine.id, staffId: 's' });
  }

  it('never have more bookings than places nor two each, whatever they do in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 7 }),
        async (rounds) => {
          await world.clear();
          world.setNow(openMonday);
          for (const together of rounds) {
            const done = await Promise.allSettled(together.map(play));
            for (const one of done) if (one.status === 'rejected' && !isLisoloError(one.reason)) throw one.reason;
            await expectOrder(1);
          }
          await world.tick();
          await expectOrder(1);
          // Who was offered a time was always the first who had not been asked about it and was free to take it.
          for (const { startsAt, waitId, createdAt } of await world.all()) {
            if (waitId === undefined) continue;
            const before = await waitingModel(world.connection).findById(waitId).lean();
            const passedOver = await waitingModel(world.connection)
              .find({ createdAt: { $lt: before?.createdAt ?? new Date(0) }, offered: { $ne: startsAt } })
              .lean();
            for (const { personId } of passedOver) {
              const others = (await world.all()).filter(
                (one) => one.personId === personId && one.createdAt <= createdAt,
              );
              expect(others.length, `${personId} was passed over`).toBeGreaterThan(0);
            }
          }
        },
      ),
      { numRuns: 12, seed: 20_261_121 },
    );
  }, 60_000);

  it('get 50 bookings of 50 places when 500 want them in two processes, and a clear answer otherwise', async () => {
    const services = [world.appointments, world.createPart().appointments] as const;
    const outcomes = await Promise.all(
      Array.from({ length: 500 }, (_one, index) => {
        const startsAt = index % 2 === 0 ? nine : halfPast;
        const wish = { key: `race ${index}`, serviceId: fifty, startsAt, ...somebody(`person ${index}`) };
        return outcomeOf(services[index % 4 < 2 ? 0 : 1].book(wish));
      }),
    );
    const count = (what: string): number => outcomes.filter((one) => one === what).length;
    expect([count('done'), count('slot_full')]).toEqual([50, 450]);
    await world.idle();
    await expectOrder(25);
    expect(await appointments().days(fifty)).not.toContainEqual(expect.objectContaining({ day: wednesday }));
  }, 60_000);

  it('who move to the same place at once get it once, and the others keep theirs', async () => {
    const ids = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await world.booked(fifty, name, nine)).id));
    const { service } = await world.office({ branch: { hours }, services: [{ appointmentsAtOnce: 1 }] });
    await world.connection.collection('appointments').updateMany({}, { $set: { serviceId: service.id } });
    const moves = ids.map((id, index) =>
      outcomeOf(appointments().reschedule({ id, personId: 'abcd'[index] ?? '', key: aKey(), startsAt: halfPast })),
    );
    expect((await Promise.all(moves)).sort()).toEqual(['done', 'slot_full', 'slot_full', 'slot_full']);
    expect((await world.all()).filter(({ startsAt }) => startsAt.getTime() === nine.getTime())).toHaveLength(3);
  });

  it('are offered as many places as are free, when two processes look at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, (_one, index) => world.booked(fifty, `p${index}`, index % 2 ? nine : halfPast)),
    );
    for (let index = 0; index < 6; index += 1) {
      await appointments().wait({
        key: aKey(),
        serviceId: fifty,
        from: wednesday,
        to: wednesday,
        ...somebody(`w${index}`),
      });
      world.pass(1);
    }
    await Promise.all(ids.slice(0, 4).map(({ id, personId }) => cancel(id, personId)));
    const other = world.createPart();
    await Promise.all([world.appointmentOffers.offerAll(), other.appointmentOffers.offerAll(), world.tick()]);
    const pending = (await world.all()).filter(({ state }) => state === 'pending').map(({ personId }) => personId);
    expect(pending.sort()).toEqual(['w0', 'w1', 'w2', 'w3']);
  });
});
