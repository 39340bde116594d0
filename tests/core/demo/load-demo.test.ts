import { afterEach, beforeEach, expect, it } from 'vitest';

import { parsePhone, operatorById } from '../../../core/countries/index.ts';
import { demoPeople, loadDemo, type DemoDeps } from '../../../core/demo/index.ts';
import { createFines, infractionModel } from '../../../core/fines/index.ts';
import { createIdentityService } from '../../../core/identity/index.ts';
import { createLedger } from '../../../core/payments/ledger.service.ts';
import { paymentModel } from '../../../core/payments/index.ts';
import { createVehicles, vehicleModel } from '../../../core/vehicles/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

const now = new Date('2026-11-21T08:00:00Z');
const clock = () => now;
let database: TestDatabase;
let deps: DemoDeps;
beforeEach(async () => {
  database = await testDatabase();
  const identity = createIdentityService({ connection: database.connection, clock, defaultCountry: 'CD' });
  deps = { connection: database.connection, identity, isProduction: false, now };
});
afterEach(() => database.drop());

it('loads the vehicles and fines that the guide speaks of', async () => {
  await loadDemo(deps);
  const fines = createFines({ connection: database.connection, clock });
  const corolla = await createVehicles(database).byPlate('CD', '1234AB01');
  expect(corolla).toMatchObject({ make: 'Toyota', model: 'Corolla', year: 2018, colour: 'white' });
  const due = async (country: 'CD' | 'SN', plate: string) => (await fines.listUnpaid(country, plate)).map(({ remaining }) => remaining);
  expect(await due('CD', '1234AB01')).toEqual([{ amount: 5_000_000, currency: 'CDF' }, { amount: 10_000_000, currency: 'CDF' }]);
  expect(await createVehicles(database).byPlate('CD', '5678CD05')).toBeDefined();
  expect(await due('CD', '5678CD05')).toEqual([]);
  expect(await due('SN', 'AA123BC')).toEqual([{ amount: 20_000, currency: 'XOF' }]);
});

it('loads paid fines whose payments and book agree', async () => {
  await loadDemo(deps);
  const ledger = createLedger(database);
  const payments = await paymentModel(database.connection).find().lean();
  expect(payments.length).toBeGreaterThan(3);
  expect(payments.every(({ operator }) => operatorById(operator)?.wallet)).toBe(true);
  expect(await ledger.verify()).toEqual({ ok: true, entries: payments.length, unbalanced: [] });
  for (const { _id, purpose, amount } of payments) {
    const fine = await infractionModel(database.connection).findById(purpose.id).lean();
    expect(fine?.payments).toMatchObject([{ paymentId: _id, amount }]);
    expect(fine?.paidAmount).toBe(amount);
  }
});

it('lets staff log in with what it returns, and never twice with the same random secrets', async () => {
  const accounts = await loadDemo(deps);
  const admin = accounts.find(({ login }) => login.startsWith('admin.cd@'));
  const { verifyPassword, byPhone, checkPin } = createIdentityService({ connection: database.connection, clock, defaultCountry: 'CD' });
  expect((await verifyPassword(admin?.login ?? '', admin?.secret ?? '')).roles).toEqual(['super_admin']);
  const agent = accounts.find(({ who }) => who.includes('pcr_agent'));
  const person = await byPhone(agent?.login ?? '');
  await checkPin(person?.id ?? '', agent?.secret.replace('PIN ', '') ?? '');
  const other = await testDatabase();
  const identity = createIdentityService({ connection: other.connection, clock, defaultCountry: 'CD' });
  const others = await loadDemo({ ...deps, connection: other.connection, identity });
  await other.drop();
  expect(others.map(({ login }) => login)).toEqual(accounts.map(({ login }) => login));
  expect(others.find(({ login }) => login === admin?.login)?.secret).not.toBe(admin?.secret);
});

it('takes passwords and PINs from DEMO_SECRET where there is one, also after an interruption', async () => {
  const first = await loadDemo({ ...deps, secret: 'a secret of the demo' });
  await database.connection.collection('demo').updateOne({}, { $set: { state: 'loading' } });
  await database.connection.collection('vehicles').deleteOne({ plate: 'AA123BC' });
  expect(await loadDemo({ ...deps, secret: 'a secret of the demo' })).toEqual(first);
  expect(await createVehicles(database).byPlate('SN', 'AA123BC')).toBeDefined();
  expect(await infractionModel(database.connection).countDocuments({ plate: '1234AB01' })).toBe(3);
});

it('touches no database that holds anything already', async () => {
  await vehicleModel(database.connection).create({ _id: 'v', country: 'CD', plate: '1', make: 'a', model: 'b', category: 'car', createdAt: now });
  expect(await loadDemo(deps)).toEqual([]);
  expect(await infractionModel(database.connection).countDocuments()).toBe(0);
});

it('loads once, and not at all in production', async () => {
  await expect(loadDemo({ ...deps, isProduction: true })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await infractionModel(database.connection).countDocuments()).toBe(0);
  expect((await loadDemo(deps)).length).toBeGreaterThan(5);
  expect(await loadDemo(deps)).toEqual([]);
});

it('gives the next fine a number of its own', async () => {
  await loadDemo(deps);
  const fines = createFines({ connection: database.connection, clock });
  const fine = await fines.record({ country: 'CD', plate: '5678CD05', typeCode: 'belt', place: { text: 'Gombe' }, at: now, agentId: 'a' });
  expect(await fines.byReference(fine.shortCode)).toMatchObject({ plate: '5678CD05' });
});

it('names people whose phones the country accepts, each once', () => {
  const people = demoPeople();
  expect(people.filter(({ phone, country }) => parsePhone(phone, country) !== phone)).toEqual([]);
  expect(new Set(people.map(({ phone }) => phone)).size).toBe(people.length);
});
