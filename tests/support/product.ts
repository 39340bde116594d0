import type { Clock } from '../../core/clock.ts';
import { readConfig } from '../../core/config.ts';
import { listen } from '../../core/listen.ts';
import { silentLog } from '../../core/log.ts';
import type { Log } from '../../core/log.ts';
import { createProduct } from '../../main.ts';
import { createLocalTelegram } from './local-telegram.ts';
import { createLocalWhatsapp } from './local-whatsapp.ts';
import { testDatabase, type TestDatabase } from './mongo.ts';

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** The whole product in this process, with its demo data, every door open, and vendors that live on this machine. */
export async function startProduct(
  settings: Record<string, string> = {},
  log: Log = silentLog,
  clock?: Clock,
  given?: TestDatabase,
) {
  const database = given ?? (await testDatabase());
  const { connection } = database;
  const telegram = await createLocalTelegram();
  const whatsapp = createLocalWhatsapp(clock);
  const config = readConfig({
    NODE_ENV: 'test',
    DEMO: 'on',
    SIMULATOR: 'on',
    DEMO_SECRET: 'story-secret',
    SECRET: 's'.repeat(32),
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    WHATSAPP: 'web',
    ...settings,
  });
  const vendors = {
    pace: { perSecond: 1_000, perChat: 1_000, chatSeconds: 1 },
    vendor: whatsapp.vendor,
    // Where the database may be away, the door's own patience is what counts.
    ...(given ? {} : { patienceMs: 45_000 }),
    timers: whatsapp.timers,
  };
  const app = await createProduct({ config, connection, log, vendors, ...(clock ? { clock } : {}) });
  const { doors, handler } = app;
  await app.start();
  const server = await listen({ handler, port: 0, host: '127.0.0.1' });
  await Promise.all(doors.map((door) => door.start()));
  if (config.whatsapp.mode === 'web') await whatsapp.connect();

  return {
    app,
    config,
    connection,
    telegram,
    whatsapp,
    baseUrl: `http://127.0.0.1:${server.port}`,
    async stop(): Promise<void> {
      await Promise.all(doors.map((door) => door.stop()));
      await server.stop();
      await app.stop();
      await telegram.close();
      await database.drop();
    },
  };
}
