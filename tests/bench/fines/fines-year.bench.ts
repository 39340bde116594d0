import type { Connection } from 'mongoose';
import { percentile } from '../ussd/load.ts';
import { numberBehind } from './arguments.ts';
import { onFreshDatabase } from './collection.ts';
import { chance, vehicleAt, vehicleOf } from './fine-records.ts';
import { yearFaults } from './year-check.ts';
import { kindOf, yearWorld, type YearWorld } from './year-world.ts';

const days = 365;
const lanes = 16;
/** What becomes of fines: shares of all. */
const paidShare = 0.2;
const contestedShare = 0.05;
const laterTold = 0.1;

interface Run {
  readonly day: number;
  readonly ms: number;
  /** Fines, or whatever the job is about. */
  readonly handled: number;
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = [...items].reverse();
  const lane = async (): Promise<void> => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** What people and officers do on each day. */
function createDiary() {
  const pages = new Map<number, (() => Promise<unknown>)[]>();
  return {
    note: (day: number, work: () => Promise<unknown>) => void pages.set(day, [...(pages.get(day) ?? []), work]),
    async carryOut(day: number): Promise<number> {
      const page = pages.get(day) ?? [];
      pages.delete(day);
      await inLanes(page, (work) => work());
      return page.length;
    },
  };
}
type Diary = ReturnType<typeof createDiary>;

/** An agent records a fine; its owner is told at once, but for those that a crash left to the job. */
async function record(world: YearWorld, diary: Diary, number: number, day: number, all: number): Promise<void> {
  const vehicle = vehicleOf(number, { from: 0, to: all });
  const fine = await world.fines.record({
    country: 'CD', plate: vehicleAt(vehicle).plate, typeCode: kindOf(number), place: { text: 'Gombe', commune: 'Gombe' },
    at: world.clock(), agentId: `agent ${number % 200}`, key: `year:${number}`,
  }); // prettier-ignore
  if (chance(number, 32) >= laterTold) await world.ownerNotices.tell(fine.id);
  if (chance(number, 33) < paidShare)
    diary.note(day + 1 + Math.floor(chance(number, 34) * 120), () => world.pay(fine.id, vehicle));
  if (chance(number, 35) < contestedShare) contest(world, diary, fine.id, number, day);
}

function contest(world: YearWorld, diary: Diary, fineId: string, number: number, day: number): void {
  const said = day + 2 + Math.floor(chance(number, 36) * 10);
  const key = `year:contest:${number}`;
  const outcome = chance(number, 37);
  const by = { by: 'officer', role: 'opj', words: 'as it was seen' } as const;
  diary.note(said, () => unlessRefused(world.contestations.open({ fineId, personId: key, ground: 'not_there', key })));
  diary.note(said + 10, () =>
    unlessRefused(
      outcome < 0.6
        ? world.contestations.decide(fineId, { ...by, to: 'rejected' })
        : outcome < 0.85
          ? world.contestations.decide(fineId, { ...by, to: 'upheld' })
          : world.contestations.decide(fineId, { ...by, to: 'reduced', amount: 1_000_000 }),
    ),
  );
}

/** Somebody who has paid cannot contest any more; anything else is a fault. */
async function unlessRefused(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    const { code } = error as { code?: string };
    if (code !== 'conflict' && code !== 'illegal_transition') throw error;
  });
}

const numberIn = (said: string): number => Number(/\d+/.exec(said)?.[0] ?? 0);

/** Every job as the scheduler would, until it says that nothing is left. */
async function runJobs(world: YearWorld, day: number, runs: Map<string, Run[]>): Promise<void> {
  for (const job of world.jobs)
    for (;;) {
      const begun = performance.now();
      const handled = numberIn(String(await job.run(world.clock())));
      runs.set(job.name, [...(runs.get(job.name) ?? []), { day, ms: performance.now() - begun, handled }]);
      if (handled === 0 || job.name === 'fines.time') break;
    }
}

/** Milliseconds a fine, in a month of thirty days. */
function costIn(runs: readonly Run[], month: number): number {
  const chosen = runs.filter(({ day, handled }) => handled > 0 && Math.floor(day / 30) === month);
  return chosen.reduce((sum, { ms }) => sum + ms, 0) / chosen.reduce((sum, { handled }) => sum + handled, 0);
}

function report(runs: ReadonlyMap<string, readonly Run[]>): void {
  const rows = [...runs].map(([name, all]) => {
    const times = all.map(({ ms }) => ms);
    const handled = all.reduce((sum, run) => sum + run.handled, 0);
    const seconds = times.reduce((sum, ms) => sum + ms, 0) / 1_000;
    const months = Array.from({ length: 12 }, (_, month) => costIn(all, month)).filter(Number.isFinite);
    const growth = months.length > 1 ? (months.at(-1) ?? 0) / (months[0] ?? 1) : undefined;
    return [
      name,
      {
        runs: all.length, handled, 'a second': Math.round(handled / seconds),
        'median ms': Math.round(percentile(times, 0.5)), 'p95 ms': Math.round(percentile(times, 0.95)),
        'max ms': Math.round(Math.max(...times)), 'total s': Number(seconds.toFixed(1)),
        flat: growth === undefined ? '' : growth.toFixed(2),
      },
    ]; // prettier-ignore
  });
  console.table(Object.fromEntries(rows));
  console.log('"flat": milliseconds for one thing handled, in the last month over those in the first month with any');
}

async function liveThrough(connection: Connection, all: number): Promise<void> {
  const world = await yearWorld(connection, Math.ceil(all / 4));
  const diary = createDiary();
  const runs = new Map<string, Run[]>();
  const begun = performance.now();
  let [recording, doing] = [0, 0];
  for (let day = 0; day < days; day += 1) {
    const [first, next] = [Math.floor((all * day) / days), Math.floor((all * (day + 1)) / days)];
    const numbers = Array.from({ length: next - first }, (_, nth) => first + nth);
    // The scheduler runs them all day: what the night has made due is done before anybody comes.
    await runJobs(world, day, runs);
    await world.idle();
    const morning = performance.now();
    await inLanes(numbers, (number) => record(world, diary, number, day, all));
    recording += performance.now() - morning;
    const noon = performance.now();
    await diary.carryOut(day);
    doing += performance.now() - noon;
    await world.idle();
    world.nextDay();
  }
  const seconds = (performance.now() - begun) / 1_000;
  console.log(
    `A year of ${all.toLocaleString('en')} fines in ${Math.round(seconds)} s: recorded and told ${Math.round(recording / 1_000)} s (${Math.round(all / (recording / 1_000))} a second), paid, contested and decided ${Math.round(doing / 1_000)} s; the jobs of each day:`,
  );
  report(runs);
  const faults = await yearFaults(connection, world);
  console.log(
    faults.length === 0 ? 'Every increase once, none missing; the book balances.' : faults.slice(0, 20).join('\n'),
  );
  if (faults.length > 0) process.exitCode = 1;
}

/** `npm run bench -- fines-year [--fines 10000]`: a year of fines through the jobs, day by day, and what came of each. */
export async function run(args: readonly string[]): Promise<void> {
  const all = numberBehind(args, '--fines', 100_000);
  await onFreshDatabase((connection) => liveThrough(connection, all));
}
