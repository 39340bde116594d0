import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { inject } from 'vitest';
import { connectDatabase, newId, startDatabase, withDatabase } from '../../core/database/index.ts';
import { silentLog } from '../../core/log.ts';

export interface TestDatabase {
  readonly connection: Connection;
  /** Names this very database, for a second process or connection. */
  readonly uri: string;
  /** Removes the database and closes the connection; call it in `afterAll`. */
  drop(): Promise<void>;
}

/**
 * The engine never gives back the files of a dropped database: one engine for a whole run would end when no more files
 * can be opened. So each serves some databases, and is then let go. MONGODB_URI names another server.
 */
const databasesPerEngine = 12;

async function startEngine() {
  const dataDirectory = await mkdtemp(path.join(inject('databaseFolder'), 'engine-'));
  const server = await startDatabase({ mongodbUri: process.env['MONGODB_URI'], dataDirectory, log: silentLog });
  let isStopping = false;
  void server.gone.then((how) => {
    if (!isStopping) process.stderr.write(`The tests' database ended by itself: ${how}\n`);
  });
  return {
    uri: server.uri,
    async stop() {
      isStopping = true;
      await server.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

interface Engine {
  readonly started: ReturnType<typeof startEngine>;
  served: number;
  inUse: number;
}

/** Of this worker; what still runs when the worker ends ends with it. */
let engine: Engine | undefined;

function lend(): Engine {
  if (!engine || engine.served >= databasesPerEngine) engine = { started: startEngine(), served: 0, inUse: 0 };
  engine.served += 1;
  engine.inUse += 1;
  return engine;
}

async function giveBack(lent: Engine): Promise<void> {
  lent.inUse -= 1;
  if (lent.inUse > 0 || lent.served < databasesPerEngine) return;
  if (engine === lent) engine = undefined;
  await (await lent.started).stop();
}

/** A database of its own. */
export async function testDatabase(): Promise<TestDatabase> {
  const lent = lend();
  const uri = withDatabase((await lent.started).uri, `test_${newId()}`);
  const connection = await connectDatabase({ uri, log: silentLog });
  return {
    connection,
    uri,
    async drop() {
      await connection.dropDatabase();
      await connection.close();
      await giveBack(lent);
    },
  };
}
