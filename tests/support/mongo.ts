import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { afterAll, inject } from 'vitest';
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
 * An engine for each test file that needs one: the engine never gives back the files of a dropped database, so that one
 * for all files would end when no more files can be opened. MONGODB_URI names another server.
 */
async function startEngine() {
  const dataDirectory = await mkdtemp(path.join(inject('databaseFolder'), 'file-'));
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

let engine: ReturnType<typeof startEngine> | undefined;

// Registered before any hook of the test file itself, and so run after them.
afterAll(async () => {
  await (await engine)?.stop();
});

/** A database of its own on the test file's one engine. */
export async function testDatabase(): Promise<TestDatabase> {
  engine ??= startEngine();
  const uri = withDatabase((await engine).uri, `test_${newId()}`);
  const connection = await connectDatabase({ uri, log: silentLog });
  return {
    connection,
    uri,
    async drop() {
      await connection.dropDatabase();
      await connection.close();
    },
  };
}
