import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { isAnswering } from '../../../core/database/index.ts';
import { databaseOnALine } from '../../support/database-line.ts';

const lines = 4;
const breaks = 5;
const atOnce = 6;

/** Breaks the line in the middle of work, again and again; throws when the server is not found again. */
async function breakAndMend(): Promise<void> {
  const line = await databaseOnALine();
  const things = line.connection.collection('things');
  let isOver = false;
  const work = Array.from({ length: atOnce }, async () => {
    while (!isOver) {
      await things.insertOne({}).catch(() => undefined);
      // A read that fails is tried again in the same moment, and that is when the driver met its own broken line.
      await things.findOne().catch(() => undefined);
      await wait(Math.random() * 10);
    }
  });
  for (let round = 0; round < breaks; round += 1) {
    // The driver asks a server that it has just lost at most twice a second: before that there is nothing to go wrong.
    await wait(520 + Math.random() * 80);
    line.cut();
    await wait(Math.random() * 100);
    line.restore();
    await expect.poll(() => isAnswering(line.connection).catch(() => false), { timeout: 5_000 }).toBe(true);
  }
  isOver = true;
  await Promise.all(work);
  await line.drop();
}

it('finds the server again every time the line breaks in the middle of work, and leaves nothing waiting', async () => {
  await Promise.all(Array.from({ length: lines }, breakAndMend));
}, 60_000);
