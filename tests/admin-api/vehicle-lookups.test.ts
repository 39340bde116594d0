import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { visibleTo, type Viewer } from '../../core/vehicles/index.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
let admin: { token: string; personId: string };
let vehicle: { id: string };

const body = {
  country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', category: 'car', year: 2018, colour: 'white',
  fuel: 'petrol', fiscalPower: 9, firstRegistration: '2018-03-01', mileage: 84_321, vin: 'JTDKB20U093123456',
  ownerName: 'Patrick Ilunga', ownerPhone: '+243810000001', ownerEmail: 'patrick@example.org', ownerArea: 'Bandalungwa',
  ownerNif: 'A1234567B', insuranceUntil: '2027-03-21',
}; // prettier-ignore

beforeAll(async () => {
  server = await startServer();
  admin = await server.member('admin');
  const made = await server.call('POST', '/api/v1/vehicles', { token: admin.token, body });
  expect(made.status, made.text).toBe(201);
  vehicle = made.json;
});
afterAll(() => server.stop());

const get = (path: string, token: string) => server.call('GET', `/api/v1${path}`, { token });
const noted = (filter: object = {}) =>
  server.database.connection.collection('vehicle_lookups').find(filter).sort({ at: 1, _id: 1 }).toArray();

describe('a vehicle through the API', () => {
  it.each([
    ['pcr_agent', 'agent'],
    ['opj', 'agent'],
    ['support', 'agent'],
    ['operations', 'admin'],
    ['super_admin', 'admin'],
  ] as const)('is shown to %s as to %s, alone and in a list', async (role, viewer: Viewer) => {
    const { token, personId } = await server.member(role);
    const one = await get(`/vehicles/${vehicle.id}`, token);
    const list = await get('/vehicles?plate=1234AB01', token);
    const near = await get('/vehicles/near?plate=1234AB02', token);
    for (const shown of [one.json, list.json.items[0], near.json.items[0]]) {
      expect(shown.plate).toBe('1234AB01');
      for (const field of Object.keys(shown))
        expect(visibleTo[field as keyof typeof visibleTo], field).toContain(viewer);
      for (const field of Object.keys(body).filter((each) =>
        visibleTo[each as keyof typeof visibleTo].includes(viewer),
      ))
        expect(shown, field).toHaveProperty(field);
    }
    const looks = await noted({ personId });
    expect(looks.map(({ what, filter, vehicleId, viewer: as }) => [what, filter, vehicleId, as])).toEqual([
      ['api', undefined, vehicle.id, viewer],
      ['api', undefined, vehicle.id, viewer],
      ['api', undefined, vehicle.id, viewer],
    ]);
  });

  it('leaves to its owner every look by its plate, and to nobody one at a plate that is no vehicle', async () => {
    const { token, personId } = await server.member('pcr_agent');
    for (const path of ['?plate=1234AB01', '/near?plate=1234AB02', '?plate=4321ZZ09', '/near?plate=4321ZZ09'])
      expect((await get(`/vehicles${path}`, token)).status, path).toBe(200);
    const read = await server.lookups.of(vehicle.id, { limit: 50 });
    expect(read.filter((look) => look.personId === personId)).toMatchObject([
      { found: true, role: 'pcr_agent', plate: '1234AB01' },
      { found: true, role: 'pcr_agent', plate: '1234AB01' },
    ]);
    expect(await noted({ personId, found: false })).toMatchObject([
      { filter: 'plate=4321ZZ09' },
      { filter: 'near 4321ZZ09' },
    ]);
  });

  it('is not found by whose it is without the permission for that', async () => {
    const { token } = await server.member('pcr_agent');
    expect((await get(`/vehicles?ownerId=${newId()}`, token)).status).toBe(403);
    expect((await get(`/vehicles?ownerId=${newId()}`, admin.token)).status).toBe(200);
    expect((await noted({ filter: 'ownerId' }))[0]).toMatchObject({ found: false });
  });

  it('is listed with all others to nobody who may not know whose they are', async () => {
    const { token } = await server.member('pcr_agent');
    for (const query of ['', '?limit=100', '?country=CD', '?stolen=false'])
      expect((await get(`/vehicles${query}`, token)).status, query).toBe(400);
    expect((await get('/vehicles?country=CD', admin.token)).json.total).toBe(1);
  });

  it('counts for the day of an officer in whichever way it is asked for', async () => {
    const { token, personId } = await server.member('pcr_agent');
    const days = server.database.connection.collection<{ _id: string; plates: string[] }>('vehicle_lookup_days');
    const counted = async (): Promise<string[][]> =>
      (await days.find({ plates: '7070AB01' }).toArray()).map(({ plates }) => plates);
    await get('/vehicles?plate=7070AB01', token);
    expect(await counted()).toEqual([['7070AB01']]);
    const checked = await server.verifications.verify({
      key: 'v', country: 'CD', plate: '7071AB01', by: { personId, roles: ['pcr_agent'], channel: 'telegram' },
    }); // prettier-ignore
    expect((await get(`/vehicle-verifications/${checked.id}/contents`, token)).status).toBe(200);
    expect(await counted()).toEqual([['7070AB01', '7071AB01']]);
  });

  it('is not looked up by what is not asked well', async () => {
    for (const path of ['/vehicles/near', '/vehicles/near?plate=', '/vehicles/near?plate=%20', '/vehicles/near?x=1'])
      expect((await get(path, admin.token)).status, path).toBe(400);
  });
});

describe('many plates at once', () => {
  const bulk = (token: string, asked: object) =>
    server.call('POST', '/api/v1/vehicle-lookups/bulk', { token, body: asked });
  const plates = [
    { plate: '1234-ab/01', country: 'CD' },
    { plate: '7777KK07', country: 'CD' },
    { plate: '***', country: 'SN' },
  ];
  const reason = 'Recensement du parc de la mairie';

  it('are answered one by one, and each is noted with the reason', async () => {
    const { token, personId } = await server.member('operations');
    const answer = await bulk(token, { plates, reason });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json.items).toMatchObject([
      { asked: '1234-ab/01', plate: '1234AB01', result: 'found', vehicle: { vin: body.vin } },
      { plate: '7777KK07', result: 'unknown' },
      { asked: '***', result: 'unreadable' },
    ]);
    expect(await noted({ personId })).toMatchObject([
      { plate: '1234AB01', found: true, reason, what: 'bulk', vehicleId: vehicle.id },
      { plate: '7777KK07', found: false, reason, what: 'bulk' },
    ]);
    const entry = (await server.audit.list({ action: 'vehicle-lookups.bulk', skip: 0, limit: 1 })).items[0];
    expect(entry).toMatchObject({ after: { plates: 3, found: 1 } });
    expect(JSON.stringify(entry)).not.toContain('mairie');
  });

  it('need a reason, the permission, and an end', async () => {
    expect((await bulk(admin.token, { plates })).status).toBe(400);
    expect((await bulk(admin.token, { plates, reason: 'parce que' })).status).toBe(400);
    expect((await bulk(admin.token, { plates: [], reason })).status).toBe(400);
    const many = Array.from({ length: 501 }, () => plates[0]);
    expect((await bulk(admin.token, { plates: many, reason })).status).toBe(400);
    expect((await bulk(admin.token, { plates: many.slice(1), reason })).status).toBe(200);
    for (const role of ['pcr_agent', 'opj', 'support'] as const)
      expect((await bulk((await server.member(role)).token, { plates, reason })).status).toBe(403);
  });
});

describe('the log of looks', () => {
  it('is listed, filtered and exported by the administration, and by nobody else', async () => {
    const { token } = await server.member('pcr_agent');
    await get(`/vehicles/${vehicle.id}`, token);
    const list = await get(`/vehicle-lookups?vehicleId=${vehicle.id}&viewer=agent&what=api`, admin.token);
    expect(list.json.items[0]).toMatchObject({ plate: '1234AB01', viewer: 'agent', role: 'pcr_agent', channel: 'api' });
    expect((await get('/vehicle-lookups?after=2100-01-01', admin.token)).json.total).toBe(0);
    expect((await get(`/vehicle-lookups/${list.json.items[0].id}`, admin.token)).json).toEqual(list.json.items[0]);
    expect((await get('/vehicle-lookups.csv?plate=1234AB01', admin.token)).text).toContain('1234AB01');
    for (const path of ['/vehicle-lookups', '/vehicle-lookups.csv']) expect((await get(path, token)).status).toBe(403);
  });
});
