import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { projectRoot } from '../../../core/project-root.ts';
import { ticketModel, type TicketRecord } from '../../../core/queues/ticket.model.ts';
import { openMonday, type TestOffice } from './office-world.ts';
import { serveAll, type Seat } from './serve-all.ts';
import { ticketWorld, type TicketWorld } from './ticket-world.ts';

let world: TicketWorld;
beforeAll(async () => void (world = await ticketWorld()));
afterAll(() => world.database.drop());

const script = path.join(projectRoot, 'tests/core/queues/calling-process.ts');

async function otherProcess(seats: readonly Seat[], deadly = ''): Promise<ChildProcess> {
  const given = [world.database.uri, world.clock().toISOString(), JSON.stringify(seats), deadly];
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...given], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

const seatsOf = ({ counters, agents }: TestOffice): Seat[] =>
  counters.map(({ id: counterId }, index) => ({ counterId, agentId: agents[index]?.id ?? '' }));

const crowd = (office: TestOffice, count: number): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, () => world.join(office, { personId: newId() })));

const stored = ({ branch }: TestOffice): Promise<TicketRecord[]> =>
  ticketModel(world.connection).find({ branchId: branch.id }).sort({ serial: 1 }).lean<TicketRecord[]>();

it('twenty counters in two processes serve each ticket once, and pass nobody over', async () => {
  world.setNow(openMonday);
  const office = await world.openOffice({ counters: 20, queues: [{ strategy: 'mixed' }] });
  await crowd(office, 80);
  const seats = seatsOf(office);
  const child = await otherProcess(seats.slice(10));
  const ended = once(child, 'exit');
  const here = await serveAll(world.counters, seats.slice(0, 10));
  expect(await ended).toEqual([0, null]);
  const all = await stored(office);
  expect(all.map(({ serial }) => serial)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
  expect(new Set(all.map(({ history }) => history.map(({ to }) => to).join()))).toEqual(
    new Set(['waiting,called,serving,served']),
  );
  // Both have had a part in it.
  expect(here).toBeGreaterThan(0);
  expect(here).toBeLessThan(80);
  expect(await world.part.lineCounts.heal()).toBe(0);
}, 120_000);

it('after a kill -9 in the middle of it all, nobody is lost, and what was left over is done', async () => {
  world.setNow(openMonday);
  const office = await world.openOffice({ counters: 6 });
  await crowd(office, 24);
  const seats = seatsOf(office);
  const child = await otherProcess(seats.slice(3), '14');
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  expect((await stored(office)).filter(({ pendingSince }) => pendingSince).length).toBeGreaterThan(0);
  world.pass(1);
  await world.part.ticketSettling.late();
  // The counts are right by what was settled alone.
  expect(await world.part.lineCounts.heal()).toBe(0);
  await serveAll(world.counters, seats.slice(0, 3));
  world.pass(6);
  await world.part.queueDayEnd.absent();
  world.setNow(new Date('2026-11-23T17:30:00Z'));
  await world.part.queueDayEnd.endDays();
  const all = await stored(office);
  expect(new Set(all.map(({ state }) => state)).has('waiting')).toBe(false);
  for (const { state, history, counterId, pendingSince } of all) {
    expect(['served', 'no_show', 'expired']).toContain(state);
    expect(history.filter(({ to }) => to === 'serving').length).toBeLessThanOrEqual(1);
    expect([counterId, pendingSince]).toEqual([undefined, undefined]);
  }
  // Only those who stood at the counters of the dead process were not served to the end.
  expect(all.filter(({ state }) => state === 'served').length).toBeGreaterThanOrEqual(21);
}, 120_000);
