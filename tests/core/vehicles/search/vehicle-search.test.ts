import fc from 'fast-check';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../core/log.ts';
import {
  bringUpSearchKeys, createVehicles, createVehicleSearch, foldPlate, plateDistance, searchKeys, vehicleModel, vinKey,
  type VehicleSearch,
} from '../../../../core/vehicles/index.ts'; // prettier-ignore
import { registeredAt } from '../../../bench/vehicles/vehicle-records.ts';
import { testDatabase, type TestDatabase } from '../../../support/mongo.ts';
import { seeded } from '../../../support/watched.ts';

const signs = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const sign = fc.constantFrom(...signs);
const plate = fc.string({ unit: sign, minLength: 5, maxLength: 9 });

/** A plate, and what one slip of the hand or the eye makes of it. */
const slipped = fc
  .tuple(plate, fc.nat(), sign, fc.constantFrom('other', 'lost', 'added', 'swapped'))
  .map(([stored, where, other, slip]) => {
    const at = where % stored.length;
    const [before, after] = [stored.slice(0, at), stored.slice(at + 1)];
    const asked = {
      other: before + other + after,
      lost: before + after,
      added: before + other + stored.slice(at),
      swapped: before + after.charAt(0) + stored.charAt(at) + after.slice(1),
    }[slip];
    return { stored, asked };
  });

describe('the keys of a plate', () => {
  it('are shared with whatever one slip makes of it', () => {
    fc.assert(
      fc.property(slipped, ({ stored, asked }) => {
        const keys = new Set(searchKeys(stored));
        return searchKeys(asked).some((key) => keys.has(key));
      }),
      seeded(2_000),
    );
  });

  it('do not depend on which look-alikes were typed', () => {
    expect(foldPlate('O1SBZG')).toBe(foldPlate('0I5826'));
    expect(searchKeys('DQ4YN')).toEqual(searchKeys('00AVM'));
  });

  it('are few', () => {
    fc.assert(
      fc.property(plate, (one) => searchKeys(one).length <= one.length + 1),
      seeded(200),
    );
  });
});

describe('how far two plates are apart', () => {
  it('is nothing for the same, the same both ways, and at most one for one slip', () => {
    fc.assert(
      fc.property(slipped, plate, ({ stored, asked }, another) => {
        expect(plateDistance(stored, stored)).toBe(0);
        expect(plateDistance(asked, stored)).toBeLessThanOrEqual(1);
        expect(plateDistance(stored, another)).toBeCloseTo(plateDistance(another, stored));
      }),
      seeded(500),
    );
  });

  it.each([
    ['1234OB01', '12340B01', '1234XB01'],
    ['1234V801', '1234Y801', '1234K801'],
    ['1234MN01', '1234NN01', '1234TN01'],
    ['1243AB01', '1234AB01', '1299AB01'],
  ])('is less from %s to its look-alike %s than to %s', (asked, alike, other) => {
    expect(plateDistance(asked, alike)).toBeLessThan(plateDistance(asked, other));
  });
});

describe('a register of thousands', () => {
  let database: TestDatabase;
  let connection: Connection;
  let search: VehicleSearch;
  const size = 2_000;
  beforeAll(async () => {
    database = await testDatabase();
    ({ connection } = database);
    await vehicleModel(connection).init();
    const records = Array.from({ length: size }, (_, nth) => registeredAt(nth));
    await vehicleModel(connection).collection.insertMany(records as never);
    search = createVehicleSearch({ connection, vehicles: createVehicles({ connection }) });
  });
  afterAll(() => database.drop());

  it('finds a vehicle by its plate with one slip, and among the nearest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), fc.nat(7), sign, async (number, at, other) => {
        const { plate: stored } = registeredAt(number);
        const asked = stored.slice(0, at) + other + stored.slice(at + 1);
        const found = (await search.near(asked)).map((vehicle) => vehicle.plate);
        expect(asked === stored || found.includes(stored), `${asked} ${stored} ${found.join(' ')}`).toBe(true);
        expect(found.length).toBeLessThanOrEqual(5);
      }),
      seeded(60),
    );
  });

  it('offers what begins nearly so where the boxed code was left out and no plate begins so', async () => {
    const plates = ['9357KW01', '9357KW14', '9999WW01'];
    const made = plates.map((one, nth) => ({
      ...registeredAt(nth),
      _id: `start-${nth}`,
      plate: one,
      searchKeys: searchKeys(one),
    }));
    await vehicleModel(connection).collection.insertMany(made as never);
    for (const asked of ['9375KW', '9357KV', '8357 kw', '9357XW']) {
      const found = await search.find(asked, 'CD');
      const offered = found.kind === 'near' ? found.vehicles.map((vehicle) => vehicle.plate) : [];
      expect(offered, asked).toEqual(expect.arrayContaining(plates.slice(0, 2)));
      expect(offered).not.toContain('9999WW01');
    }
    expect(await search.find('9357KW', 'CD')).toMatchObject({ kind: 'several' });
    expect(await search.find('9735WK', 'CD')).toMatchObject({ kind: 'none' });
    await connection.collection('vehicles').deleteMany({ _id: { $in: made.map(({ _id }) => _id) } } as object);
  });

  it('shows of a start no more than nine, and says that there are others', async () => {
    const made = Array.from({ length: 12 }, (_, nth) => ({
      ...registeredAt(nth), _id: `many-${nth}`, plate: `7531YW${10 + nth}`, searchKeys: searchKeys(`7531YW${10 + nth}`),
    })); // prettier-ignore
    await vehicleModel(connection).collection.insertMany(made.slice(0, 9) as never);
    const whole = await search.find('7531YW', 'CD');
    expect(whole).toMatchObject({ kind: 'several' });
    expect('more' in whole).toBe(false);
    await vehicleModel(connection).collection.insertMany(made.slice(9) as never);
    const found = await search.find('7531YW', 'CD');
    expect(found).toMatchObject({ kind: 'several', more: true });
    expect(found.kind === 'several' && found.vehicles.map((vehicle) => vehicle.plate)).toEqual(
      made.slice(0, 9).map((vehicle) => vehicle.plate),
    );
    await connection.collection('vehicles').deleteMany({ _id: { $in: made.map(({ _id }) => _id) } } as object);
  });

  it('asks an index and looks at few vehicles, though thousands are nearly it', async () => {
    const crowd = Array.from({ length: 1_000 }, (_, nth) => ({
      ...registeredAt(nth), _id: `crowd-${nth}`, plate: `X${nth}`, searchKeys: [...searchKeys('CROWD99'), `x${nth}`],
    })); // prettier-ignore
    await vehicleModel(connection).collection.insertMany(crowd as never);
    const filter = { searchKeys: { $in: searchKeys('CROWD98') } };
    const { executionStats, queryPlanner } = (await vehicleModel(connection)
      .collection.find(filter)
      .limit(150)
      .explain('executionStats')) as {
      executionStats: { totalKeysExamined: number; totalDocsExamined: number };
      queryPlanner: object;
    };
    expect(JSON.stringify(queryPlanner)).toContain('IXSCAN');
    expect(JSON.stringify(queryPlanner)).not.toContain('COLLSCAN');
    expect(executionStats.totalKeysExamined).toBeLessThan(500);
    expect(executionStats.totalDocsExamined).toBeLessThanOrEqual(150);
    // None of the crowd is really near.
    expect(await search.near('CROWD98')).toEqual([]);
    await connection.collection('vehicles').deleteMany({ plate: /^X/ });
  });

  it('is found by the last signs of a chassis number only when they are enough', async () => {
    const { vin = '', plate: stored } = registeredAt(17);
    expect((await search.byVin(vin)).map((one) => one.plate)).toEqual([stored]);
    expect((await search.byVin(vin.slice(-8))).map((one) => one.plate)).toContain(stored);
    expect(await search.byVin(vin.slice(-5))).toEqual([]);
  });

  it('brings up vehicles that were registered before, once, and leaves new keys alone', async () => {
    const vehicles = connection.collection<{ _id: string }>('vehicles');
    await vehicles.updateMany({ _id: { $lt: registeredAt(500)._id } }, { $unset: { searchKeys: 1, vinKey: 1 } });
    const deps = { connection, clock: () => new Date('2026-11-21'), log: silentLog };
    await Promise.all([bringUpSearchKeys(deps), bringUpSearchKeys(deps)]);
    expect(await vehicles.countDocuments({ searchKeys: { $exists: false } })).toBe(0);
    const { _id, plate: stored, vin = '' } = registeredAt(3);
    expect(await vehicles.findOne({ _id })).toMatchObject({ searchKeys: searchKeys(stored), vinKey: vinKey(vin) });
    await vehicles.updateOne({ _id }, { $unset: { searchKeys: 1 } });
    await bringUpSearchKeys(deps);
    expect(await vehicles.countDocuments({ searchKeys: { $exists: false } })).toBe(1);
  });

  it('keeps the keys of what comes in through the model, and of nothing else that is read', async () => {
    const { searchKeys: _keys, vinKey: _vinKey, ...bare } = registeredAt(9_999);
    await vehicleModel(connection).create({ ...bare, _id: 'made', plate: 'MADE77' });
    const [found] = await search.near('MADE78');
    expect(found).toMatchObject({ id: 'made' });
    expect(found).not.toHaveProperty('searchKeys');
    expect((await search.byVin((registeredAt(9_999).vin ?? '').slice(-7)))[0]?.id).toBe('made');
  });
});
