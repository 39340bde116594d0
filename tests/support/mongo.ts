import type { Connection } from 'mongoose';
import { inject } from 'vitest';
import { connectDatabase, newId, withDatabase } from '../../core/database/index.ts';
import { silentLog } from '../../core/log.ts';

export interface TestDatabase {
  readonly connection: Connection;
  /** Names this very database, for a second process or connection. */
  readonly uri: string;
  /** Removes the database and closes the connection; call it in `afterAll`. */
  drop(): Promise<void>;
}

/** A database of its own on the run's one engine. */
export async function testDatabase(): Promise<TestDatabase> {
  const uri = withDatabase(inject('mongodbUri'), `test_${newId()}`);
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
