import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { infractionModel } from '../../core/fines/index.ts';
import { startServer } from './start-server.ts';
import type { Answer, TestServer } from './start-server.ts';

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await startServer();
  ({ token } = await server.member('admin'));
});
afterAll(() => server.stop());

const get = (path: string) => server.call('GET', path, { token });
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  server.call('POST', path, { token, body, headers });
const patch = (path: string, body: object, version?: string) =>
  server.call('PATCH', path, { token, body, headers: version === undefined ? {} : { 'If-Match': version } });
const versionOf = async (path: string): Promise<string> => (await get(path)).headers.get('etag') ?? '';
const lastEntry = async (subjectId: string) => (await server.audit.list({ subjectId, skip: 0, limit: 1 })).items[0];
const faults = (answer: Answer): string[] =>
  [...(answer.json.errors as { path: string }[])].map(({ path }) => path).sort();

let plates = 2_000;
const aVehicle = (fields: object = {}) => ({
  country: 'CD',
  plate: `${(plates += 1)} ab/01`,
  make: 'Toyota',
  model: 'Corolla',
  category: 'car',
  ...fields,
});

describe('a vehicle', () => {
  it('is registered under its canonical plate, and audited', async () => {
    const { json, status } = await post('/vehicles', aVehicle({ plate: '1234-ab.01', insuranceUntil: '2027-01-31' }));
    expect(status).toBe(201);
    expect(json).toMatchObject({ plate: '1234AB01', stolen: false, insuranceUntil: '2027-01-31T00:00:00.000Z' });
    expect((await get(`/vehicles/${json.id}`)).json).toEqual(json);
    expect(await lastEntry(json.id)).toMatchObject({ action: 'vehicles.create', after: { plate: '1234AB01' } });
  });

  it('has one plate in one country', async () => {
    const first = await post('/vehicles', aVehicle({ plate: '4321AB01' }));
    expect(first.status).toBe(201);
    const second = await post('/vehicles', aVehicle({ plate: '4321 AB 01' }));
    expect(second.status).toBe(409);
    expect(second.json).toMatchObject({ code: 'conflict', field: 'plate' });
    expect((await post('/vehicles', aVehicle({ plate: 'ZZ99' }))).status).toBe(201);
    expect((await post('/vehicles', aVehicle({ plate: 'ZZ99', country: 'SN' }))).status).toBe(201);
    const other = await post('/vehicles', aVehicle());
    expect((await patch(`/vehicles/${other.json.id}`, { plate: '4321AB01' })).status).toBe(409);
  });

  it('names every wrong field', async () => {
    const answer = await post('/vehicles', {
      ...aVehicle(),
      plate: '',
      year: 1700,
      category: 'boat',
      vin: 'O',
      ownerId: 'x',
      insuranceUntil: 'soon',
      stolen: 'no',
    });
    expect(answer.status).toBe(400);
    expect(faults(answer)).toEqual(['category', 'insuranceUntil', 'ownerId', 'plate', 'stolen', 'vin', 'year']);
  });

  it.each([
    ['plate', { plate: '***' }],
    ['plate', { plate: '1234AB' }],
    ['plate', { plate: 'DK-1234-A' }],
    ['ownerId', { ownerId: newId() }],
  ])('is refused when its %s cannot be: %o', async (field, fields) => {
    const answer = await post('/vehicles', aVehicle(fields));
    expect(answer.status).toBe(400);
    expect(faults(answer)).toEqual([field]);
  });

  it('belongs to a person, or to a name that is no known person', async () => {
    const { personId } = await server.member('customer');
    const { json } = await post('/vehicles', aVehicle({ ownerName: 'Madame Inconnue' }));
    const owned = await patch(`/vehicles/${json.id}`, { ownerId: personId });
    expect(owned.json.ownerId).toBe(personId);
    expect(owned.json.ownerName).toBeUndefined();
    expect((await get(`/vehicles/${json.id}`)).json).toEqual(owned.json);
    expect((await get(`/vehicles?ownerId=${personId}`)).json.total).toBe(1);
    expect((await patch(`/vehicles/${json.id}`, { ownerId: null })).json.ownerId).toBeUndefined();
    const { items } = await server.audit.list({ subjectId: json.id, skip: 0, limit: 9 });
    expect(items).toHaveLength(3);
    expect(JSON.stringify(items)).not.toContain('Inconnue');
  });

  it('is changed in what is sent only, with before and after in the audit log', async () => {
    const { json } = await post('/vehicles', aVehicle({ year: 1999, colour: 'red' }));
    const { json: after } = await patch(`/vehicles/${json.id}`, { stolen: true, year: null });
    expect(after).toMatchObject({ plate: json.plate, colour: 'red', stolen: true });
    expect(after.year).toBeUndefined();
    expect(await lastEntry(json.id)).toMatchObject({
      action: 'vehicles.update',
      before: { stolen: false, year: 1999 },
      after: { stolen: true },
    });
    expect((await patch(`/vehicles/${newId()}`, { stolen: true })).status).toBe(404);
    expect((await patch(`/vehicles/${json.id}`, { country: 'SN' })).status).toBe(400);
    expect((await patch(`/vehicles/${json.id}`, {})).status).toBe(400);
  });

  it('is made once for one Idempotency-Key', async () => {
    const key = newId();
    const body = aVehicle();
    const answers = await Promise.all([1, 2, 3].map(() => post('/vehicles', body, { 'Idempotency-Key': key })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
});

const labels = { fr: 'Feu rouge', en: 'Red light', ln: 'Feu rouge', sw: 'Taa nyekundu', wo: 'Feu rouge' };
const aType = (fields: object = {}) => ({
  country: 'CD',
  code: `kind_${newId().slice(-8)}`,
  labels,
  tariff: { kind: 'fixed', amount: 5_000_000, currency: 'CDF' },
  article: 'art. 12',
  ...fields,
});

describe('a kind of infraction', () => {
  it('is made with its tariff and in force at once', async () => {
    const { json, status } = await post('/infraction-types', aType());
    expect(status).toBe(201);
    expect(json).toMatchObject({ version: 1, current: true, tariff: { kind: 'fixed', amount: 5_000_000 } });
    expect(await lastEntry(json.id)).toMatchObject({ action: 'infraction-types.create' });
    const again = await post('/infraction-types', aType({ code: json.code }));
    expect(again.json).toMatchObject({ status: 409, field: 'code' });
    expect((await post('/infraction-types', aType({ code: json.code, country: 'SN', tariff: { kind: 'fixed', amount: 6_000, currency: 'XOF' } }))).status).toBe(201); // prettier-ignore
  });

  it('names every wrong field', async () => {
    const answer = await post('/infraction-types', {
      ...aType({ code: 'Ü', points: -1, article: ' ' }),
      labels: { fr: 'x', en: 'y', ln: 'z', sw: 'w' },
      tariff: { kind: 'range', min: 0, max: 1.5, currency: 'EUR' },
    });
    expect(answer.status).toBe(400);
    expect(faults(answer)).toEqual([
      'article',
      'code',
      'labels.wo',
      'points',
      'tariff.currency',
      'tariff.max',
      'tariff.min',
    ]);
  });

  it.each([
    ['tariff.currency', { kind: 'fixed', amount: 100, currency: 'XOF' }],
    ['tariff.max', { kind: 'range', min: 200, max: 100, currency: 'CDF' }],
  ])('is refused for its %s', async (field, tariff) => {
    expect(faults(await post('/infraction-types', aType({ tariff })))).toEqual([field]);
  });

  it('changes for fines to come only: those recorded keep their tariff', async () => {
    const { json } = await post('/infraction-types', aType());
    const record = () =>
      server.fines.record({
        country: 'CD',
        plate: '1234AB01',
        typeCode: json.code,
        place: { text: 'Gombe' },
        at: new Date(),
        agentId: newId(),
      });
    const old = await record();
    const change = { tariff: { kind: 'fixed', amount: 7_500_000, currency: 'CDF' } };
    const { json: next } = await patch(`/infraction-types/${json.id}`, change);
    expect(next).toMatchObject({ code: json.code, version: 2, current: true, labels });
    expect(next.id).not.toBe(json.id);
    const fresh = await record();
    expect((await get(`/infractions/${old.id}`)).json).toMatchObject({
      due: { amount: 5_000_000 },
      type: { version: 1, tariff: { amount: 5_000_000 } },
    });
    expect(fresh).toMatchObject({ due: { amount: 7_500_000 }, type: { version: 2 } });
    expect((await get(`/infraction-types/${json.id}`)).json).toMatchObject({ version: 1, current: false });
    expect((await get(`/infraction-types?code=${json.code}&current=true`)).json.items).toEqual([next]);
    expect((await get(`/infraction-types?code=${json.code}`)).json.total).toBe(2);
    expect(await lastEntry(next.id)).toMatchObject({
      action: 'infraction-types.update',
      before: { version: 1, tariff: { amount: 5_000_000 } },
      after: { version: 2, tariff: { amount: 7_500_000 } },
    });
  });

  it('comes into force by itself on the day that was announced', async () => {
    const { json } = await post('/infraction-types', aType());
    const activeFrom = new Date(Date.now() + 3_600_000).toISOString();
    const planned = await patch(`/infraction-types/${json.id}`, { points: 3, activeFrom });
    expect(planned.json).toMatchObject({ version: 2, current: false, activeFrom });
    expect((await get(`/infraction-types/${json.id}`)).json.current).toBe(true);
    // A correction of what is planned stays planned.
    const corrected = await patch(`/infraction-types/${planned.json.id}`, { points: 4 });
    expect(corrected.json).toMatchObject({ version: 3, current: false, activeFrom });
    server.later(61);
    ({ token } = await server.member('admin'));
    const { items } = (await get(`/infraction-types?code=${json.code}&current=true`)).json;
    expect(items).toMatchObject([{ version: 3, points: 4 }]);
    const past = await patch(`/infraction-types/${corrected.json.id}`, { activeFrom: '2020-01-01' });
    expect(faults(past)).toEqual(['activeFrom']);
  });
});

describe('If-Match', () => {
  const cases: [string, () => Promise<string>, (n: number) => object][] = [
    ['vehicles', async () => (await post('/vehicles', aVehicle())).json.id, (n) => ({ model: `M${n}` })],
    ['infraction-types', async () => (await post('/infraction-types', aType())).json.id, (n) => ({ article: `a${n}` })],
    ['people', async () => (await post('/people', { name: 'Awa', country: 'CD' })).json.id, (n) => ({ name: `N${n}` })],
  ];

  it.each(cases)('lets exactly one of eight simultaneous writers of %s through', async (name, make, change) => {
    const path = `/${name}/${await make()}`;
    const version = await versionOf(path);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => patch(path, change(n), version)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
    const lost = answers.find(({ status }) => status === 409);
    expect(lost?.json).toMatchObject({ code: 'conflict', version: expect.stringMatching(/^[\w-]{22}$/) as string });
  });

  it('takes the version that the change before answered', async () => {
    const { json } = await post('/vehicles', aVehicle());
    const first = await patch(`/vehicles/${json.id}`, { model: 'A' }, await versionOf(`/vehicles/${json.id}`));
    expect((await patch(`/vehicles/${json.id}`, { model: 'B' }, first.headers.get('etag') ?? '')).status).toBe(200);
    expect((await patch(`/vehicles/${json.id}`, { model: 'C' }, first.headers.get('etag') ?? '')).status).toBe(409);
    expect((await patch(`/vehicles/${json.id}`, { model: 'C' }, '*')).status).toBe(200);
  });

  it('guards a vehicle that was stored before changes were counted', async () => {
    const { json } = await post('/vehicles', aVehicle());
    const path = `/vehicles/${json.id}`;
    await server.database.connection.collection('vehicles').updateOne({ _id: json.id }, { $unset: { revision: 1 } });
    const version = await versionOf(path);
    const answers = await Promise.all([1, 2].map((n) => patch(path, { model: `X${n}` }, version)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('a decision on an infraction', () => {
  const anInfraction = async () => {
    const { json } = await post('/infraction-types', aType());
    const place = { text: 'Gombe' };
    return server.fines.record({ country: 'CD', plate: '1234AB01', typeCode: json.code, place, at: new Date(), agentId: newId() }); // prettier-ignore
  };

  it('is the officer’s, follows the table, and is audited without its words', async () => {
    const { token: officer, personId } = await server.member('opj');
    const { token: agent } = await server.member('pcr_agent');
    const { id } = await anInfraction();
    const decide = (to: string, as: string) =>
      server.call('POST', `/infractions/${id}/decisions`, { token: as, body: { to, reason: 'vu au poste' } });
    expect((await decide('validated', agent)).status).toBe(403);
    const validated = await decide('validated', officer);
    expect(validated.json).toMatchObject({ state: 'validated' });
    expect(validated.json.history.at(-1)).toMatchObject({ from: 'recorded', by: personId, reason: 'vu au poste' });
    const again = await decide('validated', officer);
    expect(again.json).toMatchObject({ status: 409, code: 'illegal_transition', from: 'validated', to: 'validated' });
    expect((await decide('dismissed', token)).json.state).toBe('dismissed');
    expect((await decide('forwarded', officer)).status).toBe(409);
    expect(await lastEntry(id)).toMatchObject({
      action: 'infractions.decide',
      before: { state: 'validated' },
      after: { state: 'dismissed' },
    });
    expect(JSON.stringify(await lastEntry(id))).not.toContain('vu au poste');
  });

  it('is taken from one of two who decide at once', async () => {
    const { id } = await anInfraction();
    const answers = await Promise.all(
      ['dismissed', 'forwarded'].map((to) => post(`/infractions/${id}/decisions`, { to, reason: 'ensemble' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const stored = await infractionModel(server.database.connection).findById(id).lean();
    expect(stored?.history).toHaveLength(2);
  });

  it('needs a reason', async () => {
    const { id } = await anInfraction();
    expect(faults(await post(`/infractions/${id}/decisions`, { to: 'recorded' }))).toEqual(['reason', 'to']);
    expect((await post(`/infractions/${newId()}/decisions`, { to: 'dismissed', reason: 'vu' + 'x' })).status).toBe(404);
  });
});

describe('sorting', () => {
  it.each(['people', 'notifications', 'conversations'])('turns the list of %s round', async (name) => {
    const field = name === 'conversations' ? 'at' : 'createdAt';
    const down = (await get(`/${name}?limit=100`)).json;
    const up = (await get(`/${name}?limit=100&sort=${field}`)).json;
    const key = (item: { id: string }): string => item.id;
    expect(up.items.map(key)).toEqual(down.items.map(key).reverse());
    if (name === 'people') expect(up.total).toBeGreaterThan(2);
    expect((await get(`/${name}?sort=name`)).status).toBe(400);
  });
});

describe('a payment', () => {
  it('that is not there cannot be asked about', async () => {
    expect((await post(`/payments/${newId()}/check`, {})).status).toBe(404);
  });
});
