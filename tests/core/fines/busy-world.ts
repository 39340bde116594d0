import type { Connection } from 'mongoose';
import type { Route } from '../../../admin-api/route.ts';
import { apiRoutes } from '../../../admin-api/routes/index.ts';
import { createLoginLimit } from '../../../admin-api/auth.ts';
import { createApp, type App } from '../../../core/app.ts';
import { readConfig } from '../../../core/config.ts';
import { newId, nextNumber } from '../../../core/database/index.ts';
import type { InfractionRecord } from '../../../core/fines/index.ts';
import { silentLog } from '../../../core/log.ts';
import type { OutboxDocument } from '../../../core/notifications/outbox.model.ts';
import { end, fineAt, vehicleAt } from '../../bench/fines/fine-records.ts';
import { testDatabase } from '../../support/mongo.ts';
import { watchQueries, type QueryWatch } from '../../support/query-watch.ts';

/** Of one agent, on a thousand vehicles, over two years. */
export const manyFines = { from: 10_000, to: 15_000 } as const;
/** So many copies of each thing of the demo, where it is asked for in numbers. */
const copies = 400;

export interface BusyWorld {
  readonly app: App;
  readonly routes: readonly Route[];
  readonly connection: Connection;
  readonly watch: QueryWatch;
  stop(): Promise<void>;
}

/** Copies the documents that are there, each under names of its own, so that they are many. */
async function multiply(connection: Connection, name: string, unique: readonly string[]): Promise<void> {
  const collection = connection.collection<{ _id: string }>(name);
  const models = await collection.find().limit(10).toArray();
  const some = models.flatMap((model) =>
    Array.from({ length: Math.ceil(copies / models.length) }, (_, nth) => ({
      ...model,
      // Nothing is left to do for a copy.
      ...('nextLookAt' in model ? { nextLookAt: new Date('2100-01-01') } : {}),
      ...Object.fromEntries(
        ['_id', ...unique]
          .filter((field) => field in model)
          .map((field) => [field, `${String(model[field as '_id'])}-${nth}`]),
      ),
    })),
  );
  if (some.length > 0) await collection.insertMany(some);
}

/** Waiting to be sent, half of them by day only. */
const waiting = (nth: number): OutboxDocument => ({
  _id: newId(), key: `busy:${nth}`, to: { phone: vehicleAt(nth).phone }, message: { body: ['Bonjour'] },
  essential: false, state: 'queued', attempts: 0, dueAt: end, waits: 0, spent: [], createdAt: end, history: [],
  ...(nth % 2 === 0 ? { onlyByDay: 'CD' } : {}),
}); // prettier-ignore

/** The whole product on a database with thousands of fines and hundreds of whatever else is looked up. */
export async function busyWorld(collections: readonly string[]): Promise<BusyWorld> {
  const database = await testDatabase();
  const watch = await watchQueries(database.uri, collections);
  const { connection } = watch;
  const config = readConfig({ NODE_ENV: 'test', DEMO: 'on', DEMO_SECRET: 'busy-world', SECRET: 's'.repeat(32) });
  const app = await createApp({ config, connection, log: silentLog, clock: () => end });
  for (const route of ['sms', 'simulator', 'email'] as const)
    app.notifications.registerRoute(route, () => Promise.resolve({}));
  await Promise.all(Object.values(connection.models).map((model) => model.init()));
  await nextNumber(connection, 'fines', manyFines.to * 2);
  const numbers = Array.from({ length: manyFines.to - manyFines.from }, (_, nth) => manyFines.from + nth);
  await connection
    .collection<InfractionRecord>('infractions')
    .insertMany(numbers.map((number) => fineAt(number, manyFines)));
  await connection
    .collection<OutboxDocument>('outbox')
    .insertMany(Array.from({ length: copies }, (_, nth) => waiting(nth)));
  await multiply(connection, 'payments', ['idempotencyKey', 'providerRef', 'receiptNumber']);
  await multiply(connection, 'ledger', ['key']);
  await multiply(connection, 'vehicles', ['plate']);
  const limit = createLoginLimit({ connection, perMinute: 1 });
  const deps = { ...app, connection, people: app.identity, loginLimit: limit, openDataLimit: limit };
  return {
    app,
    routes: apiRoutes(deps),
    connection,
    watch,
    async stop() {
      await app.stop();
      await watch.close();
      await database.drop();
    },
  };
}
