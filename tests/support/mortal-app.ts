import { createApp, type App } from '../../core/app.ts';
import { readConfig } from '../../core/config.ts';
import { silentLog } from '../../core/log.ts';
import { isDeath, mortalWrites } from './mortal.ts';
import { testDatabase, type TestDatabase } from './mongo.ts';

export interface MortalApp {
  readonly app: App;
  readonly database: TestDatabase;
  clock(): Date;
  pass(hours: number): void;
  /** What was put into the outbox that names this: to whom, and what, by key. */
  toldOf(named: string): Promise<string[]>;
  /** Time passes and timed work is done, until nothing is left over. */
  tick(): Promise<void>;
  /**
   * Does something again and again, in each try on what `prepare` has made anew, and dies one write later each time;
   * then the next process does what is left over, and whoever did it repeats it. Gives what came of it in each try, the
   * last of which nobody has died in.
   */
  everyDeath<Made, Outcome>(given: {
    prepare(): Promise<Made>;
    act(made: Made): Promise<unknown>;
    outcome(made: Made): Promise<Outcome>;
  }): Promise<{ readonly before: string; readonly outcome: Awaited<Outcome> }[]>;
}

/** The product without its doors, in a process that can die before each of its writes. */
export async function mortalApp(ofJobs: RegExp, start = new Date('2026-11-23T09:30:00Z')): Promise<MortalApp> {
  const database = await testDatabase();
  const { connection } = database;
  let now = start;
  let days = 0;
  const config = readConfig({ NODE_ENV: 'test', DEMO: 'off', SECRET: 's'.repeat(32) });
  const app = await createApp({ config, connection, log: silentLog, clock: () => now });
  await Promise.all(Object.values(connection.models).map((model) => model.init()));
  const life = mortalWrites(Object.values(connection.collections));
  const jobs = app.jobs.filter(({ name }) => ofJobs.test(name));
  const pass = (hours: number): void => void (now = new Date(now.getTime() + hours * 3_600_000));
  // What is put into the outbox stays there, to be looked at.
  await app.notifications.drain();

  async function idle(): Promise<void> {
    for (const one of [
      app.ownerNews, app.lookups, app.vehicleTransfers, app.requestNotices, app.paperNotices, app.vehicleThefts,
      app.verificationNews,
    ])
      await one.idle(); // prettier-ignore
  }

  async function tick(): Promise<void> {
    for (const hours of [0.05, 1.1]) {
      pass(hours);
      for (const { run } of jobs) await run(now);
      await idle();
    }
  }

  /** Of a process that dies in it. */
  async function untilDeath(work: () => Promise<unknown>): Promise<boolean> {
    await work().catch((error: unknown) => {
      if (!isDeath(error)) throw error;
    });
    await idle();
    return life.revive();
  }

  return {
    app,
    database,
    clock: () => now,
    pass,
    tick,
    async toldOf(named) {
      const all = await connection.collection('outbox').find({}).toArray();
      return all
        .map(({ to, message }) => JSON.stringify([to, message]))
        .filter((notice) => notice.includes(named))
        .sort();
    },
    async everyDeath({ prepare, act, outcome }) {
      const tries: { before: string; outcome: Awaited<ReturnType<typeof outcome>> }[] = [];
      for (let nth = 1, died = true; died; nth += 1) {
        // Each on a day of its own: limits of a day and the night are the same for all.
        now = new Date(start.getTime() + (days += 1) * 86_400_000);
        const made = await prepare();
        life.dieAt(nth);
        died = await untilDeath(async () => {
          await act(made);
          await tick();
        });
        life.dieAt(Number.MAX_SAFE_INTEGER);
        const before = `${nth}: ${life.last()}`;
        // Timed work or whoever repeats it comes first, by turns.
        if (nth % 2 === 0) await tick();
        await act(made);
        await tick();
        tries.push({ before, outcome: await outcome(made) });
      }
      return tries;
    },
  };
}
