import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createIdentityService } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createOwnerNews, createVehicleRegistry } from '../../../core/vehicles/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()), 60_000);
afterAll(() => database.drop());

describe('news of owners', () => {
  it('reach everybody else when one vehicle cannot be told of, and that one later', async () => {
    const { connection } = database;
    const clock = () => new Date('2026-11-21T08:00:00Z');
    const people = createIdentityService({ connection, clock, defaultCountry: 'CD' });
    const registry = createVehicleRegistry({ connection, clock, people });
    const car = { country: 'CD', make: 'Toyota', model: 'Corolla', category: 'car' } as const;
    const plates = ['1001AB01', '1002AB01', '1003AB01'];
    for (const [nth, plate] of plates.entries())
      await registry.create({ ...car, plate, ownerPhone: `+24381000000${nth}` });
    const news = createOwnerNews({ connection, log: silentLog });
    const heard: string[] = [];
    let poisoned = '1001AB01';
    news.onOwner(({ plate }) => {
      if (plate === poisoned) return Promise.reject(new Error('nobody can be told of this one'));
      return Promise.resolve(void heard.push(plate));
    });
    expect(await news.bringLate()).toBe(2);
    expect(heard.sort()).toEqual(['1002AB01', '1003AB01']);
    poisoned = '';
    expect(await news.bringLate()).toBe(1);
    expect(await news.bringLate()).toBe(0);
  });
});
