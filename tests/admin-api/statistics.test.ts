import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { infractionModel } from '../../core/fines/index.ts';
import { roles, type Role } from '../../core/identity/index.ts';
import { agentReaders, statisticsReaders } from '../../core/statistics/index.ts';
import { isAllowed } from '../../admin-api/permissions.ts';
import { aFine, november } from '../core/statistics/fine-set.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
let token: string;
let agentId: string;
const days = 'country=CD&from=2026-11-01&to=2026-11-03';

beforeAll(async () => {
  server = await startServer();
  ({ token } = await server.member('super_admin'));
  agentId = (await server.identity.create({ country: 'CD', name: 'Didier, "chef"', roles: ['pcr_agent'] })).id;
  await infractionModel(server.database.connection).insertMany(
    november.map((wish) => aFine({ ...wish, agentId: wish.agentId?.startsWith('d') ? agentId : 'e'.repeat(24) })),
  );
});
afterAll(() => server.stop());

const get = (path: string, as = token) => server.call('GET', `/statistics/fines${path}`, { token: as });
const rows = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true });

describe('statistics of fines through the API', () => {
  it('are figures as JSON, without agents', async () => {
    const { status, json, text } = await get(`?${days}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      period: { country: 'CD', from: '2026-11-01', to: '2026-11-03' },
      totals: [
        { currency: 'CDF', count: 5, due: 14_500_000, rate: 0.6552 },
        { currency: 'USD', count: 1 },
      ],
      daysToPayment: { median: 3, p90: 10 },
      contestations: { opened: 4, medianDays: 1 },
    });
    expect(text).not.toContain(agentId);
  });

  it('are of the last 30 days of the country where no day is named', async () => {
    const { json } = await get('?country=SN');
    const today = new Date().toISOString().slice(0, 10);
    expect(json.period).toMatchObject({ country: 'SN', to: today });
    expect(json.days).toHaveLength(30);
    expect((await get('?country=SN&to=2026-11-03')).json.period.from).toBe('2026-10-05');
  });

  it.each([
    ['', 'country'],
    ['?country=US', 'country'],
    ['?country=CD&from=2026-11-04&to=2026-11-03', 'from'],
    ['?country=CD&from=2024-11-03&to=2026-11-03', 'from'],
    ['?country=CD&from=2026-02-30', 'from'],
    ['?country=CD&to=yesterday', 'to'],
    [`.csv?${days}`, undefined],
    [`/charts/overview.png?${days}&language=xx`, 'language'],
    [`/charts/secrets.png?${days}`, 'name'],
  ])('refuse %s and name what is wrong', async (query, field) => {
    const { status, json } = await get(query);
    expect(status).toBe(field === undefined ? 404 : 400);
    if (field !== undefined) expect(json.errors[0].path).toBe(field);
  });

  it('take the longest period there is, and a single day', async () => {
    expect((await get('?country=CD&from=2024-11-04&to=2026-11-03')).json.days).toHaveLength(730 * 2);
    expect((await get('?country=CD&from=2026-11-02&to=2026-11-02')).json.totals[0].count).toBe(3);
  });

  it.each(['totals', 'types', 'communes', 'days', 'states', 'paymentDays', 'contestations'])(
    'are a table of %s that says the same as the JSON',
    async (name) => {
      const { json } = await get(`?${days}`);
      const { status, headers, text } = await get(`/${name}.csv?${days}`);
      expect(status).toBe(200);
      expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}.csv"`);
      const table = { ...json, paymentDays: json.daysToPayment.histogram, contestations: json.contestations.outcomes }[
        name
      ] as Record<string, unknown>[];
      const written = rows(text);
      expect(written).toHaveLength(table.length);
      for (const [index, row] of written.entries())
        for (const [field, value] of Object.entries(row)) {
          const labels = table[index]?.['labels'] as Record<string, string> | undefined;
          const said = (field === 'label' ? labels?.['fr'] : table[index]?.[field]) as
            string | number | null | undefined;
          expect(value, `${name} ${index} ${field}`).toBe(String(said ?? ''));
        }
    },
  );

  it('tell agents apart for those who may see them', async () => {
    const { json } = await get(`/agents?${days}`);
    expect(json.agents[0]).toMatchObject({ agentId, name: 'Didier, "chef"', count: 3, currency: 'CDF' });
    const [first] = rows((await get(`/agents.csv?${days}`)).text);
    expect(first).toMatchObject({ agentId, name: 'Didier, "chef"', count: '3' });
    const { total } = await server.audit.list({
      action: 'statistics.export',
      subjectId: 'fines agents',
      skip: 0,
      limit: 1,
    });
    expect(total).toBe(1);
  });

  it("are pictures of a phone's width, of which something stands on white", async () => {
    for (const name of ['overview', 'types', 'communes', 'agents', 'days', 'paymentDays', 'contestations']) {
      const path = `${server.url}/api/v1/statistics/fines/charts/${name}.png?${days}&language=wo`;
      const response = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
      expect(response.headers.get('content-type')).toBe('image/png');
      const image = sharp(Buffer.from(await response.arrayBuffer()));
      const { format, width, height } = await image.metadata();
      expect({ name, format, width }).toEqual({ name, format: 'png', width: 1080 });
      expect(height).toBeGreaterThan(400);
      const [red] = (await image.stats()).channels;
      expect(red?.min).toBeLessThan(60);
      expect(red?.max).toBe(255);
    }
  });

  it('draw nothing of nothing', async () => {
    const { status, json } = await get('/charts/overview.png?country=SN&from=2020-01-01&to=2020-01-31');
    expect(status).toBe(404);
    expect(json.detail).toContain('nothing to draw');
  });
});

describe('who may see them', () => {
  const of = (permission: 'read' | 'export' | 'agents'): Role[] =>
    roles.filter((role) => isAllowed([role], `statistics.${permission}`));

  it('is the same in the conversation and in the API', () => {
    expect(of('read')).toEqual(['super_admin', 'admin', 'accountant', 'operations', 'opj']);
    expect(of('export')).toEqual(of('read'));
    expect(of('agents').sort()).toEqual([...agentReaders].sort());
    for (const role of statisticsReaders) expect(of('read')).toContain(role);
  });

  it('keeps agents from those who only look after the money', async () => {
    const { token: accountant } = await server.member('accountant');
    expect((await get(`?${days}`, accountant)).status).toBe(200);
    for (const path of ['/agents', '/agents.csv', '/charts/agents.png'])
      expect((await get(`${path}?${days}`, accountant)).status, path).toBe(403);
    const { token: agent } = await server.member('pcr_agent');
    expect((await get(`?${days}`, agent)).status).toBe(403);
  });
});
