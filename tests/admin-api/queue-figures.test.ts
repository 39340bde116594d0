import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { createTestOffice, type TestOffice } from '../core/queues/test-office.ts';
import { startServer, type TestServer } from './start-server.ts';

let api: TestServer;
let office: TestOffice;
let tokens: { admin: string; operations: string; manager: string; agent: string; hr: string };

beforeAll(async () => {
  api = await startServer();
  const [admin, operations, manager, agent, hr] = await Promise.all([
    api.member('admin'), api.member('operations'), api.member('counter_agent'), api.member('counter_agent'), api.member('hr'),
  ]); // prettier-ignore
  tokens = {
    admin: admin.token,
    operations: operations.token,
    manager: manager.token,
    agent: agent.token,
    hr: hr.token,
  };
  office = await createTestOffice(
    { connection: api.database.connection, identity: api.identity },
    {
      branch: {
        managers: [manager.personId],
        agents: [agent.personId],
        // Open at whatever hour this is run.
        hours: {
          week: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [{ from: '00:00', to: '24:00' }]])),
          closedOnHolidays: false,
          exceptions: [],
        },
      },
      services: [{ name: '=SUM(A1);"Visa", été\nExpress' }],
    },
  );
  const [counterId, agentId] = [office.counter.id, agent.personId];
  await api.counters.open({ counterId, agentId });
  for (let nth = 0; nth < 3; nth += 1)
    await api.tickets.join({ key: newId(), queueId: office.queue.id, serviceId: office.service.id, by: agentId });
  const called = await api.counters.callNext({ counterId, agentId, key: newId() });
  const move = { ticketId: called?.id ?? '', agentId };
  await api.counters.start({ ...move, key: newId() });
  await api.counters.finish({ ...move, key: newId() });
});
afterAll(() => api.stop());

const ask = (token: string, path = '', more = '') =>
  api.call('GET', `/queue-figures${path}?branchId=${office.branch.id}${more}`, { token });

describe('figures of queues by the API', () => {
  it('are for those who lead all branches, and for managers of the branch alone', async () => {
    for (const token of [tokens.admin, tokens.operations, tokens.manager]) {
      const { status, json } = await ask(token);
      expect(status).toBe(200);
      expect(json).toMatchObject({
        branchId: office.branch.id,
        total: { tickets: 3, served: 1, open: 2, absentRate: 0 },
      });
      expect(json.days).toHaveLength(30);
      expect(json.services).toMatchObject([{ serviceId: office.service.id, tickets: 3 }]);
      expect(json.counters).toMatchObject([{ counterId: office.counter.id, name: '1', served: 1 }]);
    }
    expect((await ask(tokens.hr)).status).toBe(403);
    // Whoever works there and does not lead it learns no more than whoever asks for a branch that is none.
    const [own, none] = [await ask(tokens.agent), await api.call('GET', `/queue-figures?branchId=${newId()}`, { token: tokens.admin })]; // prettier-ignore
    expect([own.status, none.status]).toEqual([404, 404]);
    expect(own.json.detail).toBe(none.json.detail);
  });

  it('come with what people have written and without who, within the same limits', async () => {
    const tickets = api.database.connection.collection('tickets');
    const rating = { stars: 2, comment: '=Trop long', at: new Date() };
    await tickets.updateOne({ state: 'served' }, { $set: { rating, personId: 'somebody' } });
    const { status, json, text } = await ask(tokens.manager, '/comments');
    expect(status).toBe(200);
    const [only] = json.items;
    expect(json.items).toHaveLength(1);
    expect(only).toMatchObject({ serviceId: office.service.id, service: office.service.name, stars: 2, words: '=Trop long' });
    expect(text).not.toContain('somebody');
    const csv = await ask(tokens.manager, '/comments.csv');
    expect(parse(csv.text, { columns: true, bom: true })).toMatchObject([{ stars: '2', words: "'=Trop long", day: only.day }]);
    for (const path of ['/comments', '/comments.csv']) {
      expect((await ask(tokens.hr, path)).status).toBe(403);
      expect((await ask(tokens.agent, path)).status).toBe(404);
    }
    expect((await ask(tokens.manager, '/comments', '&to=2026-01-31')).json.items).toEqual([]);
  }); // prettier-ignore

  it('say what is wrong with a question', async () => {
    for (const wrong of ['&from=2026-02-30', '&from=2026-11-02&to=2026-11-01', '&from=2020-01-01', '&day=1'])
      expect((await ask(tokens.admin, '', wrong)).status).toBe(400);
    expect((await api.call('GET', '/queue-figures', { token: tokens.admin })).status).toBe(400);
  });

  it('come as tables that spreadsheets read, with awkward names, and are noted', async () => {
    const rows = async (name: string, token = tokens.manager): Promise<Record<string, string>[]> => {
      const { status, headers, text } = await ask(token, `/${name}.csv`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('text/csv');
      return parse(text, { columns: true, bom: true });
    };
    const [service] = await rows('services');
    // Spreadsheets would run what begins with "=".
    expect(service?.['name']).toBe(`'=SUM(A1);"Visa", été\nExpress`);
    expect(service).toMatchObject({ serviceId: office.service.id, tickets: '3', served: '1', 'service.measured': '1' });
    expect(await rows('days')).toHaveLength(30);
    for (const name of ['total', 'queues', 'counters', 'hours']) expect(await rows(name)).toHaveLength(1);
    expect((await ask(tokens.agent, '/days.csv')).status).toBe(404);
    const { items } = await api.audit.list({ action: 'queue-figures.export', skip: 0, limit: 10 });
    expect(items[0]?.subject).toEqual({ kind: 'branch', id: office.branch.id });
  });

  it('come as pictures in every language, where there is something to draw', async () => {
    for (const [nth, name] of ['overview', 'hours', 'queues', 'services', 'counters'].entries()) {
      const language = ['fr', 'en', 'ln', 'sw', 'wo'][nth];
      const response = await fetch(
        `${api.url}/api/v1/queue-figures/charts/${name}.png?branchId=${office.branch.id}&language=${language}`,
        { headers: { Authorization: `Bearer ${tokens.manager}` } },
      );
      expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width).toBe(1080);
    }
    expect((await ask(tokens.manager, '/charts/days.png', '&to=2026-01-31')).status).toBe(404);
  });
});
