import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { lineTo } from './support/database-line.ts';
import { testDatabase, type TestDatabase } from './support/mongo.ts';
import { startProgram, type Program } from './support/program.ts';

let folder: string;
let database: TestDatabase;
let line: Awaited<ReturnType<typeof lineTo>>;
let program: Program;
beforeAll(async () => {
  folder = await mkdtemp(path.join(inject('databaseFolder'), 'silent-'));
  database = await testDatabase();
  line = await lineTo(database.uri);
  const command = [process.execPath, '--import', 'tsx', 'tests/support/impatient-program.ts'];
  program = startProgram({ MONGODB_URI: line.uri, DATA_DIR: folder, DEMO: 'off' }, command);
}, 180_000);
afterAll(async () => {
  await program.stop('SIGKILL');
  await line.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('a program that loses its database', { timeout: 180_000 }, () => {
  it('goes on when it comes back in time, however often', async () => {
    const address = await program.address();
    const isReady = async (): Promise<boolean> =>
      (await fetch(`${address}/readyz`).catch(() => undefined))?.ok ?? false;
    // Longer in all than may be in one piece.
    for (let outage = 0; outage < 5; outage += 1) {
      line.cut();
      await wait(1_100);
      line.restore();
      await expect.poll(isReady, { timeout: 30_000 }).toBe(true);
    }
    expect(program.process.exitCode, program.output()).toBeNull();
  });

  it('says so and ends with 1 when it stays away, to be started anew', async () => {
    line.fallSilent();
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('the database has not answered for too long');
  });
});
