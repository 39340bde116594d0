import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { infractionModel, infractionTypeModel } from '../../core/fines/index.ts';
import { vehicleModel } from '../../core/vehicles/index.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
let token: string;
const created = new Date('2026-01-01T00:00:00Z');

beforeAll(async () => {
  server = await startServer({
    jobs: [{ name: 'test.count', purpose: 'counts', run: () => Promise.resolve('counted') }],
  });
  ({ token } = await server.member('super_admin'));
  const { connection } = server.database;
  await vehicleModel(connection).create(
    Array.from({ length: 120 }, (_, index) => ({
      _id: newId(),
      country: index % 3 === 0 ? ('SN' as const) : ('CD' as const),
      plate: `${1000 + index}AB01`,
      make: index === 7 ? '=HYPERLINK("http://evil")' : 'Toyota',
      model: 'Corolla, "blue"',
      year: 1990 + (index % 30),
      category: 'car' as const,
      stolen: index === 5,
      createdAt: new Date(created.getTime() + index * 60_000),
    })),
  );
  const type = {
    code: 'speed',
    version: 1,
    labels: { fr: 'Excès de vitesse' },
    article: 'art. 1',
    tariff: { kind: 'fixed', amount: 5_000_000, currency: 'CDF' },
  } as const;
  await infractionTypeModel(connection).create({
    _id: newId(),
    country: 'CD',
    ...type,
    activeFrom: created,
    createdAt: created,
  });
  await infractionModel(connection).create({
    _id: newId(),
    reference: 'CD-2026-0000018',
    shortCode: '18',
    country: 'CD',
    plate: '1000AB01',
    type,
    due: { amount: 5_000_000, currency: 'CDF' },
    paidAmount: 1_000_000,
    payments: [],
    reservations: [],
    state: 'recorded',
    history: [{ to: 'recorded', at: created, by: 'a' }],
    place: { text: 'Gombe' },
    at: created,
    deadline: created,
    agentId: newId(),
    driverPhone: '+243810000000',
    createdAt: created,
  });
});
afterAll(() => server.stop());

const get = (path: string) => server.call('GET', path, { token });

describe('a list', () => {
  it('comes in pages with the total, newest first', async () => {
    const first = await get('/vehicles?limit=50');
    expect(first.json).toMatchObject({ page: 1, limit: 50, total: 120 });
    expect(first.json.items[0].plate).toBe('1119AB01');
    const third = await get('/vehicles?limit=50&page=3');
    expect(third.json.items).toHaveLength(20);
    const all = [...first.json.items, ...(await get('/vehicles?limit=50&page=2')).json.items, ...third.json.items];
    expect(new Set(all.map((each: { id: string }) => each.id)).size).toBe(120);
    expect((await get('/vehicles?page=4&limit=50')).json.items).toEqual([]);
  });

  it('is filtered and sorted by the words that the documentation names', async () => {
    expect((await get('/vehicles?country=SN')).json.total).toBe(40);
    expect((await get('/vehicles?stolen=true')).json.items[0].plate).toBe('1005AB01');
    expect((await get('/vehicles?plate=1005-ab.01')).json.total).toBe(1);
    const years = (await get('/vehicles?sort=year&limit=120')).json.items.map((each: { year: number }) => each.year);
    expect(years).toEqual([...years].sort((a: number, b: number) => a - b));
    const down = (await get('/vehicles?sort=-year&limit=120')).json.items.map((each: { year: number }) => each.year);
    expect(down).toEqual([...years].reverse());
  });

  it.each([
    'page=0',
    'page=x',
    'page=1.5',
    'limit=0',
    'limit=201',
    'limit=-1',
    'sort=password',
    'sort=$where',
    'country=US',
    'stolen=maybe',
    'unknown=1',
    'page=1&page=2',
    'ownerId=x',
  ])('refuses %s and names the field', async (query) => {
    const answer = await get(`/vehicles?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('invalid_input');
    expect(answer.json.errors[0].in).toBe('query');
  });

  it('leaves out what its schema does not name', async () => {
    const { json } = await get('/infractions');
    expect(json.items[0]).toMatchObject({
      reference: 'CD-2026-0000018',
      remaining: { amount: 4_000_000, currency: 'CDF' },
      moneyStatus: 'partly_paid',
    });
    expect(JSON.stringify(json)).not.toContain('+243810000000');
    expect((await get('/infractions?type=speed&state=recorded&after=2025-12-31&before=2026-01-02')).json.total).toBe(1);
    expect((await get('/infractions?after=2026-02-01')).json.total).toBe(0);
    expect((await get('/infraction-types?current=true&country=CD')).json.items[0].labels.fr).toBe('Excès de vitesse');
  });

  it('answers for every registry', async () => {
    for (const route of server.routes.filter(
      (each) =>
        each.method === 'get' &&
        !each.path.includes(':') &&
        each.permission !== 'public' &&
        // A picture of nothing is not there.
        each.produces !== 'image/png' &&
        // What is asked of one branch, service or plate only has tests of its own.
        (each.path.startsWith('/statistics/') ||
          each.path.endsWith('/near') ||
          (each.query?.safeParse({}).success ?? true)),
    )) {
      // Figures are always those of one country, and what is near is near to a plate.
      const asked = route.path.startsWith('/statistics/')
        ? '?country=CD'
        : route.path.endsWith('/near')
          ? '?plate=1005AB01'
          : '';
      const answer = await get(`${route.path}${asked}`);
      expect(`${route.path} ${answer.status}`).toBe(`${route.path} 200`);
    }
  });
});

describe('one item', () => {
  it('is shown with its version', async () => {
    const [item] = (await get('/vehicles?limit=1')).json.items;
    const answer = await get(`/vehicles/${item.id}`);
    expect(answer.json).toEqual(item);
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
  });

  it('that is not there is 404, and one that cannot be is 400', async () => {
    expect((await get(`/vehicles/${newId()}`)).status).toBe(404);
    for (const id of ['x', '$where', '%00', `${'a'.repeat(5_000)}`])
      expect((await get(`/vehicles/${id}`)).status).toBe(400);
  });
});

describe('the CSV export', () => {
  it('has every row, quotes what needs it, and disarms formulas', async () => {
    const answer = await get('/vehicles.csv?sort=plate');
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="vehicles.csv"');
    const lines = answer.text.trim().split('\n');
    expect(lines).toHaveLength(121);
    expect(lines[0]).toMatch(/id,country,plate,make/);
    expect(lines[8]).toContain(`'=HYPERLINK`);
    expect(answer.text).not.toMatch(/,"?=HYPERLINK/);
    expect(lines[1]).toContain('"Corolla, ""blue"""');
    expect(lines[6]).toContain(',true,');
    expect(lines[7]).toContain(',false,');
  });

  it('follows the filters, and is audited', async () => {
    expect((await get('/vehicles.csv?stolen=true')).text.trim().split('\n')).toHaveLength(2);
    expect((await server.audit.list({ action: 'vehicles.export', skip: 0, limit: 5 })).total).toBeGreaterThan(0);
    expect((await get('/vehicles.csv?page=1')).status).toBe(400);
  });
});

describe('people', () => {
  const create = (body: object, headers: Record<string, string> = {}) =>
    server.call('POST', '/people', { token, body, headers });

  it('are added, found, changed and audited', async () => {
    const made = await create({ name: 'Awa Ndiaye', phone: '+221771234567', country: 'SN', roles: ['support'] });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ name: 'Awa Ndiaye', phone: '+221771234567', roles: ['support'] });
    expect((await get('/people?text=awa&role=support&country=SN')).json.items[0].id).toBe(made.json.id);
    const read = await get(`/people/${made.json.id}`);
    const version = read.headers.get('etag')!;
    const change = (name: string, ifMatch: string) =>
      server.call('PATCH', `/people/${made.json.id}`, { token, body: { name }, headers: { 'If-Match': ifMatch } });
    expect((await change('Awa Diop', version)).json.name).toBe('Awa Diop');
    const stale = await change('Awa Fall', version);
    expect(stale.status).toBe(409);
    expect((await change('Awa Fall', `"${stale.json.version}"`)).status).toBe(200);
    const { items } = await server.audit.list({ subjectKind: 'people', subjectId: made.json.id, skip: 0, limit: 9 });
    expect(items.map((item) => item.action)).toEqual(['people.update', 'people.update', 'people.create']);
  });

  it('get no roles from someone who may not give them', async () => {
    const { token: adminToken, personId } = await server.member('admin');
    const { personId: other } = await server.member('super_admin');
    const set = (id: string, roles: string[]) =>
      server.call('PUT', `/people/${id}/roles`, { token: adminToken, body: { roles } });
    expect((await set(personId, ['admin', 'super_admin'])).status).toBe(403);
    expect((await set(other, [])).status).toBe(403);
    expect(
      (
        await server.call('POST', '/people', {
          token: adminToken,
          body: { name: 'X', country: 'CD', roles: ['admin'] },
        })
      ).status,
    ).toBe(403);
    expect(
      (
        await server.call('PUT', `/people/${other}/password`, {
          token: adminToken,
          body: { password: 'taken over now' },
        })
      ).status,
    ).toBe(403);
    const { json } = await create({ name: 'Y', country: 'CD' });
    expect((await set(json.id, ['support'])).json.roles).toEqual(['support']);
    const { items } = await server.audit.list({ action: 'roles.assign', skip: 0, limit: 1 });
    expect(items[0]).toMatchObject({ subject: { id: json.id }, before: { roles: [] }, after: { roles: ['support'] } });
  });
});

describe('an Idempotency-Key', () => {
  const post = (key: string, body: object) =>
    server.call('POST', '/people', { token, body, headers: { 'Idempotency-Key': key } });
  const named = async (name: string): Promise<number> => (await get(`/people?text=${name}`)).json.total;

  it('gives the stored answer to a repeat and has one effect', async () => {
    const key = newId();
    const first = await post(key, { name: 'Repeated', country: 'CD' });
    const second = await post(key, { country: 'CD', name: 'Repeated' });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await named('Repeated')).toBe(1);
  });

  it('has one effect when ten twins come at once', async () => {
    const key = newId();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(key, { name: 'Simultaneous', country: 'CD' })),
    );
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.every((answer) => answer.status === 201)).toBe(true);
    expect(await named('Simultaneous')).toBe(1);
  });

  it('is refused with another request', async () => {
    const key = newId();
    await post(key, { name: 'First', country: 'CD' });
    expect((await post(key, { name: 'Other', country: 'CD' })).status).toBe(409);
    expect(await named('Other')).toBe(0);
  });

  it('belongs to its caller and its route', async () => {
    const key = newId();
    const { token: otherToken } = await server.member('super_admin');
    await post(key, { name: 'Mine', country: 'CD' });
    const other = await server.call('POST', '/people', {
      token: otherToken,
      body: { name: 'Theirs', country: 'CD' },
      headers: { 'Idempotency-Key': key },
    });
    expect(other.status).toBe(201);
  });

  it('does not keep a failure', async () => {
    const key = newId();
    const phone = '+243810000042';
    const { json } = await server.call('POST', '/people', { token, body: { name: 'Holder', country: 'CD', phone } });
    expect((await post(key, { name: 'Wants it', country: 'CD', phone })).status).toBe(409);
    await server.identity.erase(json.id);
    expect((await post(key, { name: 'Wants it', country: 'CD', phone })).status).toBe(201);
  });

  it('must be 8 to 200 visible characters', async () => {
    for (const key of ['short', 'x'.repeat(201), 'has a space'])
      expect((await post(key, { name: 'Z', country: 'CD' })).status).toBe(400);
  });

  it('is taken over when the process that ran it has died', async () => {
    const about = { caller: 'c', route: 'r', key: newId(), content: [1] };
    let runs = 0;
    const hang = server.idempotency.once(about, () => new Promise(() => (runs += 1)));
    void hang;
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.later(2);
    const answer = await server.idempotency.once(about, () =>
      Promise.resolve({ status: 200, body: `run ${(runs += 1)}` }),
    );
    expect(answer).toEqual({ status: 200, body: 'run 2', replayed: false });
    ({ token } = await server.member('super_admin'));
  });
});

describe('jobs', () => {
  it('are listed and run by hand', async () => {
    await server.scheduler.start();
    expect((await get('/jobs')).json.items.map((job: { name: string }) => job.name)).toContain('test.count');
    const answer = await server.call('POST', '/jobs/test.count/run', { token });
    expect(answer.status).toBe(202);
    await expect
      .poll(
        async () => (await get('/jobs')).json.items.find((job: { name: string }) => job.name === 'test.count').said,
        { timeout: 5_000 },
      )
      .toBe('counted');
    expect((await server.call('POST', '/jobs/test.unknown/run', { token })).status).toBe(404);
    expect((await server.audit.list({ action: 'jobs.run', skip: 0, limit: 5 })).items[0]?.subject).toEqual({
      kind: 'jobs',
      id: 'test.count',
    });
  });
});

describe('the audit log', () => {
  it('is read and checked through the API', async () => {
    const entries = await get('/audit?limit=5');
    expect(entries.json.total).toBeGreaterThan(5);
    const good = await server.call('POST', '/audit/verify', { token, body: {} });
    expect(good.json).toMatchObject({ ok: true });
    const wrong = await server.call('POST', '/audit/verify', { token, body: { seq: 1, hash: 'other' } });
    expect(wrong.json).toMatchObject({ ok: false, fault: { seq: 1 } });
    expect((await get('/audit.csv')).text.split('\n')[0]).toContain('actor.id');
  });
});
