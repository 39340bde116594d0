import { afterAll, beforeAll, expect, it } from 'vitest';
import { isInDoubt, isOutOfReach } from '../../../core/database/index.ts';
import { databaseOnALine } from '../../support/database-line.ts';

let line: Awaited<ReturnType<typeof databaseOnALine>>;
beforeAll(async () => {
  line = await databaseOnALine();
});
afterAll(() => line.drop());

const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

it('knows a lost database however many documents were written at once, and a refused document from it', async () => {
  const things = line.connection.collection<{ _id: number }>('things');
  await things.insertOne({ _id: 1 });
  const refused = await faultOf(things.insertMany([{ _id: 1 }, { _id: 2 }], { ordered: false }));
  expect(refused).toBeInstanceOf(Error);
  expect(isOutOfReach(refused)).toBe(false);

  line.fallSilent();
  const waiting = faultOf(things.insertMany([{ _id: 3 }], { ordered: false }));
  line.cut();
  const lost = await waiting;
  expect(isOutOfReach(lost), String(lost)).toBe(true);
  expect(isInDoubt(lost), String(lost)).toBe(true);
  expect(isOutOfReach(await faultOf(things.insertMany([{ _id: 4 }])))).toBe(true);
  line.restore();
});
