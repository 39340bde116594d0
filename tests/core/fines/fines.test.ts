import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { newId } from '../../../core/database/index.ts';
import { createSigner, qrPng, readQr } from '../../../core/documents/index.ts';
import {
  createCodeOfPhoto,
  createFineOfPhoto,
  createPlateSearch,
  finesPersonalData,
  infractionModel,
  isPayable,
} from '../../../core/fines/index.ts';
import { createIdentityService } from '../../../core/identity/index.ts';
import { parsePlate } from '../../../core/plates/index.ts';
import { createVehicles, vehicleModel, vehiclesPersonalData } from '../../../core/vehicles/index.ts';
import { moneyWorld, type MoneyWorld } from '../payments/money-world.ts';

let world: MoneyWorld;
beforeAll(async () => {
  world = await moneyWorld();
  await vehicleModel(world.database.connection).init();
});
beforeEach(async () => {
  await world.clear();
  await vehicleModel(world.database.connection).collection.deleteMany({});
});
afterAll(() => world.database.drop());

const francs = (units: number) => ({ amount: units * 100, currency: 'CDF' as const });
const register = (plate: string, over: object = {}) =>
  vehicleModel(world.database.connection).create({
    _id: newId(), country: 'CD', plate, make: 'Toyota', model: 'Corolla', category: 'car', createdAt: world.now(), ...over,
  }); // prettier-ignore
const read = (typed: string) => {
  const parsed = parsePlate(typed, 'CD');
  if (!parsed) throw new Error('no plate');
  return parsed;
};

it('freezes the tariff under which a fine was recorded', async () => {
  const fine = await world.fine(50_000);
  await world.database.connection
    .collection('infraction_types')
    .updateOne({ code: 'speed' }, { $set: { 'tariff.max': 2 } });
  expect((await world.fines.byId(fine.id))?.type.tariff).toMatchObject({ max: 1_000_000_000 });
  await expect(world.fine(50_000)).rejects.toMatchObject({ code: 'invalid_input' });
  await world.database.connection
    .collection('infraction_types')
    .updateOne({ code: 'speed' }, { $set: { 'tariff.max': 1_000_000_000 } });
});

it('gives fines recorded in the same moment references of their own', async () => {
  const fines = await Promise.all([1, 2, 3, 4, 5].map(() => world.fine()));
  expect(new Set(fines.map(({ reference }) => reference)).size).toBe(5);
});

it.each([
  ['CD', 'DK1234A', 2027],
  ['SN', 'DK1234A', 2026],
] as const)('numbers fines and receipts of %s by the year that it is there', async (country, plate, year) => {
  const at = new Date('2026-12-31T23:30:00Z');
  const fine = await world.fines.record({
    country, plate, typeCode: 'speed', amount: 5_000, place: { text: 'Plateau' }, at, agentId: 'agent',
  }); // prettier-ignore
  expect(fine.reference).toMatch(new RegExp(`^${country}-${year}-`));
  expect(await world.receipts.nextNumber(country, at)).toMatch(new RegExp(`^Q-${country}-${year}-`));
});

it('puts a payment on a fine once, also when it is told twice at once', async () => {
  const fine = await world.fine(50_000);
  const wish = { fineId: fine.id, paymentId: 'p', money: francs(20_000), at: world.now() };
  const answers = await Promise.all([1, 2, 3].map(() => world.fines.applyPayment(wish)));
  expect(answers).toEqual(Array(3).fill({ applied: 2_000_000, excess: 0 }));
  expect(await world.fines.byId(fine.id)).toMatchObject({ paidAmount: 2_000_000, moneyStatus: 'partly_paid' });
});

it('never takes more than is due, whoever pays at once', async () => {
  const fine = await world.fine(50_000);
  const pay = (paymentId: string) =>
    world.fines.applyPayment({ fineId: fine.id, paymentId, money: francs(20_000), at: world.now() });
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map(pay));
  expect(answers.reduce((sum, { applied }) => sum + applied, 0)).toBe(5_000_000);
  expect(answers.reduce((sum, { excess }) => sum + excess, 0)).toBe(3_000_000);
  expect((await world.fines.byId(fine.id))?.moneyStatus).toBe('paid');
});

it('lets the judicial police decide along the table, and gives money of a dismissed fine back as excess', async () => {
  const { id } = await world.fine();
  await expect(
    world.fines.decide(id, { to: 'dismissed', by: 'a', role: 'pcr_agent', reason: 'x' }),
  ).rejects.toMatchObject({ code: 'forbidden' });
  const dismissed = await world.fines.decide(id, { to: 'dismissed', by: 'o', role: 'opj', reason: 'doublon' });
  expect(dismissed.history.at(-1)).toMatchObject({ from: 'recorded', to: 'dismissed', by: 'o', reason: 'doublon' });
  await expect(world.fines.decide(id, { to: 'validated', by: 'o', role: 'opj', reason: 'x' })).rejects.toMatchObject({
    code: 'illegal_transition',
  });
  expect(await world.fines.applyPayment({ fineId: id, paymentId: 'p', money: francs(10), at: world.now() })).toEqual({
    applied: 0,
    excess: 1_000,
  });
  expect(await world.fines.listUnpaid('CD', '1234AB01')).toEqual([]);
});

it('lists fines of a person by owner, by phone and by plates', async () => {
  const fine = await world.fine();
  expect(await world.fines.forPerson({ personId: 'p', phone: '+243810000001' })).toEqual([]);
  expect(await world.fines.forPerson({})).toEqual([]);
  await infractionModel(world.database.connection).updateOne(
    { _id: fine.id },
    { $set: { driverPhone: '+243810000001' } },
  );
  expect(await world.fines.forPerson({ phone: '+243810000001' })).toHaveLength(1);
  expect(await world.fines.forPerson({ plates: [{ country: 'CD', plate: '1234AB01' }] })).toHaveLength(1);
});

it('looks up by plate, reference, owner and phone through an index', async () => {
  const { connection } = world.database;
  const stages = async (filter: object) =>
    JSON.stringify(await connection.collection('infractions').find(filter).sort({ at: 1 }).explain('queryPlanner'));
  for (const filter of [
    { country: 'CD', plate: '1234AB01' },
    { shortCode: '0001010' },
    { ownerId: 'p' },
    { driverPhone: '+243' },
  ]) {
    const plan = await stages(filter);
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toContain('COLLSCAN');
  }
});

it('finds the plate that is known among the readings of what was typed', async () => {
  const search = createPlateSearch({ fines: world.fines, vehicles: createVehicles(world.database) });
  await register('1234AB01');
  expect(await search.exact(read('1234 ab 01'), 'CD')).toEqual({ country: 'CD', plate: '1234AB01' });
  expect(await search.exact(read('I234AB0I'), 'CD')).toEqual({ country: 'CD', plate: '1234AB01' });
  expect(await search.exact(read('9999ZZ99'), 'SN')).toEqual({ country: 'CD', plate: '9999ZZ99' });
});

it('finds plates by their start, of vehicles and of fines whose vehicle nobody registered', async () => {
  const search = createPlateSearch({ fines: world.fines, vehicles: createVehicles(world.database) });
  await register('1234AB07');
  await world.fine();
  expect((await search.startingWith('1234AB')).map(({ plate }) => plate)).toEqual(['1234AB01', '1234AB07']);
  expect(await search.startingWith('.*')).toEqual([]);
});

it('reads the fine from the QR code of a receipt or a note, and from nothing else', async () => {
  const fine = await world.fine();
  const signer = createSigner({ secret: 'x'.repeat(32) });
  const proof = { kind: 'notice' as const, reference: fine.reference, amount: fine.due, issuedAt: world.now() };
  const pictures = new Map([
    ['signed', await qrPng(`https://lisolo.example/v/${signer.sign(proof)}`)],
    ['forged', await qrPng(`https://lisolo.example/v/${createSigner({ secret: 'y'.repeat(32) }).sign(proof)}`)],
    ['bare', await qrPng(fine.reference)],
    ['other', await qrPng('https://example.com')],
    ['none', Buffer.from('no picture')],
  ]);
  const files = {
    read: async (id: string) => ({
      file: { id, name: id, mimeType: 'image/png', size: 1, createdAt: world.now() },
      bytes: pictures.get(id) ?? Buffer.alloc(0),
    }),
  };
  const fineOf = createFineOfPhoto({ codeOfPhoto: createCodeOfPhoto({ files, readQr }), signer, fines: world.fines });
  const found = await Promise.all([...pictures.keys()].map(async (id) => [id, await fineOf(id)] as const));
  expect(Object.fromEntries(found)).toMatchObject({
    signed: { id: fine.id },
    forged: 'forged',
    bare: { id: fine.id },
    other: undefined,
    none: undefined,
  });
});

it('forgets an owner, and moves to the survivor what two people owned', async () => {
  const { connection } = world.database;
  await register('1234AB01', { ownerId: 'a' });
  const fine = await world.fine();
  await infractionModel(connection).updateOne(
    { _id: fine.id },
    { $set: { ownerId: 'a', driverPhone: '+243810000001' } },
  );
  const identity = createIdentityService({ connection, clock: world.now, defaultCountry: 'CD' });
  for (const part of [finesPersonalData({ connection, identity }), vehiclesPersonalData({ connection, identity })]) {
    await part.merge?.('a', 'b');
    expect(await part.collect('b')).toHaveLength(1);
    await part.erase('b');
    expect(await part.collect('b')).toHaveLength(0);
  }
  expect((await world.fines.byId(fine.id))?.driverPhone).toBeUndefined();
});

it('stays payable on its plate when the owner whom the register knew by a phone only is forgotten', async () => {
  const { connection } = world.database;
  const identity = createIdentityService({ connection, clock: world.now, defaultCountry: 'CD' });
  const phone = '+243810000071';
  const { id } = await identity.create({ phone, country: 'CD' });
  const fine = await world.fine();
  await register(fine.plate, { ownerPhone: phone, ownerName: 'Kabasele' });
  for (const part of [finesPersonalData({ connection, identity }), vehiclesPersonalData({ connection, identity })])
    await part.erase(id);
  expect(JSON.stringify(await vehicleModel(connection).findOne({ plate: fine.plate }).lean())).not.toMatch(
    /Kabasele|71"/,
  );
  const left = await world.fines.byId(fine.id);
  expect(left && isPayable(left)).toBe(true);
});

it('shows and forgets a driver by the phone that was given at the roadside', async () => {
  const { connection } = world.database;
  const identity = createIdentityService({ connection, clock: world.now, defaultCountry: 'CD' });
  const [mine, other] = ['+243810000001', '+243820000002'];
  const { id } = await identity.create({ phone: mine, country: 'CD' });
  const fines = [await world.fine(), await world.fine()];
  for (const [index, driverPhone] of [mine, other].entries())
    await infractionModel(connection).updateOne({ _id: fines[index]?.id }, { $set: { driverPhone } });
  const part = finesPersonalData({ connection, identity });
  expect(await part.collect(id)).toMatchObject([{ reference: fines[0]?.reference }]);
  await part.erase(id);
  const after = await world.fines.byIds(fines.map((fine) => fine.id));
  expect(after.map(({ driverPhone }) => driverPhone)).toEqual([undefined, other]);
});
