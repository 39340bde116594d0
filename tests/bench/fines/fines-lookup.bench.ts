import type { Connection } from 'mongoose';
import { percentile } from '../ussd/load.ts';
import { numberBehind } from './arguments.ts';
import { onFreshDatabase, store } from './collection.ts';
import { chance, type Stretch } from './fine-records.ts';
import { ourLookups, peerLookups, withPeerIndex, type Lookup } from './lookups.ts';

const sizes = [10_000, 100_000, 1_000_000];
const usualTimes = 500;
const rounds = 5;
const warmUps = 20;

interface Measured {
  /** Milliseconds by size. */
  readonly latencies: Map<number, number[]>;
  wrong: number;
}

/** `--most 100000` stops at that size. */
function sizesOf(args: readonly string[]): number[] {
  const most = numberBehind(args, '--most', Infinity);
  const chosen = sizes.filter((size) => size <= most);
  return chosen.length > 0 ? chosen : [most];
}

/** Fines are asked for at random, of all that are there. */
function* someOf(stretches: readonly Stretch[], salt: number): Generator<{ number: number; stretch: Stretch }> {
  const last = stretches.at(-1);
  for (let nth = 0; last; nth += 1) {
    const number = Math.floor(chance(nth, salt) * last.to);
    yield { number, stretch: stretches.find(({ to }) => number < to) ?? last };
  }
}

async function measure(lookup: Lookup, stretches: readonly Stretch[], times: number, salt: number) {
  const latencies: number[] = [];
  let wrong = 0;
  for (const { number, stretch } of someOf(stretches, salt)) {
    const asked = performance.now();
    const right = await lookup.ask(number, stretch);
    latencies.push(performance.now() - asked);
    if (!right) wrong += 1;
    await lookup.after?.();
    if (latencies.length >= times) break;
  }
  return { latencies, wrong };
}

/** In turn, round by round, so that whatever else the machine does falls on all of them alike. */
async function measureAll(
  lookups: readonly Lookup[],
  stretches: readonly Stretch[],
  results: ReadonlyMap<string, Measured>,
): Promise<void> {
  const size = stretches.at(-1)?.to ?? 0;
  for (const lookup of lookups) await measure(lookup, stretches, lookup.times ? 1 : warmUps, 100);
  for (let round = 0; round < rounds; round += 1)
    for (const lookup of lookups) {
      const { latencies, wrong } = await measure(lookup, stretches, (lookup.times ?? usualTimes) / rounds, 101 + round);
      const result = results.get(lookup.name);
      result?.latencies.set(size, [...(result.latencies.get(size) ?? []), ...latencies]);
      if (result) result.wrong += wrong;
    }
}

const ms = (values: readonly number[]): string =>
  [0.5, 0.95, 0.99].map((share) => percentile(values, share).toFixed(2)).join(' / ');

function report(results: ReadonlyMap<string, Measured>, measured: readonly number[]): void {
  const [first = 0, last = 0] = [measured[0], measured.at(-1)];
  console.log(
    `Fines looked up one at a time, p50 / p95 / p99 in ms; "flat" is the p95 at ${last.toLocaleString('en')} over that at ${first.toLocaleString('en')}`,
  );
  console.table(
    Object.fromEntries(
      [...results].map(([name, { latencies, wrong }]) => [
        name,
        {
          ...Object.fromEntries(measured.map((size) => [size.toLocaleString('en'), ms(latencies.get(size) ?? [])])),
          flat: Number(
            (percentile(latencies.get(last) ?? [], 0.95) / percentile(latencies.get(first) ?? [], 0.95)).toFixed(2),
          ),
          wrong,
        },
      ]),
    ),
  );
  if ([...results.values()].some(({ wrong }) => wrong > 0)) process.exitCode = 1;
}

async function measureSizes(connection: Connection, chosen: readonly number[]): Promise<void> {
  const ours = ourLookups(connection);
  const peers = peerLookups(connection);
  const results = new Map(
    [...ours, ...peers].map(({ name }) => [name, { latencies: new Map<number, number[]>(), wrong: 0 }]),
  );
  const stretches: Stretch[] = [];
  for (const to of chosen) {
    const stretch = { from: stretches.at(-1)?.to ?? 0, to };
    const seconds = await store(connection, stretch);
    const rate = Math.round((to - stretch.from) / seconds);
    console.log(
      `${to.toLocaleString('en')} fines: ${Math.round(seconds)} s to store the last ${(to - stretch.from).toLocaleString('en')}, ${rate} a second`,
    );
    stretches.push(stretch);
    await withPeerIndex(connection, () => measureAll([...ours, ...peers], stretches, results));
  }
  report(results, chosen);
}

/** `npm run bench -- fines-lookup [--most 100000]`: what people ask, on ever more fines, side by side with a first version. */
export async function run(args: readonly string[]): Promise<void> {
  const chosen = sizesOf(args);
  await onFreshDatabase((connection) => measureSizes(connection, chosen));
}
