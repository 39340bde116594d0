import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDatabase } from '../../core/database/index.ts';
import { createLog } from '../../core/log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    mongodbUri: string;
  }
}

/** One engine for the whole run, on a directory of its own; MONGODB_URI names another server. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lisolo-tests-'));
  const database = await startDatabase({
    mongodbUri: process.env['MONGODB_URI'],
    dataDirectory: folder,
    log: createLog({ level: 'info' }),
  });
  project.provide('mongodbUri', database.uri);
  let isStopping = false;
  void database.gone.then((how) => {
    if (!isStopping) process.stderr.write(`The tests' database ended by itself: ${how}\n`);
  });
  return async () => {
    isStopping = true;
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
