import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createGuard, createLoginLimit } from './admin-api/auth.ts';
import { apiRoutes } from './admin-api/routes/index.ts';
import { createHttpServer } from './admin-api/server.ts';
import type { Connection } from 'mongoose';
import { createApp } from './core/app.ts';
import { toBanner } from './core/banner.ts';
import { ConfigError, readConfig, type Config } from './core/config.ts';
import { connectDatabase, startDatabase } from './core/database/index.ts';
import type { Door } from './core/door.ts';
import { listen, probePort } from './core/listen.ts';
import { createLog, type Log } from './core/log.ts';
import { projectRoot } from './core/project-root.ts';
import { createShutdown, type Shutdown } from './core/shutdown.ts';
import { createDoors } from './doors.ts';

/** Doors that cannot reach their vendor go on trying; the banner does not wait for them longer than this. */
const doorPatienceMs = 1_200;
const loginsPerMinute = 30;

function readSettings(): Config {
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return readConfig(process.env);
}

/**
 * A port that is taken is better known before anything is started or stored. PORT=0 means a free port, and links need
 * to know which.
 */
async function withPort(config: Config): Promise<Config> {
  const port = await probePort(config.port, config.host);
  return { ...config, port, publicUrl: config.isReachable ? config.publicUrl : `http://localhost:${port}` };
}

/** Signals stop everything in order; a defect outside any request does too, since the state is then unknown. */
function watchProcess(shutdown: Shutdown, log: Log): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutdown.run(signal, 0));
  process.on('unhandledRejection', (error) => log.error({ error }, 'a rejection that nobody handled'));
  process.on('uncaughtException', (error) => {
    log.fatal({ error }, 'an exception that nobody caught');
    void shutdown.run('uncaught exception', 1);
  });
}

async function startDoors(doors: readonly Door[], log: Log): Promise<void> {
  const starts = doors.map((door) =>
    door.start().catch((error: unknown) => log.error({ error, door: door.name }, 'the door could not be opened')),
  );
  await Promise.race([Promise.all(starts), wait(doorPatienceMs, undefined, { ref: false })]);
}

const answers = async (connection: Connection): Promise<boolean> => (await connection.db?.admin().ping())?.['ok'] === 1;

const stopDoors = (doors: readonly Door[]) => () => Promise.allSettled(doors.map((door) => door.stop()));

const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };

async function start(config: Config, log: Log, shutdown: Shutdown): Promise<void> {
  const database = await startDatabase({ ...config, log });
  shutdown.add('database', () => database.stop());
  void database.gone.then(() => {
    if (shutdown.isRunning) return;
    log.fatal('the database has ended');
    void shutdown.run('database ended', 1);
  });
  const connection = await connectDatabase({ uri: database.uri, log });
  shutdown.add('connection', () => connection.close());

  const app = await createApp({ config, connection, log });
  const guard = createGuard(app);
  const protectPairing = guard.requirePermission('channels.pair');
  const doors = await createDoors({ ...app, config, connection, log, protectPairing });
  const loginLimit = createLoginLimit({ connection, perMinute: loginsPerMinute });
  const routes = apiRoutes({ ...app, connection, people: app.identity, loginLimit });
  const health = { ready: async () => ({ database: await answers(connection) }) };
  const handler = createHttpServer({ ...app, config, version, doors, routes, guard, health, log });
  await app.start();
  shutdown.add('app', () => app.stop());
  shutdown.add('doors', stopDoors(doors));
  const server = await listen({ handler, port: config.port, host: config.host });
  shutdown.add('web server', () => server.stop());
  await startDoors(doors, log);

  console.log(
    toBanner({
      version,
      environment: config.environment,
      readyInMs: process.uptime() * 1000,
      address: config.publicUrl,
      database: database.description,
      ussdCode: config.ussd.serviceCode,
      doors,
      demoAccounts: app.demoAccounts,
    }),
  );
}

/** Advice is a plain Error and speaks for itself; anything else is a defect, and its stack helps. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : (error.stack ?? error.message);
}

async function main(): Promise<void> {
  let config: Config;
  try {
    config = await withPort(readSettings());
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : `Lisolo could not start: ${inWords(error)}`);
    process.exitCode = 1;
    return;
  }
  const log = createLog({ level: config.logLevel, pretty: process.stdout.isTTY && !config.isProduction });
  const shutdown = createShutdown({ log });
  watchProcess(shutdown, log);
  try {
    await start(config, log, shutdown);
  } catch (error) {
    // Asked to stop while starting: what then fails is no news.
    if (shutdown.isRunning) return;
    console.error(`Lisolo could not start: ${inWords(error)}`);
    await shutdown.run('failed start', 1);
  }
}

await main();
