import { createApp, type App } from '../../../core/app.ts';
import { readConfig } from '../../../core/config.ts';
import { silentLog } from '../../../core/log.ts';
import { vehicleModel } from '../../../core/vehicles/index.ts';
import { chance, end } from '../../bench/fines/fine-records.ts';
import { registeredAt } from '../../bench/vehicles/vehicle-records.ts';
import { testDatabase } from '../../support/mongo.ts';
import { watchQueries, type QueryWatch } from '../../support/query-watch.ts';

/** So many vehicles, and so many looks at them. */
export const howMany = 3_000;

export interface BusyVehicles {
  readonly app: App;
  readonly watch: QueryWatch;
  stop(): Promise<void>;
}

/** Of few of them something is about to end, so that not everybody has to be told of it. */
const vehicleOf = (nth: number) => {
  const later = new Date(end.getTime() + 200 * 86_400_000);
  const valid = { insuranceUntil: later, inspectionUntil: later, taxUntil: later };
  return { ...registeredAt(nth), ...(nth % 60 === 0 ? {} : valid) };
};

/** A look at one of the vehicles, by one of a hundred people, in the last year. */
const lookAt = (nth: number) => {
  const { _id, country, plate } = registeredAt(nth);
  const at = new Date(end.getTime() - Math.floor(chance(nth, 41) * 365 * 86_400_000));
  return {
    _id: `look-${nth}`, key: `busy:${nth}`, at, what: 'card', country, plate, vehicleId: _id, found: true,
    viewer: 'public', personId: `person-${nth % 100}`, channel: 'ussd', expiresAt: new Date(at.getTime() + 9e10),
  }; // prettier-ignore
};

/** A photo that was read for its plate in the last year, and is kept for a few months more. */
const readingAt = (nth: number) => {
  const at = new Date(end.getTime() - Math.floor(chance(nth, 43) * 365 * 86_400_000));
  return {
    _id: `reading-${nth}`, at, verdict: 'sure', country: nth % 3 === 0 ? 'SN' : 'CD', model: 'net-1', channel: 'whatsapp',
    milliseconds: 300, outcome: 'chosen', place: 1, wrongSigns: 0, confidence: 0.9,
  }; // prettier-ignore
};
const photoAt = (nth: number) => ({
  _id: `reading-${nth}`, giverId: `person-${nth % 100}`, plate: registeredAt(nth).plate, at: end,
  keepUntil: new Date(end.getTime() + (nth + 1) * 60_000),
}); // prettier-ignore

/** An offer of every vehicle, one in fifty still open; a paper that was told; a fault of one of thirty files. */
const transferAt = (nth: number) => {
  const { country, plate } = registeredAt(nth);
  const isOpen = nth % 50 === 9;
  return {
    _id: `transfer-${nth}`, key: `busy:${nth}`, vehicleId: `vehicle-${nth}`, country, plate, sellerId: `seller-${nth}`,
    buyerId: `buyer-${nth}`, buyerPhone: `+24381${1_000_000 + nth}`, state: isOpen ? 'offered' : 'declined',
    history: [{ to: 'offered', at: end, by: 'seller' }], until: new Date(end.getTime() + (nth + 1) * 60_000),
    createdAt: new Date(end.getTime() - nth * 60_000), ...(isOpen ? { open: true } : {}),
  }; // prettier-ignore
};
const alertAt = (nth: number) => ({
  _id: `vehicle-${nth}:insurance:2026-12-01`, vehicleId: `vehicle-${nth}`, country: 'CD', paper: 'insurance',
  day: '2026-12-01', step: 30, expiresAt: new Date(end.getTime() + (nth + 1) * 60_000),
}); // prettier-ignore
const faultAt = (nth: number) => ({
  _id: `import-${nth % 30}:checked:${nth}:0`, importId: `import-${nth % 30}`, phase: 'checked', line: nth, column: 'plate',
  reason: 'is no plate',
}); // prettier-ignore
const importAt = (nth: number) => ({
  _id: `import-${nth}`, by: 'admin', country: 'CD', mode: 'fill', encoding: 'utf-8', delimiter: ';', ignored: [],
  state: 'checked', batches: 0, next: 0, rows: 100, createdAt: end, expiresAt: new Date(end.getTime() + (nth + 1) * 60_000),
}); // prettier-ignore

/** A check of every vehicle; one in fifty is still to be told. */
const verificationAt = (nth: number) => {
  const { _id, country, plate } = registeredAt(nth);
  const at = new Date(end.getTime() - Math.floor(chance(nth, 47) * 365 * 86_400_000));
  return {
    _id: `verification-${nth}`, key: `busy:${nth}`, number: `V-CD-2026-${nth}`, country, plate, vehicleId: _id, at,
    by: { personId: `person-${nth % 100}`, channel: 'telegram' }, seen: {}, papers: [], photos: [], findings: [],
    verdict: nth % 40 === 0 ? 'fail' : 'ok', score: 100, ownerId: `owner-${nth}`, ...(nth % 50 === 9 ? { tellAt: end } : {}),
  }; // prettier-ignore
};
const sightingAt = (nth: number) => {
  const { country, plate } = registeredAt(nth);
  return { _id: `busy:${nth}`, country, plate, at: end, latitude: -4.3, longitude: 15.3, expiresAt: new Date(8e15) };
};

/** A claim on every vehicle; one in fifty waits for an answer. */
const requestAt = (nth: number) => {
  const { country, plate } = registeredAt(nth);
  const waits = nth % 50 === 9;
  const createdAt = new Date(end.getTime() - (nth + 1) * 60_000);
  return {
    _id: `request-${nth}`, key: `busy:${nth}`, kind: 'claim', state: waits ? 'pending' : 'rejected', revision: 1,
    personId: `asker-${nth}`, country, plate, vehicleId: `vehicle-${nth}`, wish: {}, was: {}, photos: [],
    history: [{ to: 'pending', at: createdAt, by: `asker-${nth}` }], holder: { personId: `holder-${nth}` },
    decideFrom: createdAt, createdAt, ...(waits ? { open: `asker-${nth} ${country} ${plate} claim`, tellAt: createdAt } : {}),
  }; // prettier-ignore
};

/** The product on a database with thousands of vehicles and looks; what is asked of `collections` is watched. */
export async function busyVehicles(collections: readonly string[]): Promise<BusyVehicles> {
  const database = await testDatabase();
  const watch = await watchQueries(database.uri, collections);
  const { connection } = watch;
  const config = readConfig({ NODE_ENV: 'test', DEMO: 'on', DEMO_SECRET: 'busy-world', SECRET: 's'.repeat(32) });
  const app = await createApp({ config, connection, log: silentLog, clock: () => end });
  for (const route of ['sms', 'simulator', 'email'] as const)
    app.notifications.registerRoute(route, () => Promise.resolve({}));
  await Promise.all(Object.values(connection.models).map((model) => model.init()));
  const numbers = Array.from({ length: howMany }, (_, nth) => nth);
  await vehicleModel(connection).collection.insertMany(numbers.map(vehicleOf) as never);
  await connection.collection<{ _id: string }>('vehicle_lookups').insertMany(numbers.map(lookAt));
  await connection.collection<{ _id: string }>('plate_readings').insertMany(numbers.map(readingAt));
  await connection.collection<{ _id: string }>('plate_photos').insertMany(numbers.map(photoAt));
  await connection.collection<{ _id: string }>('vehicle_transfers').insertMany(numbers.map(transferAt));
  await connection.collection<{ _id: string }>('vehicle_alerts').insertMany(numbers.map(alertAt));
  await connection.collection<{ _id: string }>('vehicle_import_faults').insertMany(numbers.map(faultAt));
  await connection.collection<{ _id: string }>('vehicle_verifications').insertMany(numbers.map(verificationAt));
  await connection.collection<{ _id: string }>('vehicle_sightings').insertMany(numbers.map(sightingAt));
  await connection.collection<{ _id: string }>('vehicle_imports').insertMany(numbers.slice(0, 500).map(importAt));
  await connection.collection<{ _id: string }>('vehicle_requests').insertMany(numbers.map(requestAt));
  return {
    app,
    watch,
    async stop() {
      await app.stop();
      await watch.close();
      await database.drop();
    },
  };
}
