import type { Connection, Model, mongo } from 'mongoose';
import { chance } from './fines/fine-records.ts';
import { percentile } from './ussd/load.ts';

const perBatch = 2_000;
const rounds = 4;

/** Asks for number `number` of those that are stored; true when the answer was right. */
export interface Lookup {
  readonly name: string;
  readonly times: number;
  /** This share of the answers may be wrong: what is asked can mean something else as well. A peer's may always. */
  readonly mayMiss?: number;
  ask(number: number): Promise<boolean>;
}

/** What grows, and what is asked of it at each size. */
export interface Growing<T> {
  readonly what: string;
  readonly connection: Connection;
  readonly model: Model<T>;
  recordAt(number: number): T;
  readonly sizes: readonly number[];
  readonly lookups: readonly Lookup[];
  /** Told of what was stored; not measured. */
  stored?(from: number, to: number): Promise<void>;
}

/** Stores more; one reading of everything makes all the indexes. Gives the seconds. */
async function store<T>({ model, recordAt }: Growing<T>, from: number, to: number): Promise<number> {
  await model.init();
  const collection = model.collection as unknown as mongo.Collection;
  const begun = performance.now();
  const indexes = (await collection.indexes()).filter(({ name }) => name !== '_id_');
  await collection.dropIndexes();
  for (let first = from; first < to; first += perBatch)
    await collection.insertMany(
      Array.from({ length: Math.min(perBatch, to - first) }, (_, nth) => recordAt(first + nth) as mongo.Document),
      { ordered: false },
    );
  // A text index is written down in another form than it is asked for.
  await collection.createIndexes(
    indexes.map(({ v: _version, ...index }) => {
      const { weights, textIndexVersion: _text, ...rest } = index as mongo.IndexDescription & { textIndexVersion?: number };
      return weights ? { ...rest, key: Object.fromEntries(Object.keys(weights).map((word) => [word, 'text'])) } : rest;
    }),
  );
  return (performance.now() - begun) / 1_000;
} // prettier-ignore

interface Result {
  readonly latencies: number[];
  wrong: number;
}

async function measure(lookups: readonly Lookup[], size: number): Promise<Map<string, Result>> {
  const results = new Map<string, Result>(lookups.map(({ name }) => [name, { latencies: [], wrong: 0 }]));
  for (const { ask } of lookups) for (let nth = 0; nth < 3; nth += 1) await ask(Math.floor(chance(nth, 60) * size));
  // In turn, round by round, so that whatever else the machine does falls on all of them alike.
  for (let round = 0; round < rounds; round += 1)
    for (const { name, times, ask } of lookups)
      for (let nth = 0; nth < times / rounds; nth += 1) {
        const number = Math.floor(chance(nth, 61 + round) * size);
        const asked = performance.now();
        const right = await ask(number);
        const result = results.get(name);
        result?.latencies.push(performance.now() - asked);
        if (result && !right) result.wrong += 1;
      }
  return results;
}

/** Stores ever more, and prints how long each question takes and how often its answer was wrong; a peer may be wrong. */
export async function measureGrowing<T>(growing: Growing<T>): Promise<void> {
  const { what, sizes, lookups } = growing;
  const rows: Record<string, Record<string, string | number>> = Object.fromEntries(
    lookups.map(({ name }) => [name, {}]),
  );
  let stored = 0;
  for (const size of sizes) {
    const seconds = await store(growing, stored, size);
    await growing.stored?.(stored, size);
    const [all, last] = [size, size - stored].map((count) => count.toLocaleString('en'));
    console.log(`${all} ${what}: ${Math.round(seconds)} s to store the last ${last}`);
    stored = size;
    const results = await measure(lookups, size);
    for (const { name, mayMiss = name.startsWith('peer') ? 1 : 0 } of lookups) {
      const { latencies, wrong } = results.get(name) ?? { latencies: [], wrong: 0 };
      const row = (rows[name] ??= {});
      row[size.toLocaleString('en')] = [0.5, 0.99].map((share) => percentile(latencies, share).toFixed(2)).join(' / ');
      row['wrong'] = Number(row['wrong'] ?? 0) + wrong;
      if (wrong > mayMiss * latencies.length) process.exitCode = 1;
    }
  }
  console.log(`Of ${what}, asked one at a time, p50 / p99 in ms`);
  console.table(rows);
}
