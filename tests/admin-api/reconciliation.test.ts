import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
let token: string;
let accountant: string;

beforeAll(async () => {
  server = await startServer();
  ({ token, personId: accountant } = await server.member('accountant'));
  const content = 'date,amount,currency,label,id\n2026-11-19,700,CDF,"=1+1 INCONNU",T1\n2026-11-19,800,CDF,RIEN,T2\n';
  await server.call('POST', '/bank-statements', { token, raw: { type: 'text/csv', content } });
});
afterAll(() => server.stop());

const post = (path: string, body: unknown, as = token) => server.call('POST', path, { token: as, body });
const get = (path: string, as = token) => server.call('GET', path, { token: as });

it("compares a bank's day by hand, shows and exports the differences, and keeps what explains them", async () => {
  const ran = await post('/reconciliations', { day: '2026-11-19', provider: 'bank' });
  expect(ran.json.items).toMatchObject([
    { provider: 'bank', country: 'CD', day: '2026-11-19', open: 2, by: accountant },
  ]);
  const [{ id, differences }] = ran.json.items;
  expect(differences[0]).toMatchObject({ kind: 'money_without_debt', state: 'unmatched', theirs: { amount: 70_000 } });

  const words = '=dépôt de la mairie';
  const explained = await post(`/reconciliations/${id}/explanations`, { key: differences[0].key, words });
  expect(explained.json).toMatchObject({ open: 1, explained: [{ key: differences[0].key, by: accountant, words }] });
  expect((await post(`/reconciliations/${id}/explanations`, { key: 'nothing:1', words })).status).toBe(404);
  const { items } = await server.audit.list({ subjectId: id, skip: 0, limit: 1 });
  expect(items[0]).toMatchObject({ action: 'reconciliation.explain', after: { open: 1 } });
  expect(JSON.stringify(items)).not.toContain('mairie');

  expect((await get('/reconciliations?open=true&provider=bank')).json).toMatchObject({ total: 1, items: [{ id }] });
  expect((await get('/reconciliations?open=false&provider=bank')).json.total).toBe(0);
  expect((await get(`/reconciliations/${id}`)).json).toMatchObject({ totals: [{ currency: 'CDF', said: 150_000 }] });
  const csv = await get(`/reconciliations/${id}/differences.csv`);
  expect(csv.text.trim().split('\n')).toHaveLength(3);
  expect(csv.text).toContain("'=dépôt de la mairie");
  expect((await get('/reconciliations.csv')).text).toContain('2026-11-19');
});

it('refuses a day that has not come and a provider that nobody knows', async () => {
  expect((await post('/reconciliations', { day: '2126-01-01' })).status).toBe(400);
  expect((await post('/reconciliations', { day: '19/11/2026' })).status).toBe(400);
  expect((await post('/reconciliations', { day: '2026-11-19', provider: 'nobody' })).status).toBe(400);
});

it('lets those who only read look, and not run', async () => {
  const { token: support } = await server.member('support');
  expect((await get('/reconciliations', support)).status).toBe(200);
  expect((await post('/reconciliations', { day: '2026-11-19' }, support)).status).toBe(403);
});
