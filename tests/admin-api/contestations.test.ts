import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { infractionModel, type Contestation, type Fine } from '../../core/fines/index.ts';
import { addType, recordFine } from './road.ts';
import { startServer, type TestServer } from './start-server.ts';

const author = newId();
let server: TestServer;
let opj: { token: string; personId: string };
beforeAll(async () => {
  server = await startServer();
  opj = await server.member('opj');
  await addType(server, 'belt', 3_000_000);
});
beforeEach(() => infractionModel(server.database.connection).collection.deleteMany({}));
afterAll(() => server.stop());

async function contested(over: object = {}): Promise<{ fine: Fine; one: Contestation }> {
  const { id } = await recordFine(server, 'belt', { proofs: [newId()], ...over });
  const text = 'Jean conduisait.';
  const fine = await server.contestations.open({
    fineId: id,
    personId: author,
    ground: 'sold',
    text,
    key: randomUUID(),
  });
  return { fine, one: fine.contestations[0]! };
}
const get = (path: string, as: { token: string } = opj) =>
  server.call('GET', `/api/v1/contestations${path}`, { token: as.token });
const decide = (id: string, body: unknown, as: { token: string } = opj, headers: Record<string, string> = {}) =>
  server.call('POST', `/api/v1/contestations/${id}/decisions`, { token: as.token, body, headers });
const rejection = { to: 'rejected', reason: 'proven' };

describe('the contestations of citizens', () => {
  it('are listed with their fine, by state, country, plate, reference and time, newest first, and as CSV', async () => {
    const first = await contested();
    server.later(2);
    const second = await contested({ plate: '5678CD05' });
    await server.contestations.withdraw(second.fine.id, author);
    const ids = async (query: string): Promise<string[]> => {
      const { status, text, json } = await get(query);
      expect(status, text).toBe(200);
      expect(json.total).toBe(json.items.length);
      return json.items.map((item: { id: string }) => item.id);
    };
    expect(await ids('')).toEqual([second.one.id, first.one.id]);
    expect(await ids('?sort=at')).toEqual([first.one.id, second.one.id]);
    expect(await ids('?state=open')).toEqual([first.one.id]);
    expect(await ids('?plate=5678cd/05')).toEqual([second.one.id]);
    expect(await ids(`?reference=${first.fine.reference}`)).toEqual([first.one.id]);
    expect(await ids('?country=SN')).toEqual([]);
    expect(await ids(`?after=${second.one.at.toISOString()}`)).toEqual([second.one.id]);
    expect(await ids(`?before=${second.one.at.toISOString()}&state=open&country=CD`)).toEqual([first.one.id]);
    expect((await get('?limit=1&page=2')).json).toMatchObject({ total: 2, items: [{ id: first.one.id }] });
    expect((await get('?state=wrong')).status).toBe(400);
    const csv = await get('.csv?state=open');
    expect(csv.text.split('\n').filter(Boolean)).toHaveLength(2);
    expect(csv.text).toContain(first.fine.reference);
  });

  it('are read by accountants and support without what was said and shown, which is for those who decide', async () => {
    const { one } = await contested();
    for (const role of ['accountant', 'support'] as const) {
      const reader = await server.member(role);
      const shown = await get(`/${one.id}`, reader);
      expect(shown.json).toMatchObject({ id: one.id, state: 'open', ground: 'sold', personId: author });
      expect(shown.text).not.toContain('Jean');
      expect((await get(`/${one.id}/evidence`, reader)).status).toBe(403);
      expect((await decide(one.id, rejection, reader)).status).toBe(403);
    }
    const { json } = await get(`/${one.id}/evidence`);
    expect(json).toMatchObject({ words: ['Jean conduisait.'], photos: [], proofs: [expect.stringContaining('/f/')] });
    const { items } = await server.audit.list({ subjectId: one.id, skip: 0, limit: 5 });
    expect(items).toMatchObject([{ action: 'contestations.evidence', actor: { id: opj.personId } }]);
    expect(JSON.stringify(items)).not.toContain('Jean');
    expect((await get('', await server.member('pcr_agent'))).status).toBe(403);
    expect((await get(`/${newId()}`)).status).toBe(404);
    expect((await get(`/${newId()}/evidence`)).status).toBe(404);
  });

  it('stand with the adjustments in the infraction', async () => {
    const { fine, one } = await contested();
    await decide(one.id, { to: 'reduced', amount: 1_000_000, words: 'Panneau caché.' });
    const { json } = await server.call('GET', `/api/v1/infractions/${fine.id}`, { token: opj.token });
    expect(json).toMatchObject({
      due: { amount: 1_000_000 },
      adjustments: [{ kind: 'reduction', amount: -2_000_000 }],
      contestations: [{ id: one.id, state: 'reduced', history: [{ to: 'open' }, { words: 'Panneau caché.' }] }],
    });
    expect(JSON.stringify(json)).not.toContain('Jean');
  });
});

describe('a decision', () => {
  it('is made once for one Idempotency-Key, told to the citizen, and written down without its words', async () => {
    const { one } = await contested();
    const key = { 'Idempotency-Key': randomUUID() };
    const body = { to: 'rejected', words: 'Photo de Jean.' };
    const [first, again] = [await decide(one.id, body, opj, key), await decide(one.id, body, opj, key)];
    expect(first.status, first.text).toBe(200);
    expect(again.json).toEqual(first.json);
    expect(first.json).toMatchObject({ id: one.id, state: 'rejected', history: [{}, { by: opj.personId }] });
    await server.contestationNotices.idle();
    const notices = await server.notifications.list({ filter: { personId: author }, page: { offset: 0, limit: 9 } });
    expect(notices.items.map(({ key: name }) => name)).toContain(`contestation:${one.id}:decision`);
    const [entry] = (await server.audit.list({ subjectId: one.id, skip: 0, limit: 1 })).items;
    expect(entry).toMatchObject({
      action: 'contestations.decide',
      before: { state: 'open' },
      after: { state: 'rejected' },
    });
    expect(JSON.stringify(entry)).not.toContain('Jean');
  });

  it('is refused when there is nothing to decide, or by whom it concerns', async () => {
    const { fine, one } = await contested();
    await server.contestations.withdraw(fine.id, author);
    expect((await decide(one.id, rejection)).status).toBe(409);
    const again = await server.contestations.open({
      fineId: fine.id,
      personId: author,
      ground: 'sold',
      key: randomUUID(),
    });
    expect((await decide(one.id, rejection)).status).toBe(409);
    expect((await decide(again.contestations[1]!.id, rejection)).status).toBe(200);
    expect((await decide(newId(), rejection)).status).toBe(404);
    const own = await contested({ agentId: opj.personId });
    expect((await decide(own.one.id, rejection)).status).toBe(403);
  });

  it.each([
    {},
    { to: 'withdrawn', reason: 'proven' },
    { to: 'rejected' },
    { to: 'rejected', reason: 'first_time' },
    { to: 'rejected', reason: 'proven', amount: 5 },
    { to: 'rejected', words: '  ' },
    { to: 'rejected', words: 'x'.repeat(501) },
    { to: 'reduced', reason: 'wrong_amount' },
    { to: 'reduced', reason: 'wrong_amount', amount: 3_000_000 },
    { to: 'reduced', reason: 'wrong_amount', amount: 0.5 },
    { ...rejection, by: 'somebody' },
  ])('is refused when it makes no sense: %j', async (body) => {
    const { one } = await contested();
    expect((await decide(one.id, body)).status).toBe(400);
  });
});
