import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LisoloError } from '../../../core/errors.ts';
import { createIdentityService, type IdentityService } from '../../../core/identity/index.ts';
import {
  createVehicleRegistry, vehicleModel, vehiclesPersonalData, type NewVehicle, type PastOwner, type Vehicle, type VehicleRegistry,
} from '../../../core/vehicles/index.ts'; // prettier-ignore
import { ownedSince } from '../../../core/vehicles/owner-history.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

let database: TestDatabase;
let registry: VehicleRegistry;
let identity: IdentityService;
let now = new Date('2026-11-21T08:00:00Z');
let [ilunga, mbuyi] = ['', ''];
const phone = '+243820000009';
const morning = now;
const car: NewVehicle = { country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', category: 'car' };

beforeAll(async () => {
  database = await testDatabase();
  const { connection } = database;
  identity = createIdentityService({ connection, clock: () => now, defaultCountry: 'CD' });
  ilunga = (await identity.create({ country: 'CD', name: 'Ilunga' })).id;
  mbuyi = (await identity.create({ country: 'CD', name: 'Mbuyi', phone })).id;
  registry = createVehicleRegistry({ connection, clock: () => now, people: identity });
});
beforeEach(async () => {
  now = morning;
  await vehicleModel(database.connection).collection.deleteMany({});
});
afterAll(() => database.drop());

const stored = async (id: string): Promise<Vehicle> =>
  (await vehicleModel(database.connection).findById(id).lean()) as unknown as Vehicle;
const later = (): Date => (now = new Date(now.getTime() + 3_600_000));
const brief = (owners: readonly PastOwner[] | undefined) =>
  owners?.map(({ ownerId, name, how, until }) => [ownerId ?? name, how, until !== undefined]);

it('says since when the present owner has the vehicle, however the history ends', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
  const one = (ownerId: string, from: number, until?: number): PastOwner => ({
    ownerId, from: at(from), how: 'declared', ...(until === undefined ? {} : { until: at(until) }),
  }); // prettier-ignore
  expect(ownedSince({ ownerId: 'a' })).toBeUndefined();
  expect(ownedSince({ ownerId: 'b', owners: [one('a', 1, 2), one('b', 2)] })).toEqual(at(2));
  expect(ownedSince({ ownerId: 'a', owners: [one('a', 1, 2), one('b', 2, 3), one('a', 3)] })).toEqual(at(3));
  // Whoever is not in the history came after it.
  expect(ownedSince({ ownerId: 'c', owners: [one('a', 1, 2)] })).toEqual(at(2));
});

describe('the history of owners', () => {
  it('grows by each owner in the write that brings them, and closes the one before', async () => {
    const { id } = await registry.create({ ...car, ownerName: 'Kabasele' });
    const first = later();
    await registry.update(id, { ownerId: ilunga }, undefined, { how: 'claimed' });
    later();
    const { after } = await registry.update(id, { ownerId: mbuyi }, undefined, { how: 'transferred' });
    expect(brief(after.owners)).toEqual([
      ['Kabasele', 'administration', true],
      [ilunga, 'claimed', true],
      [mbuyi, 'transferred', false],
    ]);
    expect(after.owners?.[1]).toMatchObject({ from: first, until: now });
    expect((await stored(id)).owners).toEqual(after.owners);
  });

  it('stays as it is when something else changes, or the same owner gets a phone', async () => {
    const { id } = await registry.create({ ...car, ownerName: 'Kabasele' });
    await registry.update(id, { colour: 'red' });
    const { after } = await registry.update(id, { ownerName: 'Kabasele', ownerPhone: '+243820000004' });
    expect(brief(after.owners)).toEqual([['Kabasele', 'administration', false]]);
  });

  it('leaves nothing of an owner who goes that is not given anew', async () => {
    const known = {
      ownerPhone: '+243820000004',
      ownerEmail: 'k@example.org',
      ownerArea: 'Gombe',
      ownerNif: 'A1234567B',
    };
    const facts = (vehicle: object) =>
      Object.keys(vehicle)
        .filter((field) => /^owner[A-Z]/.test(field))
        .sort();
    const one = async (over: object, change: object) => {
      const { id } = await registry.create({ ...car, ...over });
      const { after } = await registry.update(id, change);
      expect(facts(await stored(id)).filter((field) => field !== 'ownerNews')).toEqual(facts(after));
      await vehicleModel(database.connection).deleteOne({ _id: id });
      return facts(after);
    };
    const { ownerArea, ownerNif } = known;
    const kabasele = { ownerName: 'Kabasele', ...known };
    expect(await one({ ownerId: ilunga, ownerArea, ownerNif }, { ownerId: mbuyi })).toEqual(['ownerId']);
    expect(await one({ ownerId: ilunga, ownerArea, ownerNif }, { ownerId: mbuyi, ownerNif: 'B1' })).toEqual([
      'ownerId',
      'ownerNif',
    ]);
    expect(await one({ ownerId: ilunga, ownerArea, ownerNif }, { ownerId: null })).toEqual([]);
    expect(await one({ ownerId: ilunga, ownerArea, ownerNif }, { ownerName: 'Autre' })).toEqual(['ownerName']);
    expect(await one(kabasele, { ownerName: 'Autre' })).toEqual(['ownerName']);
    expect(await one(kabasele, { ownerId: ilunga })).toEqual(['ownerId']);
    // The same owner, of whom more is known.
    expect(await one(kabasele, { ownerPhone: '+243820000005' })).toEqual(facts(kabasele));
    expect(await one({ ...kabasele, ownerPhone: phone }, { ownerId: mbuyi })).toEqual([
      'ownerArea',
      'ownerId',
      'ownerNif',
    ]);
  });

  it('begins with the owner whom the vehicle had before histories were kept', async () => {
    const { id } = await registry.create({ ...car, ownerId: ilunga });
    await vehicleModel(database.connection).updateOne({ _id: id }, { $unset: { owners: 1 } });
    later();
    const { after } = await registry.update(id, { ownerId: null });
    expect(after.owners).toEqual([{ ownerId: ilunga, from: morning, until: now, how: 'administration' }]);
  });

  it('loses nobody when several write at once', async () => {
    const { id } = await registry.create(car);
    await Promise.all([...'abcdefgh'].map((letter) => registry.update(id, { ownerName: `Owner ${letter}` })));
    const owners = (await stored(id)).owners ?? [];
    expect(owners.map(({ name }) => name).sort()).toEqual([...'abcdefgh'].map((letter) => `Owner ${letter}`));
    expect(owners.filter(({ until }) => until === undefined)).toHaveLength(1);
  });

  it('brings nobody back who is forgotten while an administrator has the vehicle open', async () => {
    const data = vehiclesPersonalData({ connection: database.connection, identity });
    const seen = await registry.create({ ...car, ownerId: ilunga });
    await data.erase(ilunga);
    await expect(registry.update(seen.id, { ownerName: 'Autre' }, seen)).rejects.toMatchObject({ code: 'conflict' });
    await registry.update(seen.id, { ownerName: 'Autre' });
    expect(JSON.stringify((await stored(seen.id)).owners)).not.toContain(ilunga);
  });

  it('is shown to the person whom it is about, forgets them, and follows them when two people are one', async () => {
    const data = vehiclesPersonalData({ connection: database.connection, identity });
    const { id } = await registry.create({ ...car, ownerId: ilunga });
    await registry.update(id, { ownerId: mbuyi, vin: 'JTDKB20U093123456' });
    const copy = JSON.stringify(await data.collect(ilunga));
    expect(copy).toContain('1234AB01');
    expect(copy).not.toMatch(new RegExp(`${mbuyi}|JTDKB20U093123456`));
    await data.merge?.(mbuyi, 'f'.repeat(24));
    await data.erase(ilunga);
    expect(brief((await stored(id)).owners)).toEqual([
      [undefined, 'administration', true],
      ['f'.repeat(24), 'administration', false],
    ]);
  });
});

describe('what is carried over into the register', () => {
  it('is written once however often it is repeated', async () => {
    const cause = { how: 'declared', carries: 'request:1' } as const;
    const made = await registry.create({ ...car, ownerId: ilunga }, cause);
    expect((await registry.create({ ...car, ownerId: ilunga }, cause)).id).toBe(made.id);
    const change = { carries: 'request:2' };
    await Promise.all([1, 2, 3].map(() => registry.update(made.id, { colour: 'red' }, made, change)));
    await registry.update(made.id, { colour: 'blue' });
    expect((await registry.update(made.id, { colour: 'red' }, made, change)).after.colour).toBe('blue');
    expect((await stored(made.id)).revision).toBe(3);
  });

  it('is refused where the vehicle is no longer what was seen, or the plate belongs to another', async () => {
    const made = await registry.create(car);
    await registry.update(made.id, { colour: 'red' });
    const stale = registry.update(made.id, { colour: 'blue' }, made, { carries: 'request:3' });
    await expect(stale).rejects.toMatchObject({ code: 'conflict' } satisfies Partial<LisoloError>);
    await expect(registry.create(car, { carries: 'request:4' })).rejects.toMatchObject({ details: { field: 'plate' } });
  });
});
