import path from 'node:path';
import { mongo } from 'mongoose';
import type { Log } from '../log.ts';
import { projectRoot } from '../project-root.ts';
import { glibcVersion, newerCLibrary } from './c-library.ts';
import { EngineFault, startEngine, sweepSockets, type DatabaseServer } from './engine.ts';
import { durableUri } from './uri.ts';

export interface StartOptions {
  readonly mongodbUri?: string | undefined;
  readonly dataDirectory: string;
  readonly log: Log;
  /** How long a directory that another engine holds is waited for, in milliseconds; 6 seconds if not given. */
  readonly patienceMs?: number;
}

/** The embedded engine is built against this C library. */
const neededMinor = 38;

const advice =
  'No database could be started on this machine. Set MONGODB_URI to a MongoDB server, for example ' +
  'mongodb://127.0.0.1:27017/lisolo, or run everything with "docker compose up".';

/**
 * Where the usual trial of plans finds too little, this engine would rank them by samples, for which its build lacks a part:
 * such a question would fail among many documents. So it ranks them by trial alone.
 */
async function rankByTrial({ uri }: DatabaseServer): Promise<void> {
  const client = await new mongo.MongoClient(uri).connect();
  try {
    await client.db('admin').command({ setParameter: 1, featureFlagCostBasedRanker: false });
  } finally {
    await client.close();
  }
}

const reasonOf = (fault: EngineFault): string =>
  fault.isInUse ? 'another program uses it. Stop that one, or set another DATA_DIR.' : fault.message;

async function startEmbedded(directory: string, options: StartOptions): Promise<DatabaseServer | null> {
  const { log, patienceMs } = options;
  const version = glibcVersion();
  if (process.platform === 'linux' && version === null) return null;
  const isOld = version !== null && version[0] === 2 && version[1] < neededMinor;
  const library = isOld ? await newerCLibrary({ cacheDirectory: path.join(projectRoot, '.cache'), log }) : null;
  if (isOld && library === null) return null;
  try {
    const engine = await startEngine({ directory, library, patienceMs });
    await rankByTrial(engine);
    return engine;
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    if (error.stage === 'open') throw new Error(`The database in ${directory} cannot be opened: ${reasonOf(error)}`);
    log.warn({ error }, 'the embedded database engine does not run on this machine');
    return null;
  }
}

/** A development tool that downloads a server; absent from a production install. Its files are another version's. */
async function startDownloaded(directory: string, log: Log): Promise<DatabaseServer | null> {
  const { mkdir } = await import('node:fs/promises');
  try {
    const { MongoMemoryServer } = await import('mongodb-memory-server');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    log.info('starting a downloaded MongoDB server');
    const server = await MongoMemoryServer.create({
      instance: { dbPath: directory, storageEngine: 'wiredTiger', ip: '127.0.0.1' },
    });
    let end = (_how: string): void => undefined;
    const gone = new Promise<string>((resolve) => (end = resolve));
    return {
      uri: durableUri(server.getUri()),
      description: `downloaded server in ${directory}`,
      gone,
      async stop() {
        await server.stop({ doCleanup: false });
        end('stopped');
      },
    };
  } catch (error) {
    log.warn({ error }, 'no MongoDB server could be downloaded');
    return null;
  }
}

const given = (uri: string): DatabaseServer => ({
  uri: durableUri(uri),
  description: 'the server of MONGODB_URI',
  gone: new Promise<string>(() => undefined),
  stop: () => Promise.resolve(),
});

/**
 * The database by the order of choice: `mongodbUri`, the embedded engine, the engine through a newer C library, a
 * downloaded server. Every address it gives has journalled writes. Throws with advice when there is none.
 */
export async function startDatabase(options: StartOptions): Promise<DatabaseServer> {
  if (options.mongodbUri !== undefined) return given(options.mongodbUri);
  await sweepSockets();
  const directory = path.resolve(options.dataDirectory);
  const server =
    (await startEmbedded(path.join(directory, 'database'), options)) ??
    (await startDownloaded(path.join(directory, 'downloaded-database'), options.log));
  if (server === null) throw new Error(advice);
  return { ...server, uri: durableUri(server.uri) };
}
