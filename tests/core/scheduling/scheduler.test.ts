import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScheduler } from '../../../core/scheduling/index.ts';
import type { Job, Scheduler } from '../../../core/scheduling/index.ts';
import { silentLog } from '../../../core/log.ts';
import { systemClock } from '../../../core/clock.ts';
import { testDatabase } from '../../support/mongo.ts';
import type { TestDatabase } from '../../support/mongo.ts';

let database: TestDatabase;
const started: Scheduler[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await Promise.all(started.map((scheduler) => scheduler.drain(500)));
  await database.drop();
});

function scheduler(jobs: readonly Job[], more: { lockMs?: number; retryMs?: number } = {}): Scheduler {
  const made = createScheduler({
    connection: database.connection,
    jobs,
    log: silentLog,
    clock: systemClock,
    pollMs: 50,
    ...more,
  });
  started.push(made);
  return made;
}

const job = (name: string, run: () => Promise<string>, every?: string): Job => ({
  name,
  purpose: 'a test',
  ...(every === undefined ? {} : { every }),
  run,
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 8_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('waited 8 seconds in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const stateOf = async (of: Scheduler, name: string) => (await of.list()).find((state) => state.name === name);

describe('the scheduler', () => {
  it('refuses to be built when two jobs share a name', () => {
    const twin = job('t.twin', () => Promise.resolve('x'));
    expect(() => scheduler([twin, { ...twin }])).toThrow(/t\.twin/);
  });

  it('refuses to start with an interval that cannot be read', async () => {
    const mine = scheduler([job('t.unreadable', () => Promise.resolve('x'), 'every blue moon')]);
    await expect(mine.start()).rejects.toThrow(/blue moon/);
  });

  it('runs a job asked for by hand once, and shows its result', async () => {
    let runs = 0;
    const mine = scheduler([
      job('t.by-hand', () => {
        runs += 1;
        return Promise.resolve('swept 3 things');
      }),
    ]);
    await mine.start();
    await mine.runNow('t.by-hand');
    await until(async () => (await stateOf(mine, 't.by-hand'))?.outcome === 'done');
    expect(runs).toBe(1);
    expect(await stateOf(mine, 't.by-hand')).toMatchObject({ said: 'swept 3 things', runs: 1, failures: 0 });
  });

  it('refuses to run a job nobody knows', async () => {
    await expect(scheduler([]).runNow('t.unknown')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('runs each tick once when two schedulers share one database', async () => {
    const ran: string[] = [];
    const make = (who: string) =>
      job(
        't.tick',
        () => {
          ran.push(who);
          return Promise.resolve(who);
        },
        '0.4 seconds',
      );
    const [a, b] = [scheduler([make('a')]), scheduler([make('b')])];
    const begin = Date.now();
    await Promise.all([a.start(), b.start()]);
    await until(() => ran.length >= 5);
    const passed = Date.now() - begin;
    await Promise.all([a.drain(500), b.drain(500)]);
    expect(ran.length).toBeLessThanOrEqual(Math.ceil(passed / 400) + 1);
    expect(await database.connection.collection('jobs').countDocuments({ name: 't.tick' })).toBe(1);
  });

  it('lets twenty single runs happen exactly once on two schedulers', async () => {
    const ran: string[] = [];
    const jobs = Array.from({ length: 20 }, (_, index) =>
      job(`t.once-${index}`, () => {
        ran.push(`${index}`);
        return Promise.resolve('done');
      }),
    );
    const [a, b] = [scheduler(jobs), scheduler(jobs)];
    await Promise.all([a.start(), b.start()]);
    for (const each of jobs) await a.runNow(each.name);
    await until(() => ran.length >= 20);
    await Promise.all([a.drain(500), b.drain(500)]);
    expect([...ran].sort()).toEqual([...Array(20).keys()].map(String).sort());
  });

  it('takes up the run of a process that died, once its lock is old', async () => {
    let runs = 0;
    const mine = scheduler(
      [
        job('t.orphan', () => {
          runs += 1;
          return Promise.resolve('done');
        }),
      ],
      { lockMs: 300 },
    );
    await mine.start();
    await database.connection.collection('jobs').insertOne({
      name: 't.orphan',
      type: 'normal',
      priority: 0,
      nextRunAt: null,
      lockedAt: new Date(),
      lastRunAt: new Date(),
      data: null,
      lastModifiedBy: 'a process that is gone',
    });
    await until(() => runs === 1);
    await until(async () => (await stateOf(mine, 't.orphan'))?.outcome === 'done');
    expect(runs).toBe(1);
  });

  it('does not start a long run twice although it outlives the lock', async () => {
    let runs = 0;
    const slow = job('t.slow', async () => {
      runs += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      return 'done';
    });
    const [a, b] = [scheduler([slow], { lockMs: 400 }), scheduler([slow], { lockMs: 400 })];
    await Promise.all([a.start(), b.start()]);
    await a.runNow('t.slow');
    await until(async () => (await stateOf(a, 't.slow'))?.outcome === 'done');
    expect(runs).toBe(1);
  });

  it('waits on drain for what runs, and tells when it did not end in time', async () => {
    let release: () => void = () => undefined;
    let begun = false;
    const mine = scheduler([
      job('t.held', async () => {
        begun = true;
        await new Promise<void>((resolve) => (release = resolve));
        return 'let go';
      }),
    ]);
    await mine.start();
    await mine.runNow('t.held');
    await until(() => begun);
    expect(await mine.drain(50)).toBe(false);
    release();
    await until(async () => (await stateOf(mine, 't.held'))?.outcome === 'done');
    expect(await mine.drain(1_000)).toBe(true);
  });

  it('tries a failed run again after a pause and counts the failure', async () => {
    let runs = 0;
    const mine = scheduler(
      [
        job('t.shaky', () => {
          runs += 1;
          return runs === 1 ? Promise.reject(new Error('not today')) : Promise.resolve('today');
        }),
      ],
      { retryMs: 50 },
    );
    await mine.start();
    await mine.runNow('t.shaky');
    await until(async () => (await stateOf(mine, 't.shaky'))?.outcome === 'done');
    expect(await stateOf(mine, 't.shaky')).toMatchObject({ runs: 2, failures: 1, failuresInARow: 0, said: 'today' });
  });

  it('keeps the next time of a schedule when another process starts', async () => {
    const hourly = job('t.hourly', () => Promise.resolve('done'), '1 hour');
    const a = scheduler([hourly]);
    await a.start();
    await until(async () => (await stateOf(a, 't.hourly'))?.outcome === 'done');
    const before = (await stateOf(a, 't.hourly'))?.nextRunAt;
    const b = scheduler([hourly]);
    await b.start();
    expect((await stateOf(b, 't.hourly'))?.nextRunAt).toEqual(before);
    expect((await stateOf(b, 't.hourly'))?.runs).toBe(1);
  });

  it('removes the records of single runs that ended long ago, and only those', async () => {
    const tickets = database.connection.collection('jobs');
    const old = new Date(Date.now() - 30 * 86_400_000);
    const common = { type: 'normal', priority: 0, nextRunAt: null, lockedAt: null, data: null };
    await tickets.insertMany([
      { ...common, name: 'old', lastFinishedAt: old },
      { ...common, name: 'fresh', lastFinishedAt: new Date() },
      { ...common, name: 'waiting', nextRunAt: new Date(Date.now() + 1e9), lastFinishedAt: old },
    ]);
    const mine = scheduler([]);
    await mine.start();
    await mine.runNow('scheduling.purge-finished');
    await until(async () => (await tickets.countDocuments({ name: 'old' })) === 0);
    expect(await tickets.countDocuments({ name: { $in: ['fresh', 'waiting'] } })).toBe(2);
  });
});
