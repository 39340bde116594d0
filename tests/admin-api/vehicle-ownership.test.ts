import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await startServer();
  ({ token } = await server.member('operations'));
}, 60_000);
afterAll(() => server.stop());

const csv = (...rows: readonly string[]): string => ['plaque,marque,modele', ...rows].join('\n');
const send = (content: string, query = '', as = token) =>
  server.call('POST', `/vehicle-imports${query}`, { token: as, raw: { type: 'text/csv', content } });
const get = (path: string, as = token) => server.call('GET', path, { token: as });
const post = (path: string, body: unknown = {}, as = token) => server.call('POST', path, { token: as, body });

describe('a file of vehicles', () => {
  it('is tried, shown with its faults, applied once, and written down without anybody in it', async () => {
    const tried = await send(csv('1234AB01,Toyota,Corolla', '@x,Nissan,Patrol'));
    expect(tried).toMatchObject({ status: 202, json: { state: 'checking', rows: 2, mode: 'fill' } });
    const { id } = tried.json;
    await server.vehicleImports.idle();
    expect((await get(`/vehicle-imports/${id}`)).json).toMatchObject({
      state: 'checked',
      checked: { created: 1, refused: 1 },
    });
    const faults = await get(`/vehicle-imports/${id}/errors.csv`);
    expect(faults.text).toContain('3,plate,is no plate,refused');
    expect((await get('/vehicles')).json.total).toBe(0);
    expect((await post(`/vehicle-imports/${id}/apply`)).status).toBe(202);
    await server.vehicleImports.idle();
    expect((await get('/vehicle-imports?state=done')).json).toMatchObject({
      total: 1,
      items: [{ applied: { created: 1 } }],
    });
    expect((await get('/vehicles')).json.total).toBe(1);
    expect((await post(`/vehicle-imports/${id}/cancel`)).status).toBe(409);
    const entries = (await server.audit.list({ subjectId: id, skip: 0, limit: 9 })).items;
    expect(entries.map(({ action }) => action)).toEqual(['vehicles.import', 'vehicles.import']);
    expect(JSON.stringify(entries)).not.toContain('1234AB01');
  });

  it('is refused where it is none, too long, or from somebody who may not', async () => {
    expect((await send('a,b\n1,2')).json).toMatchObject({
      status: 400,
      detail: 'the head of the file lacks plate, make, model',
    });
    expect((await send(csv(), '?mode=other')).status).toBe(400);
    expect((await send('x'.repeat(33_000_000))).status).toBe(413);
    expect((await server.call('POST', '/vehicle-imports', { token, body: {} })).status).toBe(415);
    const { token: agent } = await server.member('pcr_agent');
    expect((await send(csv('1234AB01,Toyota,Corolla'), '', agent)).status).toBe(403);
    expect((await get('/vehicle-imports', agent)).status).toBe(403);
    expect((await get(`/vehicle-imports/${'0'.repeat(24)}/errors.csv`)).status).toBe(404);
  });
});

describe('a stolen vehicle', () => {
  it('is marked and lifted by the administration, with a reason, and both are written down', async () => {
    const owner = await server.identity.create({ name: 'Grace', phone: '+243815559999', country: 'CD' });
    const { id } = await server.vehicleRegistry.create({
      country: 'CD', plate: '7777CC05', make: 'Kia', model: 'Rio', category: 'car', ownerId: owner.id,
    }); // prettier-ignore
    const facts = { day: '2026-11-20', place: 'Limete' };
    const marked = await post(`/vehicles/${id}/theft`, { stolen: true, theft: facts });
    expect(marked.json).toMatchObject({ stolen: true, theft: facts, thefts: [{ stolen: true, as: 'administration' }] });
    expect((await post(`/vehicles/${id}/theft`, { stolen: false })).status).toBe(400);
    const lifted = await post(`/vehicles/${id}/theft`, { stolen: false, reason: 'retrouvé par la police' });
    expect(lifted.json).toMatchObject({ stolen: false, thefts: [{}, { reason: 'retrouvé par la police' }] });
    expect((await get(`/vehicles/${id}/theft`)).json.thefts).toHaveLength(2);
    // Reading it is a look that the owner can read.
    expect(await server.lookups.of(id, { limit: 9 })).toMatchObject([{ what: 'api', channel: 'api', found: true }]);
    const entries = (await server.audit.list({ action: 'vehicles.theft', skip: 0, limit: 9 })).items;
    expect(entries).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain('police');
    await post(`/vehicles/${id}/theft`, { stolen: true, theft: { ...facts, report: 'PV 44/2026' } });
    const freed = await server.call('PATCH', `/vehicles/${id}`, { token, body: { stolen: false } });
    expect(freed.status, freed.text).toBe(200);
    const written = (await server.audit.list({ action: 'vehicles.update', skip: 0, limit: 9 })).items;
    expect(written).toMatchObject([{ before: { stolen: true }, after: { stolen: false } }]);
    expect(JSON.stringify(written)).not.toMatch(/Limete|PV 44|police/);
    const { token: support } = await server.member('support');
    expect((await post(`/vehicles/${id}/theft`, { stolen: true }, support)).status).toBe(403);
    expect((await post(`/vehicles/${'0'.repeat(24)}/theft`, { stolen: true })).status).toBe(404);
  });
});

describe('transfers of vehicles', () => {
  it('are listed by state, with neither names nor phones', async () => {
    const [seller, buyer] = [
      await server.identity.create({ name: 'Vendeur', phone: '+243815551111', country: 'CD' }),
      await server.identity.create({ name: 'Acheteur', phone: '+243815552222', country: 'CD' }),
    ];
    const { id } = await server.vehicleRegistry.create({
      country: 'CD', plate: '8888DD05', make: 'Kia', model: 'Rio', category: 'car', ownerId: seller.id,
    }); // prettier-ignore
    const wish = { key: 'k', vehicleId: id, sellerId: seller.id, phone: buyer.phone ?? '' };
    const offer = await server.vehicleTransfers.offer(wish);
    const listed = await get('/vehicle-transfers?state=offered&plate=8888DD05');
    expect(listed.json).toMatchObject({ total: 1, items: [{ id: offer.id, buyerId: buyer.id }] });
    expect(listed.text).not.toMatch(/Vendeur|Acheteur|\+243/);
    expect((await get(`/vehicle-transfers/${offer.id}`)).json).toMatchObject({ state: 'offered' });
  });
});
