import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { commentModel, reportModel, type NewReport, type Report } from '../../core/reports/index.ts';
import { aPicture } from '../support/pictures.ts';
import { startServer, type TestServer } from './start-server.ts';

type Member = Awaited<ReturnType<TestServer['member']>>;

let api: TestServer;
let who: Record<'admin' | 'operator' | 'stranger' | 'moderator' | 'hr', Member>;
let bodyId: string;

beforeAll(async () => {
  api = await startServer();
  const [admin, operator, stranger, moderator, hr] = await Promise.all([
    api.member('admin'), api.member('operator'), api.member('operator'), api.member('moderator'), api.member('hr'),
  ]); // prettier-ignore
  who = { admin, operator, stranger, moderator, hr };
  const body = { country: 'CD', name: 'Voirie de Kinshasa', areas: ['kinshasa.cd'], operators: [operator.personId] };
  const made = await api.call('POST', '/report-bodies', { token: admin.token, body });
  expect(made.status).toBe(201);
  bodyId = made.json.id;
});
afterAll(() => api.stop());

const tell = (wish: Partial<NewReport> = {}): Promise<Report> =>
  api.reports.report({
    key: newId(), country: 'CD', category: 'pothole', words: 'Un grand trou', place: { commune: 'Lemba', street: 'By-Pass' },
    photos: [], reporterId: who.hr.personId, source: 'simulator', ...wish,
  }); // prettier-ignore
const act = (member: Member, report: Report, name: string, body: object = {}, headers = {}) =>
  api.call('POST', `/reports/${report.id}/${name}`, { token: member.token, body, headers });

describe('bodies by the API', () => {
  it('are written by administrators only, with areas and operators that exist', async () => {
    const wish = { country: 'CD', name: 'Régie', areas: ['CD/kinshasa', 'kinshasa.cd/Lemba'], categories: ['water_leak'] };
    const add = (body: object, member = who.admin) => api.call('POST', '/report-bodies', { token: member.token, body });
    for (const wrong of [
      { ...wish, areas: ['kinshasa.cd/Atlantis'] },
      { ...wish, areas: [] },
      { ...wish, operators: [who.hr.personId] },
      { ...wish, categories: ['dragons'] },
    ])
      expect((await add(wrong)).status).toBe(400);
    for (const member of [who.operator, who.moderator, who.hr]) expect((await add(wish, member)).status).toBe(403);
    const made = await add(wish);
    expect(made.json).toMatchObject({ name: 'Régie', active: true, operators: [] });
    expect((await add(wish)).status).toBe(409);

    const path = `/report-bodies/${made.json.id}`;
    const read = await api.call('GET', path, { token: who.admin.token });
    const change = { token: who.admin.token, body: { active: false }, headers: { 'If-Match': read.headers.get('etag') ?? '' } };
    expect((await api.call('PATCH', path, change)).json).toMatchObject({ active: false });
    expect((await api.call('PATCH', path, change)).status).toBe(409);
    expect((await api.call('GET', path, { token: who.operator.token })).status).toBe(404);
    const own = await api.call('GET', '/report-bodies', { token: who.operator.token });
    expect(own.json.items.map(({ id }: { id: string }) => id)).toEqual([bodyId]);
  }); // prettier-ignore
});

/** Nothing of somebody comes back with what was still to be written about them. */
it('names nobody in a report who was forgotten before their comment was written into it', async () => {
  const { personId } = await api.member('customer');
  const [inHand, commented] = [await tell(), await tell()];
  // They were an operator once.
  const taken = { state: 'in_progress', takenBy: personId } as const;
  await reportModel(api.database.connection).updateOne({ _id: inHand.id }, { $set: taken });
  const comment = await api.reportTalk.comment({
    key: newId(), reportId: commented.id, actor: { personId, role: 'citizen' }, text: 'Chez moi aussi',
  }); // prettier-ignore
  const news = { key: newId(), what: 'comment_hidden', role: 'citizen', by: personId } as const;
  const pending = { $push: { news }, $set: { pendingSince: new Date(0) } };
  await commentModel(api.database.connection).updateOne({ _id: comment.id }, pending);
  api.onReport({
    late: async ({ id }, { what }) => {
      if (id === inHand.id && what === 'given_back') await api.talkCarrying.late();
    },
  });
  await api.identity.erase(personId);
  const records = await reportModel(api.database.connection).find({ _id: { $in: [inHand.id, commented.id] } }).lean();
  expect(records.map(({ history }) => history.at(-1)?.what).sort()).toEqual(['comment_hidden', 'given_back']);
  expect(JSON.stringify(records)).not.toContain(personId);
}); // prettier-ignore

describe('reports by the API', () => {
  it('gives an operator the most urgent one that nobody else has before them, in an area where one is named', async () => {
    const next = (member: Member, body: object = {}) =>
      api.call('POST', '/reports/next', { token: member.token, body });
    const [one, colleague] = [await api.member('operator'), await api.member('operator')];
    const name = 'Commune de Maluku';
    const operators = [one.personId, colleague.personId];
    await api.call('POST', '/report-bodies', {
      token: who.admin.token,
      body: { country: 'CD', name, areas: ['kinshasa.cd/Maluku'], operators },
    });
    const place = { commune: 'Maluku' };
    const [first, second] = [await tell({ place }), await tell({ place })];
    const area = 'kinshasa.cd/Maluku';
    const got = (await next(colleague, { area })).json.report;
    expect([first.number, second.number]).toContain(got.number);
    expect(JSON.stringify(got)).not.toContain(who.hr.personId);
    const other = (await next(one, { area })).json.report;
    expect([got.number, other.number].sort()).toEqual([first.number, second.number].sort());
    expect((await next(one, { area, except: [other.id] })).json).toEqual({ report: null });
    // What one puts off waits for nobody else's ten minutes.
    expect((await next(colleague, { area, except: [got.id] })).json.report.number).toBe(other.number);
    expect((await next(one, { area })).json.report.number).toBe(got.number);
    expect((await next(who.stranger)).json).toEqual({ report: null });
    for (const member of [who.moderator, who.hr]) expect((await next(member)).status).toBe(403);
    expect((await next(one, { area: 'kinshasa.cd/Atlantis' })).status).toBe(400);

    await act(colleague, first, 'take');
    const list = async (member: Member, takenBy: string) =>
      (await api.call('GET', `/reports?takenBy=${takenBy}`, { token: member.token })).json.items.map(
        ({ number }: { number: string }) => number,
      );
    for (const member of [who.admin, colleague, one])
      expect(await list(member, colleague.personId)).toEqual([first.number]);
    expect(await list(who.stranger, colleague.personId)).toEqual([]);
    expect(await list(who.admin, newId())).toEqual([]);
  });

  it('are seen by those who work on them, and never say who told them', async () => {
    const bytes = await aPicture();
    const { id } = await api.files.put({ bytes, name: 'x', owner: 'door' });
    const report = await tell({ photos: [id] });
    for (const member of [who.admin, who.operator, who.moderator]) {
      const { status, json, text } = await api.call('GET', `/reports/${report.id}`, { token: member.token });
      expect(status).toBe(200);
      expect(json).toMatchObject({ number: report.number, words: 'Un grand trou', bodyId, state: 'open', commune: 'Lemba' });
      expect(text).not.toContain(who.hr.personId);
      expect((await fetch(json.photos[0].url.replace(/^.*(?=\/f\/)/, api.url))).headers.get('content-type')).toBe('image/jpeg');
    }
    const [own, none] = [
      await api.call('GET', `/reports/${report.id}`, { token: who.stranger.token }),
      await api.call('GET', `/reports/${newId()}`, { token: who.operator.token }),
    ];
    expect([own.status, none.status]).toEqual([404, 404]);
    expect((await api.call('GET', '/reports', { token: who.hr.token })).status).toBe(403);
    expect((await api.call('GET', '/reports', { token: who.stranger.token })).json.total).toBe(0);
    expect((await api.call('GET', `/reports?bodyId=${bodyId}`, { token: who.stranger.token })).status).toBe(403);
  }); // prettier-ignore

  it('are listed by what they are, and exported for spreadsheets', async () => {
    const one = await tell({ category: 'garbage', words: '=SUM(A1)', place: { commune: 'Limete' } });
    const list = async (query: string, member = who.admin): Promise<string[]> =>
      (await api.call('GET', `/reports?${query}`, { token: member.token })).json.items.map((item: Report) => item.number);
    for (const query of [
      `number=${one.number.toLowerCase()}`, 'category=garbage', 'city=kinshasa.cd&commune=Limete', 'commune=Limete&city=kinshasa.cd&state=open',
    ])
      expect(await list(query)).toEqual([one.number]);
    expect(await list('category=garbage&state=resolved')).toEqual([]);
    expect(await list('country=SN')).toEqual([]);
    expect(await list('hidden=true')).toEqual([]);
    expect(await list('city=kinshasa.cd', who.operator)).toContain(one.number);
    expect((await api.call('GET', '/reports?commune=Limete', { token: who.admin.token })).status).toBe(400);
    const csv = await api.call('GET', '/reports.csv?category=garbage', { token: who.operator.token });
    expect(parse(csv.text, { columns: true, bom: true })).toMatchObject([{ number: one.number, words: "'=SUM(A1)", state: 'open' }]);
  }); // prettier-ignore

  it('go through the states by the body and nobody else, once for each key, each act with its audit entry', async () => {
    const report = await tell();
    expect((await act(who.moderator, report, 'take')).status).toBe(403);
    expect((await act(who.stranger, report, 'take')).status).toBe(404);
    const key = { 'Idempotency-Key': newId() };
    for (let nth = 0; nth < 2; nth += 1)
      expect((await act(who.operator, report, 'take', {}, key)).json).toMatchObject({
        state: 'in_progress',
        revision: 2,
      });
    const taken = await act(who.admin, report, 'take');
    expect([taken.status, taken.json.detail]).toEqual([409, 'taken']);
    expect((await act(who.operator, report, 'update', { words: 'x' })).status).toBe(400);
    const said = await act(who.operator, report, 'update', { words: 'Nous venons demain' });
    expect(said.json.history.at(-1)).toMatchObject({ what: 'updated', words: 'Nous venons demain', role: 'operator' });
    // Somebody else has changed it since it was read.
    expect((await act(who.operator, report, 'resolve', { revision: 2 })).status).toBe(409);
    const resolved = await act(who.operator, report, 'resolve', { words: 'Trou bouché', revision: said.json.revision });
    expect(resolved.json).toMatchObject({ state: 'resolved', hoursToResolve: expect.any(Number) });
    expect((await act(who.operator, report, 'resolve')).status).toBe(409);
    expect((await act(who.operator, report, 'reopen')).json).toMatchObject({ state: 'open' });
    const { items } = await api.audit.list({ action: 'reports.resolve', skip: 0, limit: 10 });
    expect(items[0]).toMatchObject({ subject: { kind: 'reports', id: report.id }, after: { state: 'resolved' } });
    expect(JSON.stringify(items)).not.toContain('Trou bouché');
  });

  it('are judged by moderators too: rejected, called duplicates, opened again, of another kind', async () => {
    const [report, other] = [await tell(), await tell()];
    expect((await act(who.moderator, report, 'reject', { reason: 'because' })).status).toBe(400);
    expect((await act(who.moderator, report, 'reject', { reason: 'unclear' })).json).toMatchObject({
      state: 'rejected',
    });
    expect((await act(who.moderator, report, 'reconsider')).json).toMatchObject({ state: 'open' });
    expect((await act(who.moderator, report, 'duplicate', { of: report.id })).status).toBe(409);
    expect((await act(who.moderator, report, 'duplicate', { of: other.id })).json).toMatchObject({
      duplicateOf: other.id,
    });
    expect((await act(who.moderator, other, 'category', { category: 'erosion' })).json).toMatchObject({
      category: 'erosion',
    });
    const elsewhere = { country: 'CD', name: 'Offices des routes', areas: ['CD'] };
    const body = await api.call('POST', '/report-bodies', { token: who.admin.token, body: elsewhere });
    expect((await act(who.operator, other, 'reroute', { bodyId: newId() })).status).toBe(400);
    expect((await act(who.operator, other, 'reroute', { bodyId: body.json.id })).json).toMatchObject({
      bodyId: body.json.id,
    });
    expect((await act(who.operator, other, 'take')).status).toBe(404);
  });
});

describe('figures of reports by the API', () => {
  const ask = (member: Member, path = '', more = '') =>
    api.call('GET', `/report-figures${path}?country=CD${more}`, { token: member.token });

  it('are of all for administrators and of the own bodies for operators, as JSON, tables and pictures', async () => {
    const [all, own, none] = [await ask(who.admin), await ask(who.operator), await ask(who.stranger)];
    expect(all.json.total.told).toBeGreaterThan(own.json.total.told);
    expect(own.json.bodies.map((row: { name: string }) => row.name)).toEqual(['Voirie de Kinshasa']);
    expect(none.json.total).toMatchObject({ told: 0, withinTarget: null, hours: { measured: 0, p50: null } });
    expect((await ask(who.moderator)).status).toBe(403);
    expect((await ask(who.stranger, '', `&bodyId=${bodyId}`)).status).toBe(403);
    for (const wrong of ['&from=2026-02-30', '&from=2026-11-02&to=2026-11-01', '&from=2020-01-01', '&category=x'])
      expect((await ask(who.admin, '', wrong)).status).toBe(400);
    const rows = parse((await ask(who.operator, '/categories.csv')).text, { columns: true, bom: true });
    expect(rows).toContainEqual(expect.objectContaining({ category: 'garbage', told: '1', 'hours.measured': '0' }));
    for (const name of ['total', 'areas', 'bodies', 'months'])
      expect((await ask(who.admin, `/${name}.csv`)).status).toBe(200);
    const picture = await fetch(`${api.url}/api/v1/report-figures/charts/overview.png?country=CD&language=sw`, {
      headers: { Authorization: `Bearer ${who.operator.token}` },
    });
    expect((await sharp(Buffer.from(await picture.arrayBuffer())).metadata()).width).toBe(1080);
    expect((await ask(who.stranger, '/charts/months.png')).status).toBe(404);
  });
});
