import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from './start-server.ts';

let server: TestServer;
let admin: string;
let manager: { personId: string; token: string };
let agent: { personId: string; token: string };

beforeAll(async () => {
  server = await startServer();
  admin = (await server.member('operations')).token;
  [manager, agent] = await Promise.all([server.member('counter_agent'), server.member('counter_agent')]);
});
afterAll(() => server.stop());

let names = 0;
const make = async (path: string, body: object, token = admin) => server.call('POST', path, { token, body });
const change = async (path: string, body: object, token = admin, headers: Record<string, string> = {}) =>
  server.call('PATCH', path, { token, body, headers });

const house = async (more: object = {}): Promise<string> =>
  (await make('/organisations', { name: `Banque ${(names += 1)}`, kind: 'bank', country: 'CD', ...more })).json.id;
const branchOf = (organisationId: string, more: object = {}) =>
  make('/branches', { organisationId, name: `Agence ${(names += 1)}`, region: 'kinshasa', ...more });

/** A branch with a service, a queue and a counter, of which somebody is manager and somebody agent. */
async function wholeBranch() {
  const organisationId = await house();
  const made = await branchOf(organisationId, { managers: [manager.personId], agents: [agent.personId] });
  const branchId = made.json.id as string;
  const service = (await make('/office-services', { branchId, name: 'Dépôt' })).json;
  const queue = (await make('/queues', { branchId, name: 'Caisse', prefix: 'a', serviceIds: [service.id] })).json;
  const counter = (await make('/counters', { branchId, name: '1', queueIds: [queue.id] })).json;
  return { organisationId, branchId, branch: made.json, service, queue, counter };
}

describe('the administration', () => {
  it('opens an organisation with a branch, a service, a queue and a counter, with sensible rules where it says nothing', async () => {
    const { branch, service, queue, counter } = await wholeBranch();
    expect(branch).toMatchObject({
      country: 'CD',
      kind: 'bank',
      timeZone: 'Africa/Kinshasa',
      listed: true,
      revision: 1,
    });
    expect(branch.hours.week['1']).toEqual([{ from: '09:00', to: '17:00' }]);
    expect(branch.hours.week['6']).toBeUndefined();
    expect(service).toMatchObject({ minutes: 15, slotMinutes: 30, appointmentsAtOnce: 0, documents: [] });
    expect(queue).toMatchObject({ prefix: 'A', strategy: 'fifo', state: 'active', capacity: 200 });
    expect(counter).toMatchObject({ state: 'closed', queueIds: [queue.id] });
    for (const [path, one] of Object.entries({
      branches: branch,
      'office-services': service,
      queues: queue,
      counters: counter,
    }))
      expect((await server.call('GET', `/${path}/${one.id}`, { token: admin })).json).toEqual(one);
  });

  it('gives a branch the clock of its region, and takes communes as people write them', async () => {
    const organisationId = await house();
    const east = await branchOf(organisationId, { region: 'haut-katanga', commune: 'kampemba' });
    expect(east.json).toMatchObject({ timeZone: 'Africa/Lubumbashi', commune: 'Kampemba' });
    const moved = await change(`/branches/${east.json.id}`, { region: 'kinshasa' });
    expect(moved.json).toMatchObject({ timeZone: 'Africa/Kinshasa', region: 'kinshasa' });
    expect(moved.json.commune).toBeUndefined();
  });

  it.each([
    ['a region of another country', { region: 'DK' }, 'region'],
    ['an unknown commune', { commune: 'Dakar' }, 'commune'],
    ['a time zone of another country', { timeZone: 'Europe/Paris' }, 'timeZone'],
    ['openings that overlap', { hours: { week: { 1: [{ from: '08:00', to: '12:00' }, { from: '11:00', to: '15:00' }] }, closedOnHolidays: true, exceptions: [] } }, 'hours.week.1'],
    ['an opening that ends before it begins', { hours: { week: { 2: [{ from: '12:00', to: '08:00' }] }, closedOnHolidays: true, exceptions: [] } }, 'hours.week.2'],
    ['a day that is there twice', { hours: { week: {}, closedOnHolidays: true, exceptions: [{ day: '2026-12-24', openings: [] }, { day: '2026-12-24', openings: [] }] } }, 'hours.exceptions'],
    ['an agent who is nobody', { agents: ['0'.repeat(24)] }, 'agents'],
  ])('is told of %s, in a branch that is new and in one that is there', async (_what, fault, field) => {
    const organisationId = await house();
    const refused = await branchOf(organisationId, fault);
    expect(refused).toMatchObject({ status: 400, json: { field } });
    const there = await branchOf(organisationId);
    expect(await change(`/branches/${there.json.id}`, fault)).toMatchObject({ status: 400, json: { field } });
  }); // prettier-ignore

  it.each([
    { hours: { week: { 8: [] }, closedOnHolidays: true, exceptions: [] } },
    { hours: { week: {}, closedOnHolidays: true, exceptions: [{ day: '2026-02-30', openings: [] }] } },
    { hours: { week: { 1: [{ from: '25:00', to: '26:00' }] }, closedOnHolidays: true, exceptions: [] } },
    { position: { latitude: 91, longitude: 0 } },
    { unheardOf: true },
  ])('is refused what no calendar and no map knows: %j', async (fault) => {
    expect((await branchOf(await house(), fault)).status).toBe(400);
  });

  it('cannot make staff of somebody who does not work at counters', async () => {
    const citizen = await server.identity.create({ country: 'CD', name: 'Somebody' });
    const refused = await branchOf(await house(), { managers: [citizen.id] });
    expect(refused).toMatchObject({ status: 400, json: { field: 'managers' } });
  });

  it('cannot mix what belongs to two branches, nor give one name twice', async () => {
    const [one, other] = [await wholeBranch(), await wholeBranch()];
    const { branchId, queue, service } = one;
    const fields: [string, object, number, string][] = [
      ['/queues', { branchId, name: 'File', prefix: 'B', serviceIds: [other.service.id] }, 400, 'serviceIds'],
      ['/queues', { branchId, name: 'File', prefix: 'A', serviceIds: [service.id] }, 409, 'prefix'],
      ['/counters', { branchId, name: '2', queueIds: [other.queue.id] }, 400, 'queueIds'],
      ['/counters', { branchId, name: '1', queueIds: [queue.id] }, 409, 'name'],
      ['/office-services', { branchId, name: 'Dépôt' }, 409, 'name'],
      ['/office-services', { branchId, name: 'Virement', cost: { amount: 1, currency: 'XOF' } }, 400, 'cost.currency'],
    ];
    for (const [path, body, status, field] of fields)
      expect(await make(path, body)).toMatchObject({ status, json: { field } });
    expect(await change(`/queues/${queue.id}`, { serviceIds: [other.service.id] })).toMatchObject({ status: 400 });
  });

  it('of two who changed what they had seen only one is heard', async () => {
    const { branchId } = await wholeBranch();
    const { headers } = await server.call('GET', `/branches/${branchId}`, { token: admin });
    const seen = { 'If-Match': headers.get('etag') ?? '' };
    const answers = await Promise.all(
      ['12, avenue du Port', '14, avenue du Port'].map((address) =>
        change(`/branches/${branchId}`, { address }, admin, seen),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('renames and closes an organisation, and its branches follow', async () => {
    const { organisationId, branchId } = await wholeBranch();
    await change(`/organisations/${organisationId}`, { name: 'Banque Zaïko', active: false });
    const branch = await server.call('GET', `/branches/${branchId}`, { token: admin });
    expect(branch.json).toMatchObject({ organisationName: 'Banque Zaïko', listed: false, active: true });
    const asked = { country: 'CD', text: 'zaiko', page: { offset: 0, limit: 5 } } as const;
    expect((await server.offices.branches(asked)).total).toBe(0);
    await change(`/organisations/${organisationId}`, { active: true });
    expect((await server.offices.branches(asked)).items.map(({ id }) => id)).toEqual([branchId]);
  });

  it('is followed by its branches also where a crash came in between', async () => {
    const { organisationId, branchId } = await wholeBranch();
    const long = new Date(server.clock().getTime() - 60_000);
    await server.database.connection
      .collection('organisations')
      .updateOne(
        { _id: organisationId as never },
        { $set: { name: 'Banque Nouvelle', spreadSince: long }, $inc: { revision: 1 } },
      );
    expect(await server.organisationSpreading.late()).toBe(1);
    expect((await server.branchRegistry.one(branchId))?.organisationName).toBe('Banque Nouvelle');
    expect(await server.organisationSpreading.late()).toBe(0);
  });

  it('marks a queue whose state it changes for those who wait to hear of it, and takes the reason with the state', async () => {
    const { queue } = await wholeBranch();
    const stored = () => server.database.connection.collection('queues').findOne({ _id: queue.id });
    await change(`/queues/${queue.id}`, { capacity: 300 });
    expect((await stored())?.['tellAt']).toBeUndefined();
    const paused = await change(`/queues/${queue.id}`, { state: 'paused', reason: 'Panne de courant' });
    expect(paused.json).toMatchObject({ state: 'paused', reason: 'Panne de courant', capacity: 300 });
    expect((await stored())?.['tellAt']).toBeInstanceOf(Date);
    expect((await change(`/queues/${queue.id}`, { state: 'active' })).json.reason).toBeUndefined();
  });

  it('leaves a trace of each change', async () => {
    const { branchId } = await wholeBranch();
    await change(`/branches/${branchId}`, { address: '1, place de la Gare' });
    const { items } = await server.audit.list({ subjectId: branchId, skip: 0, limit: 5 });
    expect(items.map(({ action }) => action)).toEqual(['branches.update', 'branches.create']);
    expect(items[0]).toMatchObject({ after: { address: '1, place de la Gare' } });
  });
});

describe('somebody at a counter', () => {
  it('sees the branches where he works and changes nothing there; a manager changes its queues and counters', async () => {
    const [own, other] = [await wholeBranch(), await wholeBranch()];
    await change(`/branches/${other.branchId}`, { managers: [], agents: [] });
    for (const path of ['queues', 'counters'] as const) {
      const one = path === 'queues' ? 'queue' : 'counter';
      const name = { name: `Nouveau ${(names += 1)}` };
      expect((await server.call('GET', `/${path}/${own[one].id}`, agent)).status).toBe(200);
      expect((await server.call('GET', `/${path}/${other[one].id}`, agent)).status).toBe(404);
      expect((await server.call('GET', `/${path}?branchId=${other.branchId}`, agent)).status).toBe(403);
      const all = await server.call('GET', `/${path}?limit=200`, agent);
      expect(all.json.items.map(({ branchId }: { branchId: string }) => branchId)).not.toContain(other.branchId);
      expect((await change(`/${path}/${own[one].id}`, name, agent.token)).status).toBe(403);
      expect((await change(`/${path}/${own[one].id}`, name, manager.token)).status).toBe(200);
      expect((await change(`/${path}/${other[one].id}`, name, manager.token)).status).toBe(404);
    }
    const wish = { name: '9', queueIds: [own.queue.id] };
    expect((await make('/counters', { branchId: own.branchId, ...wish }, agent.token)).status).toBe(403);
    expect((await make('/counters', { branchId: own.branchId, ...wish }, manager.token)).status).toBe(201);
    expect((await make('/counters', { branchId: other.branchId, ...wish }, manager.token)).status).toBe(403);
    const seen = await server.call('GET', '/branches?limit=200', agent);
    expect(seen.json.items.map(({ id }: { id: string }) => id)).toContain(own.branchId);
    expect(seen.json.items.map(({ id }: { id: string }) => id)).not.toContain(other.branchId);
    expect((await change(`/branches/${own.branchId}`, { address: 'ici' }, manager.token)).status).toBe(403);
    expect((await make('/organisations', { name: 'Moi', kind: 'bank', country: 'CD' }, manager.token)).status).toBe(
      403,
    );
  });

  it('is forgotten by the branch when he goes, and followed by it when he turns out to be somebody else', async () => {
    const { branchId } = await wholeBranch();
    const people = await Promise.all(
      ['one', 'two'].map((name) => server.identity.create({ country: 'CD', name, roles: ['counter_agent'] })),
    );
    const [from, into] = people.map(({ id }) => id) as [string, string];
    await change(`/branches/${branchId}`, { agents: [from], managers: [from] });
    const { organisationsPersonalData } = await import('../../core/organisations/index.ts');
    const part = organisationsPersonalData(server.database);
    await part.merge?.(from, into);
    expect(await server.branchRegistry.one(branchId)).toMatchObject({ agents: [into], managers: [into] });
    expect(await part.collect(into)).toEqual([expect.objectContaining({ as: 'manager' })]);
    await part.erase(into);
    expect(await server.branchRegistry.one(branchId)).toMatchObject({ agents: [], managers: [] });
    expect(await part.collect(into)).toEqual([]);
  });
});
