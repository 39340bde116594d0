import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { createTogether } from '../../../core/database/index.ts';

const outcomes = (asked: readonly Promise<string>[]): Promise<string[]> =>
  Promise.all(asked.map((one) => one.catch((error: unknown) => (error as Error).message)));

describe('what is asked together', () => {
  it('goes in one command, each getting its own answer', async () => {
    const groups: number[] = [];
    const ask = createTogether<number, string>({
      perform(asks) {
        groups.push(asks.length);
        return Promise.resolve(asks.map((each) => `answer ${each}`));
      },
    });
    expect(await outcomes([1, 2, 3].map(ask))).toEqual(['answer 1', 'answer 2', 'answer 3']);
    expect(groups).toEqual([3]);
  });

  it('fails alone when one cannot be taken', async () => {
    const ask = createTogether<number, string>({
      perform: (asks) => (asks.includes(2) ? Promise.reject(new Error('bad ask')) : Promise.resolve(asks.map(String))),
    });
    expect(await outcomes([1, 2, 3].map(ask))).toEqual(['1', 'bad ask', '3']);
  });

  it('is given up at once, and those behind it, when the database is out of reach', async () => {
    let commands = 0;
    const ask = createTogether<number, string>({
      size: 2,
      perform() {
        commands += 1;
        return Promise.reject(new mongo.MongoNetworkError('away'));
      },
    });
    expect(await outcomes([1, 2, 3, 4, 5, 6].map(ask))).toEqual(Array.from({ length: 6 }, () => 'away'));
    expect(commands).toBe(1);
  });

  it('goes on when the database is back', async () => {
    let isAway = true;
    const ask = createTogether<number, string>({
      perform: (asks) =>
        isAway ? Promise.reject(new mongo.MongoNetworkError('away')) : Promise.resolve(asks.map(String)),
    });
    expect(await outcomes([ask(1)])).toEqual(['away']);
    isAway = false;
    expect(await outcomes([ask(2)])).toEqual(['2']);
  });
});
