import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDatabase } from '../../core/database/index.ts';
import { createLog } from '../../core/log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where each test file keeps its database; gone after the run. */
    databaseFolder: string;
  }
}

/** Shows once, before any test, that a database can be started here, or says what to do. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lisolo-tests-'));
  const first = await startDatabase({
    mongodbUri: process.env['MONGODB_URI'],
    dataDirectory: path.join(folder, 'first'),
    log: createLog({ level: 'info' }),
  });
  await first.stop();
  project.provide('databaseFolder', folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
