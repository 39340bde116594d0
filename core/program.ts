import { existsSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { toBanner, type BannerFacts } from './banner.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { connectDatabase, startDatabase, watchDatabase, type WatchTimes } from './database/index.ts';
import type { Door } from './door.ts';
import { listen, probePort } from './listen.ts';
import { createLog, type Log } from './log.ts';
import { projectRoot } from './project-root.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';

/** What a program needs of the product that it runs. */
export interface Runnable {
  readonly version: string;
  readonly doors: readonly Door[];
  readonly handler: RequestListener;
  readonly demoAccounts: BannerFacts['demoAccounts'];
  /** Begins timed work. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type CreateRunnable = (deps: { config: Config; connection: Connection; log: Log }) => Promise<Runnable>;

/** Doors that cannot reach their vendor go on trying; the banner does not wait for them longer than this. */
const doorPatienceMs = 1_200;

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

async function start(
  create: CreateRunnable,
  { config, log, shutdown, watch }: { config: Config; log: Log; shutdown: Shutdown; watch: WatchTimes },
): Promise<void> {
  const database = await startDatabase({ ...config, log });
  shutdown.add('database', () => database.stop());
  void database.gone.then((how) => {
    if (shutdown.isRunning) return;
    log.fatal({ how }, 'the database has ended');
    void shutdown.run('database ended', 1);
  });
  const connection = await connectDatabase({ uri: database.uri, log });
  const onSilence = (silentMs: number): void => {
    if (shutdown.isRunning) return;
    log.fatal({ seconds: silentMs / 1_000 }, 'the database has not answered for too long');
    void shutdown.run('database silent', 1);
  };
  watchDatabase({ ...watch, connection, onSilence });
  shutdown.add('connection', () => connection.close());

  const product = await create({ config, connection, log });
  shutdown.add('services', () => product.stop());
  shutdown.add('doors', () => Promise.allSettled(product.doors.map((door) => door.stop())));
  const server = await listen({ handler: product.handler, port: config.port, host: config.host });
  shutdown.add('web server', () => server.stop());
  await startDoors(product.doors, log);
  // What is due may be much, and whoever opens a page or writes waits for none of it.
  await product.start();

  console.log(
    toBanner({
      ...product,
      environment: config.environment,
      readyInMs: process.uptime() * 1000,
      address: config.publicUrl,
      database: database.description,
      ussdCode: config.ussd.serviceCode,
      mail: config.mail
        ? { on: true, why: `from ${config.mail.from}` }
        : { on: false, why: 'SMTP_URL is not set; notices go by chat and SMS' },
      vehicleRegister: standingOf(config.vehicleRegister),
    }),
  );
}

/** Which official registers of vehicles are asked for plates that ours does not know. */
function standingOf({ file, http }: Config['vehicleRegister']): { on: boolean; why: string } {
  const asked = [...(file === undefined ? [] : [`the file ${file}`]), ...(http ? [http.root] : [])];
  return asked.length > 0
    ? { on: true, why: `asks ${asked.join(', then ')}` }
    : { on: false, why: 'VEHICLE_REGISTER_FILE or VEHICLE_REGISTER_URL plugs one in' };
}

/** Advice is a plain Error and speaks for itself; anything else is a defect, and its stack helps. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : (error.stack ?? error.message);
}

/**
 * Runs a product as this process: settings, database, web server, signals, banner. Ends with 1 when it cannot go on, for
 * whoever supervises it to start it anew.
 */
export async function runProgram(create: CreateRunnable, watch: WatchTimes = {}): Promise<void> {
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
    await start(create, { config, log, shutdown, watch });
  } catch (error) {
    // Asked to stop while starting: what then fails is no news.
    if (shutdown.isRunning) return;
    console.error(`Lisolo could not start: ${inWords(error)}`);
    await shutdown.run('failed start', 1);
  }
}
