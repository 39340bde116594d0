import type { Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appointmentModel } from '../../../core/appointments/index.ts';
import { waitingModel } from '../../../core/appointments/waiting.model.ts';
import { connectDatabase } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import { isDeath, mortalWrites } from '../../support/mortal.ts';
import { openMonday, type TestOffice } from '../queues/office-world.ts';
import { appointmentWorld, somebody, withAppointments, type AppointmentWorld } from './appointment-world.ts';

const nine = new Date('2026-11-25T08:00:00Z');
const halfPast = new Date('2026-11-25T08:30:00Z');
const hours = { week: { 3: [{ from: '09:00', to: '10:00' }] }, closedOnHolidays: true, exceptions: [] };

let world: AppointmentWorld;
let office: TestOffice;
let connection: Connection;
let mortal: Awaited<ReturnType<typeof withAppointments>>;
let life: ReturnType<typeof mortalWrites>;
beforeAll(async () => {
  world = await appointmentWorld();
  office = await world.office({ branch: { hours }, services: [{ appointmentsAtOnce: 1 }] });
  connection = await connectDatabase({ uri: world.database.uri, log: silentLog });
  mortal = await withAppointments({ ...world, connection });
  life = mortalWrites([appointmentModel(connection), waitingModel(connection)].map(({ collection }) => collection));
}, 120_000);
afterAll(async () => {
  await connection.close();
  await world.database.drop();
});

/** What four people do, each turn with a key of its own; it is repeated until it was answered. */
async function play(): Promise<void> {
  const { appointments } = mortal;
  const serviceId = office.service.id;
  const openOf = async (name: string): Promise<string> => (await appointments.ofPerson(name))[0]?.id ?? '';
  const turns = [
    () => appointments.book({ key: 'k1', serviceId, startsAt: nine, ...somebody('a') }),
    () => appointments.book({ key: 'k2', serviceId, startsAt: halfPast, ...somebody('b') }),
    () => appointments.wait({ key: 'k3', serviceId, from: '2026-11-23', to: '2026-11-25', ...somebody('c') }),
    async () => appointments.cancel({ key: 'k4', id: await openOf('a'), personId: 'a' }),
    async () => appointments.accept({ key: 'k5', id: await openOf('c'), personId: 'c' }),
    async () => appointments.cancelByBranch({ key: 'k6', id: await openOf('b'), staffId: 's' }),
    async () => appointments.reschedule({ key: 'k7', id: await openOf('c'), personId: 'c', startsAt: halfPast }),
  ];
  for (const turn of turns)
    for (let tries = 0; ; tries += 1) {
      const answered = await turn().then(
        () => true,
        (error: unknown) => {
          if (!isDeath(error) || tries > 0) throw error;
          return false;
        },
      );
      await mortal.idle();
      // The next process takes up what is left over.
      if (life.revive()) {
        world.pass(6);
        await mortal.tick();
      }
      if (answered) break;
    }
}

it('comes to the same end wherever a process dies, with every turn answered and every slot in one hand', async () => {
  let write = 0;
  for (let died = true; died;) {
    write += 1;
    await world.clear();
    world.setNow(openMonday);
    life.dieAt(write);
    await play();
    died = world.clock() > openMonday;
    const all = await world.all();
    const states = Object.fromEntries(all.map(({ personId, history }) => [personId, history.map(({ to }) => to)]));
    expect(states, `before write ${write}`).toEqual({
      a: ['confirmed', 'cancelled'],
      b: ['confirmed', 'cancelled'],
      c: ['pending', 'confirmed', 'rescheduled'],
    });
    expect(all.flatMap(({ seat }) => seat ?? [])).toEqual([`${office.service.id}:${halfPast.toISOString()}:0`]);
    expect(all.filter(({ tellAt, freed }) => tellAt || freed.length > 0)).toEqual([]);
    // A crash between the answer and the list leaves an entry, which goes the next time it is asked.
    if (await waitingModel(connection).exists({})) await mortal.appointmentOffers.offerAll();
    expect(await waitingModel(connection).countDocuments()).toBe(0);
  }
  expect(write).toBeGreaterThan(15);
}, 120_000);
