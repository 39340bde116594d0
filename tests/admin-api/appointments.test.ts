import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestOffice, type TestOffice } from '../core/queues/test-office.ts';
import { startServer, type TestServer } from './start-server.ts';

let server: TestServer;
let office: TestOffice;
let asking: TestOffice;
let token: string;
let slots: string[];
let people: string[];
beforeAll(async () => {
  server = await startServer();
  const deps = { connection: server.database.connection, identity: server.identity };
  // Open day and night, so that the test does not depend on when it runs.
  const always = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [{ from: '00:00', to: '24:00' }]]));
  const hours = { week: always, closedOnHolidays: false, exceptions: [] };
  office = await createTestOffice(deps, { branch: { hours }, services: [{ appointmentsAtOnce: 1 }] });
  asking = await createTestOffice(deps, { branch: { hours }, services: [{ confirmsAppointments: true }] });
  ({ token } = await server.member('operations'));
  const [, tomorrow] = await server.appointments.days(office.service.id);
  slots = (await server.appointments.slots(office.service.id, tomorrow?.day ?? '')).map(({ startsAt }) =>
    startsAt.toISOString(),
  );
  people = await Promise.all(
    Array.from(
      { length: 20 },
      async (_one, index) =>
        (await server.identity.create({ country: 'CD', phone: `+2438100001${String(index).padStart(2, '0')}` })).id,
    ),
  );
}, 60_000);
afterAll(() => server.stop());

const post = (path: string, body: object = {}, as = token) =>
  server.call('POST', `/appointments${path}`, { token: as, body });
const get = (path: string, as = token) => server.call('GET', `/appointments${path}`, { token: as });
const book = (personId: string | undefined, startsAt: string | undefined, serviceId = office.service.id) =>
  post('', { personId, serviceId, startsAt });

describe('appointments over the API', () => {
  it('are booked for somebody once, and all others who want the same place hear that it is taken', async () => {
    const answers = await Promise.all(people.map((personId) => book(personId, slots[0])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.json).toMatchObject({ code: 'conflict', detail: 'slot_full' });
    const booked = answers.find(({ status }) => status === 201)?.json;
    expect(booked).toMatchObject({ state: 'confirmed', serviceName: 'Consultation', startsAt: slots[0] });
    expect(booked).not.toHaveProperty('seat');
    expect((await get(`/slots?serviceId=${office.service.id}&day=${booked.day}`)).json.items[0]).toMatchObject({
      free: 0,
    });
    expect((await book('f'.repeat(24), slots[1])).status).toBe(400);
    expect((await book(people[0], '2026-11-24')).status).toBe(400);
  });

  it('are moved, checked in and cancelled by the branch, each once and with a reason for every refusal', async () => {
    const { json: booked } = await book(people[1], slots[2]);
    const at = `/${booked.id}`;
    const key = { 'Idempotency-Key': 'move-it-once' };
    const move = () =>
      server.call('POST', `/appointments${at}/move`, { token, body: { startsAt: slots[3] }, headers: key });
    expect((await move()).json).toMatchObject({ state: 'rescheduled', startsAt: slots[3], revision: 2 });
    expect((await move()).json).toMatchObject({ revision: 2 });
    // The answer was lost on its way before it was noted.
    await server.database.connection.collection('idempotency_keys').deleteMany({});
    expect((await move()).json).toMatchObject({ state: 'rescheduled', startsAt: slots[3], revision: 2 });
    expect((await post(`${at}/move`, { startsAt: slots[0] })).json).toMatchObject({ detail: 'slot_full' });
    expect((await post(`${at}/check-in`)).json).toMatchObject({ detail: 'too_early' });
    const cancelled = await post(`${at}/cancel`, { reason: 'Coupure de courant' });
    expect(cancelled.json).toMatchObject({ state: 'cancelled', history: [{}, {}, { reason: 'Coupure de courant' }] });
    expect((await post(`${at}/cancel`)).json).toMatchObject({
      code: 'illegal_transition',
      from: 'cancelled',
    });
    expect((await post(`/${'f'.repeat(24)}/cancel`)).status).toBe(404);
    expect((await get(at)).json.state).toBe('cancelled');
  });

  it('that people ask for are confirmed or declined', async () => {
    const startsAt = new Date(slots[5] ?? 0);
    const ask = (personId = '') =>
      server.appointments.book({
        key: personId,
        serviceId: asking.service.id,
        startsAt,
        personId,
        channel: 'ussd',
        country: 'CD',
      });
    const [one, two] = [await ask(people[2]), await ask(people[3])];
    expect((await post(`/${one.id}/confirm`)).json.state).toBe('confirmed');
    expect((await post(`/${two.id}/decline`, { reason: 'Complet' })).json.state).toBe('cancelled');
    expect((await post(`/${one.id}/decline`)).status).toBe(409);
  });

  it('are listed by branch, service, person, state and time, and exported', async () => {
    const filters = [
      `branchId=${office.branch.id}`,
      `serviceId=${office.service.id}`,
      'state=confirmed',
      `after=${slots[0]}&before=${slots[1]}`,
    ];
    for (const filter of filters) expect((await get(`?${filter}`)).json.total, filter).toBeGreaterThan(0);
    expect((await get(`?personId=${people[2]}`)).json.items).toEqual([expect.objectContaining({ state: 'confirmed' })]);
    expect((await get(`?before=2020-01-01`)).json.total).toBe(0);
    expect((await get('?seat=x')).status).toBe(400);
    const csv = (await server.call('GET', `/appointments.csv?serviceId=${office.service.id}`, { token })).text.split(
      /\r?\n/,
    );
    expect(csv[0]).toContain('code,organisationName,branchName');
    expect(csv.filter((line) => line.includes('RDV-'))).toHaveLength(2);
  });

  it('are waited for: somebody is put on the list, seen there and taken off it', async () => {
    const [first, , last] = await server.appointments.days(office.service.id);
    const wish = { personId: people[9], serviceId: office.service.id, from: first?.day, to: last?.day };
    const put = await post('/waiting', wish);
    expect(put.json).toMatchObject({
      personId: people[9],
      branchId: office.branch.id,
      from: first?.day,
      to: last?.day,
    });
    expect(put.json).not.toHaveProperty('key');
    expect((await post('/waiting', wish)).json).toMatchObject({ status: 409, detail: 'waits_before' });
    expect((await post('/waiting', { ...wish, personId: 'f'.repeat(24) })).status).toBe(400);
    const { json: listed } = await get(`/waiting?branchId=${office.branch.id}`);
    expect(listed).toMatchObject({ total: 1, items: [{ id: put.json.id }] });
    expect((await get(`/waiting/${put.json.id}`)).json).toMatchObject({ channel: 'ussd' });
    const { token: support } = await server.member('support');
    const takeOff = (as: string) => server.call('DELETE', `/appointments/waiting/${put.json.id}`, { token: as });
    expect((await takeOff(support)).status).toBe(403);
    expect((await takeOff(token)).status).toBe(200);
    expect((await takeOff(token)).status).toBe(404);
    expect((await get('/waiting')).json.total).toBe(0);
  });

  it('are for those whose role says so', async () => {
    const { token: support } = await server.member('support');
    const { token: nobody } = await server.member('counter_agent');
    expect([(await get('', support)).status, (await get('', nobody)).status]).toEqual([200, 403]);
    for (const path of ['', `/${'f'.repeat(24)}/confirm`, `/${'f'.repeat(24)}/cancel`])
      expect((await post(path, {}, support)).status).toBe(403);
  });
});
