import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

let database: TestDatabase;
beforeAll(async () => (database = await testDatabase()));
afterAll(() => database.drop());

it('answers what several indexes could, though little is found among much', async () => {
  const plates = database.connection.collection('many_plates');
  await plates.createIndexes([
    { key: { plate: 1 } },
    { key: { country: 1, plate: 1 } },
    { key: { plate: 1, state: 1 } },
  ]);
  await plates.insertMany(
    Array.from({ length: 12_000 }, (_, nth) => ({ plate: `${1_000 + nth}AB01`, country: 'CD', state: 'open' })),
  );
  expect(await plates.find({ plate: /99Z/ }).limit(5).toArray()).toEqual([]);
});
