import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../../core/identity/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { createVehicleRegistry, createVehicles, vehicleModel, type VehicleRegistry, type VehicleService } from '../../../../core/vehicles/index.ts'; // prettier-ignore
import {
  createFileProvider, createHttpProvider, createOfficialRegister, type VehicleProvider,
} from '../../../../core/vehicles/providers/index.ts'; // prettier-ignore
import { testDatabase, type TestDatabase } from '../../../support/mongo.ts';

let database: TestDatabase;
let registry: VehicleRegistry;
let vehicles: VehicleService;
let server: http.Server;
let root = '';
let folder = '';
let asked: { url: string; authorization: string | undefined }[] = [];
let answer: (response: http.ServerResponse) => void;
let now = new Date('2026-11-21T08:00:00Z');
const morning = now;
const clock = (): Date => now;
const token = 'official-token';
const corolla = { country: 'CD', plate: '1234 AB/01', make: 'Toyota', model: 'Corolla', category: 'car', year: 2018, insuranceUntil: '2027-01-01', ownerName: 'Ilunga' }; // prettier-ignore
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (response: http.ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

beforeAll(async () => {
  database = await testDatabase();
  const { connection } = database;
  const people = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  registry = createVehicleRegistry({ connection, clock, people });
  vehicles = createVehicles({ connection });
  folder = mkdtempSync(path.join(os.tmpdir(), 'lisolo-register-'));
  server = http.createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    answer(response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  now = morning;
  asked = [];
  await vehicleModel(database.connection).collection.deleteMany({});
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
  await database.drop();
});

const byHttp = (): VehicleProvider => createHttpProvider({ root, token, clock });
const open = (providers: readonly VehicleProvider[], timeoutMs = 2_000) =>
  createOfficialRegister({ providers, clock, log: silentLog, vehicles, vehicleRegistry: registry, maxAgeDays: 30, timeoutMs }); // prettier-ignore
const signal = (): AbortSignal => AbortSignal.timeout(2_000);

describe('a register in a file', () => {
  it('is found by plate and by chassis number, without the lines that nobody can read, and again when it changes', async () => {
    const file = path.join(folder, 'register.csv');
    const head = 'country,plate,make,model,category,year,vin,insuranceUntil,colour';
    const provider = createFileProvider({ file, clock, log: silentLog });
    await expect(provider.find({ vin: 'X' }, signal())).rejects.toMatchObject({ code: 'unavailable' });
    writeFileSync(
      file,
      `\uFEFF${head}\nCD,1234 AB/01,Toyota,Corolla,car,2018,JTDKB20U093123456,2027-01-01,\nCD,9999ZZ01,,,car,x,,,\n`,
    );
    const found = await provider.find({ country: 'CD', plate: '1234AB01' }, signal());
    expect(found?.facts).toEqual({
      make: 'Toyota', model: 'Corolla', category: 'car', year: 2018, vin: 'JTDKB20U093123456', insuranceUntil: new Date('2027-01-01'),
    }); // prettier-ignore
    expect(await provider.find({ vin: 'JTDKB20U093123456' }, signal())).toEqual(found);
    expect(await provider.find({ country: 'CD', plate: '9999ZZ01' }, signal())).toBeUndefined();
    writeFileSync(file, `${head}\nCD,5678CD01,Kia,Rio,car,2020,,,red\n`);
    utimesSync(file, 1, 1);
    expect(await provider.find({ country: 'CD', plate: '1234AB01' }, signal())).toBeUndefined();
    expect((await provider.find({ country: 'CD', plate: '5678CD01' }, signal()))?.facts.colour).toBe('red');
  });
});

describe('a register behind HTTP', () => {
  it('is asked with its token, and is believed only what it was agreed to say', async () => {
    answer = json(200, { ...corolla, secret: 'x' });
    const found = await byHttp().find({ country: 'CD', plate: '1234AB01' }, signal());
    expect(found).toMatchObject({ plate: '1234AB01', ownerName: 'Ilunga', facts: { year: 2018 } });
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(asked).toEqual([{ url: '/vehicles?country=CD&plate=1234AB01', authorization: `Bearer ${token}` }]);
  });

  it.each([
    ['knows nothing', json(404, {}), undefined],
    ['refuses the token', json(401, {}), { code: 'vendor_refused' }],
    ['is asked too much', json(429, {}, { 'retry-after': '120' }), { code: 'unavailable', details: { retryAfterSeconds: 120 } }],
    ['is broken', json(503, {}), { code: 'unavailable' }],
    ['says something else', json(200, { plate: '1234AB01' }), { code: 'vendor_refused' }],
    ['says nonsense', (response: http.ServerResponse) => void response.writeHead(200).end('<html>'), { code: 'vendor_refused' }],
    ['hangs up', (response: http.ServerResponse) => void response.destroy(), { code: 'unavailable' }],
  ])('%s', async (_what, how, fault) => {
    answer = how;
    const found = byHttp().find({ country: 'CD', plate: '1234AB01' }, signal());
    await (fault ? expect(found).rejects.toMatchObject(fault) : expect(found).resolves.toBeUndefined());
  }); // prettier-ignore

  it('is not waited for longer than its time, and a plate is then simply not known', async () => {
    answer = () => undefined;
    expect(await open([byHttp()], 50).vehicleOf('CD', '1234AB01')).toBeUndefined();
  });

  it('is left alone for a minute after three faults, or as long as it says', async () => {
    answer = json(500, {});
    const register = open([byHttp()]);
    for (let time = 0; time < 5; time += 1) expect(await register.vehicleOf('CD', '1234AB01')).toBeUndefined();
    expect(asked).toHaveLength(3);
    now = new Date(now.getTime() + 61_000);
    answer = json(429, {}, { 'retry-after': '300' });
    await register.vehicleOf('CD', '1234AB01');
    now = new Date(now.getTime() + 200_000);
    await register.vehicleOf('CD', '1234AB01');
    expect(asked).toHaveLength(4);
  });
});

describe('what an official register says', () => {
  it('is kept, marked with where it comes from, and asked again when it is old', async () => {
    answer = json(200, corolla);
    const register = open([byHttp()]);
    const both = await Promise.all([register.vehicleOf('CD', '1234AB01'), register.vehicleOf('CD', '1234AB01')]);
    expect(both[0]?.id).toBe(both[1]?.id);
    expect(await vehicles.byPlate('CD', '1234AB01')).toMatchObject({
      year: 2018,
      official: { source: 'http', at: morning },
    });
    expect(JSON.stringify(await vehicles.byPlate('CD', '1234AB01'))).not.toContain('Ilunga');
    const before = asked.length;
    await register.vehicleOf('CD', '1234AB01');
    expect(asked).toHaveLength(before);
    now = new Date(now.getTime() + 31 * 86_400_000);
    answer = json(200, { ...corolla, insuranceUntil: '2028-01-01' });
    expect((await register.vehicleOf('CD', '1234AB01'))?.insuranceUntil).toEqual(new Date('2028-01-01'));
  });

  it('never changes what was set here, whether before or since', async () => {
    answer = json(200, corolla);
    const register = open([byHttp()]);
    const own = await registry.create({ country: 'CD', plate: '5678CD01', make: 'Kia', model: 'Rio', category: 'car' });
    expect(await register.vehicleOf('CD', '5678CD01')).toEqual(own);
    expect(asked).toEqual([]);
    const kept = await register.vehicleOf('CD', '1234AB01');
    await registry.update(kept?.id ?? '', { year: 2019, colour: 'red' });
    now = new Date(now.getTime() + 31 * 86_400_000);
    answer = json(200, { ...corolla, year: 2017, model: 'Corolla Verso', colour: 'blue' });
    expect(await register.vehicleOf('CD', '1234AB01')).toMatchObject({
      year: 2019,
      colour: 'red',
      model: 'Corolla Verso',
    });
  });

  it('comes from the next register where the first one does not know it or does not answer', async () => {
    answer = json(500, {});
    const file = path.join(folder, 'second.csv');
    writeFileSync(file, 'country,plate,make,model,category\nCD,1234AB01,Toyota,Corolla,car\n');
    const register = open([byHttp(), createFileProvider({ file, clock, log: silentLog })]);
    expect((await register.vehicleOf('CD', '1234AB01'))?.official?.source).toBe('file');
    expect((await register.ask({ country: 'CD', plate: '1234AB01' }))?.source).toBe('file');
  });
});
