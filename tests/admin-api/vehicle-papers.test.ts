import { afterAll, beforeAll, expect, it } from 'vitest';
import { aPicture } from '../support/pictures.ts';
import { startServer, type TestServer } from './start-server.ts';

let server: TestServer;
let admin: Awaited<ReturnType<TestServer['member']>>;
beforeAll(async () => {
  server = await startServer();
  admin = await server.member('admin');
});
afterAll(() => server.stop());

let pictures = 0;
async function sent(until = '2027-03-12') {
  pictures += 1;
  const owner = await server.member('customer');
  const vehicle = await server.vehicleRegistry.create({
    country: 'CD', plate: `${1000 + pictures}AB01`, make: 'Toyota', model: 'Corolla', category: 'car', ownerId: owner.personId,
  }); // prettier-ignore
  const { id: photo } = await server.files.put({
    bytes: await aPicture('png', 40 + pictures),
    name: 'p',
    owner: 'simulator',
  });
  const by = { personId: owner.personId, roles: [], onDuty: false, channel: 'simulator' as const };
  const said = { until: new Date(`${until}T00:00:00Z`), holder: 'Patrick Mukendi', plate: vehicle.plate };
  const paper = await server.vehiclePapers.send({
    key: `k${pictures}`,
    vehicleId: vehicle.id,
    kind: 'insurance',
    by,
    photo,
    said,
  });
  return { owner, vehicle, paper };
}
const get = (path: string, token = admin.token) => server.call('GET', path, { token });
const decide = (id: string, body: object, token = admin.token) =>
  server.call('POST', `/vehicle-papers/${id}/decision`, { token, body });

it('lists papers by state, kind and plate, without what stands on them', async () => {
  const { paper, vehicle } = await sent();
  const list = await get(`/vehicle-papers?state=pending&kind=insurance`);
  expect(list.json.items.map(({ id }: { id: string }) => id)).toContain(paper.id);
  expect((await get(`/vehicle-papers?plate=${vehicle.plate}`)).json).toMatchObject({
    total: 1,
    items: [{ hasPhoto: true, until: '2027-03-12T00:00:00.000Z' }],
  });
  expect(list.text).not.toContain('Mukendi');
});

it('shows the photo by an address that ends, what it says, and what does not fit; and writes down who looked', async () => {
  const { paper, vehicle } = await sent('2020-01-01');
  const { json } = await get(`/vehicle-papers/${paper.id}/contents`);
  expect(json.said).toMatchObject({ holder: 'Patrick Mukendi', until: '2020-01-01T00:00:00.000Z' });
  expect(json.hints).toContainEqual({ about: 'until', verdict: 'expired', seen: '2020-01-01T00:00:00.000Z' });
  const path = new URL(json.photo).pathname;
  expect((await fetch(`${server.url}${path}`)).headers.get('content-type')).toContain('image/');
  const [look] = await server.lookups.of(vehicle.id, { limit: 5 });
  expect(look).toMatchObject({ what: 'paper', viewer: 'admin', personId: admin.personId, channel: 'api' });
  server.later(16);
  expect((await fetch(`${server.url}${path}`)).status).toBe(410);
});

it('validates with a corrected day, tells, and answers a repeat alike; another administrator hears that it is decided', async () => {
  const { paper, vehicle } = await sent();
  admin = await server.member('admin');
  const other = await server.member('operations');
  const body = { to: 'validated', until: '2027-03-11' };
  expect((await decide(paper.id, body)).json).toMatchObject({ state: 'validated', until: '2027-03-11T00:00:00.000Z' });
  expect((await decide(paper.id, body)).status).toBe(200);
  expect((await decide(paper.id, { to: 'rejected', reason: 'altered' }, other.token)).status).toBe(409);
  expect((await server.vehicles.byId(vehicle.id))?.insuranceUntil).toEqual(new Date('2027-03-11T00:00:00Z'));
  const trail = await server.audit.list({
    filter: { action: 'vehicle-papers.decide' },
    page: { offset: 0, limit: 5 },
  } as never);
  expect(JSON.stringify(trail)).not.toContain('Mukendi');
});

it('refuses what makes no sense, and whom it concerns', async () => {
  const { paper } = await sent();
  for (const body of [
    {},
    { to: 'rejected' },
    { to: 'validated', reason: 'altered' },
    { to: 'validated', until: '2027-13-40' },
    { to: 'rejected', reason: 'x' },
  ])
    expect((await decide(paper.id, body)).status).toBe(400);
  expect((await decide('0'.repeat(24), { to: 'validated' })).status).toBe(404);
  expect((await decide(paper.id, { to: 'rejected', words: 'Le cachet manque.', revision: 7 })).status).toBe(409);
  const agent = await server.member('pcr_agent');
  expect((await decide(paper.id, { to: 'validated' }, agent.token)).status).toBe(403);
});
