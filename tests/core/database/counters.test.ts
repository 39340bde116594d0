import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextNumber } from '../../../core/database/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

const take = (series: string, count: number, from?: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, () => nextNumber(database.connection, series, from)));
const inOrder = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);
const upTo = (first: number, count: number): number[] => Array.from({ length: count }, (_, nth) => first + nth);

describe('the numbers of a series', () => {
  it('are given once each, from 1 and without a gap, however many ask at once', async () => {
    expect(inOrder(await take('a', 40))).toEqual(upTo(1, 40));
  });

  it('begin after the number that is asked for, also in a series that has begun lower', async () => {
    expect(inOrder(await take('b', 20, 100))).toEqual(upTo(101, 20));
    expect(inOrder(await take('c', 3))).toEqual(upTo(1, 3));
    expect(inOrder(await take('c', 20, 100))).toEqual(upTo(101, 20));
  });

  it('go on where they are, when that is further than what is asked for', async () => {
    await take('d', 1, 500);
    expect(await nextNumber(database.connection, 'd', 100)).toBe(502);
    expect(await nextNumber(database.connection, 'd')).toBe(503);
  });
});
