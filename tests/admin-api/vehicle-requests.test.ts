import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Opening } from '../../core/vehicles/requests/opening.ts';
import { startServer, type TestServer } from './start-server.ts';

let server: TestServer;
let admin: Awaited<ReturnType<TestServer['member']>>;
let citizen = '';
let count = 0;
beforeAll(async () => {
  server = await startServer();
  admin = await server.member('admin');
  citizen = (await server.identity.create({ country: 'CD', name: 'Ilunga', phone: '+243810000001' })).id;
});
afterAll(() => server.stop());

/** A request of a plate of its own. */
async function asked(over: Partial<Opening> = {}) {
  count += 1;
  return server.vehicleRequests.open({
    key: `k${count}`, kind: 'declare', by: { personId: citizen, roles: [], onDuty: false }, country: 'CD',
    plate: `${1000 + count}AB01`, wish: { make: 'Toyota', model: 'Corolla', category: 'car', insuranceUntil: '2027-05-01' },
    words: 'Achetée à Limete', ...over,
  }); // prettier-ignore
}
const decide = (id: string, body: object, token = admin.token) =>
  server.call('post', `/vehicle-requests/${id}/decision`, { token, body });

describe('requests about vehicles', () => {
  it('are listed, filtered and shown one by one, with what they ask', async () => {
    const { id, plate } = await asked();
    const list = await server.call('get', `/vehicle-requests?state=pending&plate=${plate}`, { token: admin.token });
    expect(list.json.items).toHaveLength(1);
    expect(list.json.items[0]).toMatchObject({
      id,
      kind: 'declare',
      wish: { insuranceUntil: '2027-05-01T00:00:00.000Z' },
    });
    expect(JSON.stringify(list.json)).not.toMatch(/Limete|"key"|"open"/);
    const one = await server.call('get', `/vehicle-requests/${id}`, { token: admin.token });
    expect(one.json).toMatchObject({ id, personId: citizen });
    for (const filter of ['kind=declare', 'country=CD', `personId=${citizen}`])
      expect(
        (await server.call('get', `/vehicle-requests?${filter}`, { token: admin.token })).json.total,
      ).toBeGreaterThan(0);
  });

  it('show their proof to those who decide only, and note who looked', async () => {
    const bytes = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'); // prettier-ignore
    const photo = await server.files.put({ bytes, name: 'photo', owner: citizen });
    const { id } = await asked({ photos: [photo.id] });
    const support = await server.member('support');
    const path = `/vehicle-requests/${id}/evidence`;
    expect((await server.call('get', path, { token: support.token })).status).toBe(403);
    const { json } = await server.call('get', path, { token: admin.token });
    expect(json).toMatchObject({ words: 'Achetée à Limete', photos: [expect.stringContaining('/f/')] });
    expect((await fetch(`${server.url}${new URL(json.photos[0]).pathname}`)).status).toBe(200);
    expect((await server.call('get', path.replace(id, 'f'.repeat(24)), { token: admin.token })).status).toBe(404);
  });

  it('are accepted into the register, once, and rejected with a reason', async () => {
    const { id, plate } = await asked();
    const accepted = await decide(id, { to: 'accepted', reason: 'papers_fit' });
    expect(accepted.json).toMatchObject({ state: 'accepted', vehicleId: expect.any(String) });
    expect(await server.vehicles.byPlate('CD', plate)).toMatchObject({ ownerId: citizen });
    expect((await decide(id, { to: 'accepted' })).status).toBe(200);
    const other = await server.member('operations');
    expect((await decide(id, { to: 'rejected', reason: 'not_proven' }, other.token)).status).toBe(409);
    const second = await asked();
    expect((await decide(second.id, { to: 'rejected' })).status).toBe(400);
    expect((await decide(second.id, { to: 'rejected', words: 'Photo de Mbuyi.' })).json.state).toBe('rejected');
    const audit = await server.call('get', '/audit?action=vehicle-requests.decide', { token: admin.token });
    expect(audit.json.items.length).toBeGreaterThan(1);
    expect(JSON.stringify(audit.json)).not.toContain('Mbuyi');
  });

  it('are refused with a clear answer where they cannot be decided so', async () => {
    const own = await asked({ by: { personId: admin.personId, roles: [], onDuty: false } });
    expect((await decide(own.id, { to: 'accepted' })).status).toBe(403);
    const { id, plate } = await asked();
    expect((await decide(id, { to: 'accepted', revision: 7 })).status).toBe(409);
    await server.vehicleRegistry.create({ country: 'CD', plate, make: 'Kia', model: 'Rio', category: 'car' });
    const taken = await decide(id, { to: 'accepted' });
    expect([taken.status, taken.text]).toEqual([409, expect.stringContaining('plate_taken')]);
    expect((await decide(id, { to: 'withdrawn' })).status).toBe(400);
    expect((await decide(id, { to: 'accepted' }, (await server.member('support')).token)).status).toBe(403);
  });
});
