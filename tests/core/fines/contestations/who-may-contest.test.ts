import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { infractionModel, tariffNow, type Fine } from '../../../../core/fines/index.ts';
import { maySeePhotos } from '../../../../core/fines/contestations/flows/contester.ts';
import { author, contestWorld, francs, officer, type ContestWorld } from './contest-world.ts';

let world: ContestWorld;
beforeAll(async () => {
  world = await contestWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const opening = (fine: Fine, over: object = {}) =>
  world.contestations.open({ fineId: fine.id, personId: author, ground: 'sold', key: `key:${fine.id}`, ...over });
const decision = { by: officer, role: 'opj', words: 'Vu.' } as const;
const reject = (fine: Fine) => world.contestations.decide(fine.id, { to: 'rejected', ...decision });
const reduce = (fine: Fine, units: number) =>
  world.contestations.decide(fine.id, { to: 'reduced', amount: francs(units), ...decision });
const now = async (fine: Fine): Promise<Fine> => (await world.fines.byId(fine.id)) ?? fine;
const refusal = (code: string, reason: string) => ({ code, details: { refusal: reason } });

describe('a fine is contested', () => {
  it('by its owner or its driver alone where the owner is known, by the case or by the register', async () => {
    const fine = await world.recorded('plain', { ownerId: 'owner', driverPhone: '+243820000009' });
    const stranger = { personId: 'stranger', phone: '+243820000001' };
    await expect(opening(fine, stranger)).rejects.toMatchObject(refusal('conflict', 'not_yours'));
    const other = { registered: { personId: 'stranger' } };
    await expect(opening(fine, { ...stranger, ...other })).rejects.toMatchObject(refusal('conflict', 'not_yours'));
    const driver = { personId: 'driver', phone: '+243820000009' };
    expect((await opening(fine, driver)).contestations).toMatchObject([{ personId: 'driver' }]);
    for (const registered of [{ personId: 'owner' }, { phone: '+243820000002' }]) {
      const next = await world.recorded();
      await expect(opening(next, { ...stranger, registered })).rejects.toMatchObject(refusal('conflict', 'not_yours'));
      const owner = { personId: 'owner', phone: '+243820000002', registered };
      expect((await opening(next, owner)).contestations).toHaveLength(1);
    }
  });

  it('by an owner who becomes known after the answer to a stranger, once, and by the driver once', async () => {
    const fine = await world.recorded('plain', { driverPhone: '+243820000009' });
    const of = (personId: string, key: string, over: object = {}) => opening(fine, { personId, key, ...over });
    await of('stranger', 'a');
    await reject(fine);
    await expect(of('another', 'b')).rejects.toMatchObject(refusal('conflict', 'decided'));
    await infractionModel(world.database.connection).updateOne({ _id: fine.id }, { $set: { ownerId: 'owner' } });
    await of('owner', 'c');
    const driver = { phone: '+243820000009' };
    await expect(of('driver', 'd', driver)).rejects.toMatchObject(refusal('conflict', 'open'));
    await reduce(fine, 20_000);
    await expect(of('owner', 'e')).rejects.toMatchObject(refusal('conflict', 'decided'));
    await of('driver', 'd', driver);
    await reduce(fine, 10_000);
    await expect(of('driver', 'f', driver)).rejects.toMatchObject(refusal('conflict', 'decided'));
    expect((await now(fine)).contestations.map(({ state }) => state)).toEqual(['rejected', 'reduced', 'reduced']);
    expect(tariffNow(await now(fine))).toBe(francs(10_000));
  });

  it('and taken back by the same person twice; the third waits for its answer', async () => {
    const fine = await world.contested();
    const withdraw = () => world.contestations.withdraw(fine.id, author);
    for (const key of ['second', 'third']) {
      await withdraw();
      expect((await withdraw()).contestations.at(-1)?.state).toBe('withdrawn');
      await opening(fine, { key });
    }
    const before = await now(fine);
    await expect(withdraw()).rejects.toMatchObject(refusal('conflict', 'withdrawn'));
    expect(await now(fine)).toEqual(before);
    expect((await reject(fine)).contestations.map(({ state }) => state)).toEqual([
      'withdrawn',
      'withdrawn',
      'rejected',
    ]);
  });
});

it('the whole reference shows photos only where no owner is known', async () => {
  const stranger = { personId: 'stranger', phone: '+243820000001' };
  const [owned, free] = [await world.recorded('plain', { ownerId: 'owner' }), await world.recorded()];
  const inRegister = { ...stranger, registered: { personId: 'owner' } };
  expect(maySeePhotos(free, stranger, true)).toBe(true);
  expect(maySeePhotos(free, stranger, false)).toBe(false);
  expect(maySeePhotos(free, inRegister, true)).toBe(false);
  expect(maySeePhotos(owned, stranger, true)).toBe(false);
  expect(maySeePhotos(owned, { personId: 'owner' }, false)).toBe(true);
});
