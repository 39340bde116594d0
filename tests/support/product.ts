import { createGuard, createLoginLimit } from '../../admin-api/auth.ts';
import { apiRoutes } from '../../admin-api/routes/index.ts';
import { createHttpServer } from '../../admin-api/server.ts';
import { createSimulatorDoor, simulatorSurface } from '../../bots/simulator/index.ts';
import { createTelegramDoor, telegramSurface } from '../../bots/telegram/index.ts';
import { createWhatsappWebDoor, whatsappSurface } from '../../bots/whatsapp-web/index.ts';
import { createApp } from '../../core/app.ts';
import type { App } from '../../core/app.ts';
import { readConfig } from '../../core/config.ts';
import { demoPeople } from '../../core/demo/index.ts';
import { listen } from '../../core/listen.ts';
import { silentLog } from '../../core/log.ts';
import { createUssdDoor, ussdSurface } from '../../ussd/index.ts';
import { createLocalTelegram } from './local-telegram.ts';
import { createLocalWhatsapp } from './local-whatsapp.ts';
import { testDatabase } from './mongo.ts';

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** The whole product in this process, with its demo data, every door open, and vendors that live on this machine. */
export async function startProduct(settings: Record<string, string> = {}) {
  const database = await testDatabase();
  const { connection } = database;
  const config = readConfig({
    NODE_ENV: 'test',
    DEMO: 'on',
    SIMULATOR: 'on',
    DEMO_SECRET: 'story-secret',
    SECRET: 's'.repeat(32),
    PUBLIC_URL: 'http://lisolo.test',
    ...settings,
  });
  const app: App = await createApp({ config, connection, log: silentLog });
  const telegram = await createLocalTelegram();
  const whatsapp = createLocalWhatsapp();
  const deps = { ...app, config, connection, log: silentLog };

  const ussdDoor = createUssdDoor({
    ...deps,
    ...config.ussd,
    receive: app.conversation.at(ussdSurface(config.ussd.pageSeptets)),
  });
  const telegramDoor = createTelegramDoor({
    ...deps,
    receive: app.conversation.at(telegramSurface),
    config: { ...config.telegram, token: telegram.token, apiRoot: telegram.apiRoot },
    pace: { perSecond: 1_000, perChat: 1_000, chatSeconds: 1 },
  });
  const whatsappDoor = createWhatsappWebDoor({
    ...deps,
    receive: app.conversation.at(whatsappSurface),
    protect: (_request, _response, next) => next(),
    config: { on: true, folder: 'unused', dailyCap: 1_000 },
    vendor: whatsapp.vendor,
    timers: whatsapp.timers,
  });
  const simulatorDoor = createSimulatorDoor({
    ...deps,
    receive: app.conversation.at(simulatorSurface),
    people: () => Promise.resolve(demoPeople()),
    dial: (form) => ussdDoor.dial(form),
    ownsSms: true,
    doors: () => [],
  });
  const doors = [simulatorDoor, ussdDoor, telegramDoor, whatsappDoor];

  const handler = createHttpServer({
    ...deps,
    version: 'test',
    doors,
    routes: apiRoutes({
      ...app,
      connection,
      people: app.identity,
      loginLimit: createLoginLimit({ connection, perMinute: 1_000 }),
    }),
    guard: createGuard(app),
    health: { ready: () => Promise.resolve({ database: true }) },
  });
  await app.start();
  const server = await listen({ handler, port: 0, host: '127.0.0.1' });
  await Promise.all(doors.map((door) => door.start()));
  await whatsapp.connect();

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
