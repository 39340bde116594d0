import type { Connection, mongo } from 'mongoose';
import {
  createVehicles, createVehicleSearch, vehicleModel, type VehicleRecord, type VehicleSearch,
} from '../../../core/vehicles/index.ts'; // prettier-ignore
import { numberBehind } from '../fines/arguments.ts';
import { onFreshDatabase } from '../fines/collection.ts';
import { chance } from '../fines/fine-records.ts';
import { percentile } from '../ussd/load.ts';
import { registeredAt } from './vehicle-records.ts';

const sizes = [10_000, 100_000, 1_000_000];
const perBatch = 2_000;
const rounds = 4;

/** Asks for vehicle `number` of so many; true when it was found. */
interface Lookup {
  readonly name: string;
  readonly times: number;
  ask(number: number): Promise<boolean>;
}

const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** The plate with one sign of it typed wrongly, always the same one. */
function nearly(plate: string, number: number): string {
  const at = Math.floor(chance(number, 51) * plate.length);
  const other = signs.charAt((signs.indexOf(plate.charAt(at)) + 1 + Math.floor(chance(number, 52) * 35)) % 36);
  return plate.slice(0, at) + other + plate.slice(at + 1);
}

const has = (found: readonly { readonly plate: string }[], plate: string): boolean =>
  found.some((one) => one.plate === plate);

function ours(search: VehicleSearch): Lookup[] {
  return [
    {
      name: 'plate',
      times: 400,
      async ask(number) {
        const { country, plate } = registeredAt(number);
        const found = await search.find(plate, country);
        return (found.kind === 'one' && found.vehicle.plate === plate) || (found.kind === 'several' && has(found.vehicles, plate));
      },
    },
    {
      name: 'nearly a plate: one sign is wrong',
      times: 400,
      async ask(number) {
        const { plate } = registeredAt(number);
        return has(await search.near(nearly(plate, number)), plate);
      },
    },
    {
      name: 'whole chassis number',
      times: 400,
      async ask(number) {
        const { plate, vin = '' } = registeredAt(number);
        return has(await search.byVin(vin), plate);
      },
    },
    {
      name: 'last eight signs of a chassis number',
      times: 400,
      async ask(number) {
        const { plate, vin = '' } = registeredAt(number);
        return has(await search.byVin(vin.slice(-8)), plate);
      },
    },
  ];
} // prettier-ignore

/** What a first version would do: a pattern in which any one sign may be another, over every plate. */
function peers(connection: Connection): Lookup[] {
  const collection = connection.collection<VehicleRecord>('vehicles');
  const times = 12;
  return [
    {
      name: 'peer: nearly a plate, a pattern',
      times,
      async ask(number) {
        const { plate } = registeredAt(number);
        const asked = nearly(plate, number);
        const oneOff = Array.from(asked, (_sign, at) => `${asked.slice(0, at)}.${asked.slice(at + 1)}`).join('|');
        return has(await collection.find({ plate: new RegExp(`^(?:${oneOff})$`) }).hint({ $natural: 1 }).limit(5).toArray(), plate);
      },
    },
    {
      name: 'peer: end of a chassis number, /...$/',
      times,
      async ask(number) {
        const { plate, vin = '' } = registeredAt(number);
        return has(await collection.find({ vin: new RegExp(`${vin.slice(-8)}$`) }).limit(5).toArray(), plate);
      },
    },
  ];
} // prettier-ignore

/** Stores more vehicles; one reading of everything makes all the indexes. Gives the seconds. */
async function store(connection: Connection, from: number, to: number): Promise<number> {
  await vehicleModel(connection).init();
  const collection = connection.collection<VehicleRecord>('vehicles');
  const begun = performance.now();
  const indexes = (await collection.indexes()).filter(({ name }) => name !== '_id_');
  await collection.dropIndexes();
  for (let first = from; first < to; first += perBatch)
    await collection.insertMany(
      Array.from({ length: Math.min(perBatch, to - first) }, (_, nth) => registeredAt(first + nth)),
      { ordered: false },
    );
  await collection.createIndexes(indexes.map(({ v: _version, ...index }) => index as mongo.IndexDescription));
  return (performance.now() - begun) / 1_000;
}

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

async function measureSizes(connection: Connection, chosen: readonly number[]): Promise<void> {
  const search = createVehicleSearch({ connection, vehicles: createVehicles({ connection }) });
  const lookups = [...ours(search), ...peers(connection)];
  const rows: Record<string, Record<string, string | number>> = Object.fromEntries(lookups.map(({ name }) => [name, {}]));
  let stored = 0;
  for (const size of chosen) {
    const seconds = await store(connection, stored, size);
    console.log(`${size.toLocaleString('en')} vehicles: ${Math.round(seconds)} s to store the last ${(size - stored).toLocaleString('en')}`);
    stored = size;
    for (const [name, { latencies, wrong }] of await measure(lookups, size)) {
      const row = (rows[name] ??= {});
      row[size.toLocaleString('en')] = [0.5, 0.99].map((share) => percentile(latencies, share).toFixed(2)).join(' / ');
      row['wrong'] = Number(row['wrong'] ?? 0) + wrong;
      if (wrong > 0) process.exitCode = 1;
    }
  }
  console.log('Vehicles looked up one at a time, p50 / p99 in ms');
  console.table(rows);
} // prettier-ignore

/** `npm run bench -- vehicles [--most 100000]`: what people type, right and nearly right, in ever larger registers. */
export async function run(args: readonly string[]): Promise<void> {
  const most = numberBehind(args, '--most', Infinity);
  const chosen = sizes.filter((size) => size <= most);
  await onFreshDatabase((connection) => measureSizes(connection, chosen.length > 0 ? chosen : [most]));
}
