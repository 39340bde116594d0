import { mkdtemp, rm, statfs } from 'node:fs/promises';
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

/** Where a machine keeps files in its memory: writes that wait for the disk are a tenth of a run. */
const memoryFolder = '/dev/shm';
/** The databases of a run need about two; a container has often 64 MB there. */
const enoughBytes = 8 * 1024 ** 3;

async function fastFolder(): Promise<string> {
  const { bavail, bsize } = await statfs(memoryFolder).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize >= enoughBytes ? memoryFolder : os.tmpdir();
}

/** Shows once, before any test, that a database can be started here, or says what to do. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(await fastFolder(), 'lisolo-tests-'));
  const first = await startDatabase({
    mongodbUri: process.env['MONGODB_URI'],
    dataDirectory: path.join(folder, 'first'),
    log: createLog({ level: 'info' }),
  });
  await first.stop();
  project.provide('databaseFolder', folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
