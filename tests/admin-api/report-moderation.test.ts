import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import type { NewReport, Report } from '../../core/reports/index.ts';
import { aPicture } from '../support/pictures.ts';
import { startServer, type TestServer } from './start-server.ts';

type Member = Awaited<ReturnType<TestServer['member']>>;

let api: TestServer;
let moderator: Member;
let others: Member[];
beforeAll(async () => {
  api = await startServer();
  moderator = await api.member('moderator');
  others = await Promise.all([api.member('operator'), api.member('support'), api.member('hr')]);
});
afterAll(() => api.stop());

const tell = (wish: Partial<NewReport> = {}): Promise<Report> =>
  api.reports.report({
    key: newId(), country: 'CD', category: 'garbage', words: 'Mon voisin jette tout', place: { commune: 'Lemba', street: 'By-Pass' },
    photos: [], source: 'simulator', ...wish,
  }); // prettier-ignore
const citizen = (personId: string) => ({ personId, role: 'citizen' as const });
const decides = (report: Report, name: string, body: object, who = moderator, headers = {}) =>
  api.call('POST', `/reports/${report.id}/${name}`, { token: who.token, body, headers });
const flagged = async (kind: string, who = moderator) =>
  (await api.call('GET', `/report-flags?kind=${kind}&sort=at`, { token: who.token })).json.items as Record<
    string,
    any // eslint-disable-line @typescript-eslint/no-explicit-any
  >[];

it('moderators read what was flagged and decide; nobody learns who has flagged, and all of it is audited', async () => {
  const report = await tell();
  const [a, b] = [newId(), newId()];
  const said = await api.reportTalk.comment({
    key: newId(),
    reportId: report.id,
    actor: citizen(a),
    text: 'Quelle honte',
  });
  const flag = { reportId: report.id, actor: citizen(b), reason: 'insult', words: 'Il me vise' } as const;
  await api.reportTalk.flag(flag);
  await api.reportTalk.flag({ ...flag, commentId: said.id });

  const [one] = (await flagged('report')).filter(({ reportId }) => reportId === report.id);
  expect(one).toMatchObject({ number: report.number, words: 'Mon voisin jette tout', flags: [{ reason: 'insult' }] });
  const [other] = await flagged('comment');
  expect(other).toMatchObject({ commentId: said.id, speaker: 1, words: 'Quelle honte', hidden: false });
  expect(JSON.stringify([one, other])).not.toMatch(new RegExp(`${a}|${b}`));

  api.later(1);
  expect((await decides(report, 'hide', { commentId: said.id, reason: 'insult' })).status).toBe(200);
  const kept = await decides(report, 'keep', {});
  expect(kept.json).toMatchObject({ id: report.id, flags: 0, hidden: false, comments: 0 });
  const hidden = await decides(report, 'hide', { reason: 'private', words: 'Une adresse privée' });
  expect(hidden.json).toMatchObject({ hidden: true, words: 'Mon voisin jette tout' });
  const key = { 'Idempotency-Key': 'restore-once' };
  for (let twice = 0; twice < 2; twice += 1)
    expect((await decides(report, 'restore', {}, moderator, key)).json).toMatchObject({ hidden: false });
  expect((await flagged('report')).map(({ reportId }) => reportId)).not.toContain(report.id);

  const { items } = await api.audit.list({ subjectId: report.id, oldestFirst: true, skip: 0, limit: 20 });
  expect(items.map(({ action }) => action)).toEqual(
    ['hide', 'keep', 'hide', 'restore'].map((name) => `report-moderation.${name}`),
  );
  expect(items.every(({ actor }) => actor.id === moderator.personId)).toBe(true);
  expect(JSON.stringify(items)).not.toContain('adresse');
});

it('nobody else decides, and what is wrong is said', async () => {
  const report = await tell();
  for (const who of others) {
    expect((await decides(report, 'hide', { reason: 'false' }, who)).status).toBe(403);
    expect((await api.call('GET', '/report-flags', { token: who.token })).status).toBe(403);
  }
  expect((await decides(report, 'hide', { reason: 'taste' })).status).toBe(400);
  expect((await decides(report, 'photo', { fileId: newId(), show: true })).status).toBe(404);
  expect((await decides({ ...report, id: newId() }, 'keep', {})).status).toBe(404);
  const own = await tell({ reporterId: moderator.personId });
  expect((await decides(own, 'hide', { reason: 'false' })).status).toBe(403);
});

it('photos that wait are shown to moderators by an address that ends, and judged one by one', async () => {
  const photo = await api.files.put({ bytes: await aPicture(), name: 'door', owner: 'door', key: newId() });
  const report = await tell({ category: 'noise', photos: [photo.id] });
  const [one] = (await flagged('report')).filter(({ reportId }) => reportId === report.id);
  const [shown] = one?.['photos'] ?? [];
  expect((await api.call('GET', new URL(shown.url as string).pathname)).status).toBe(200);
  const judged = await decides(report, 'photo', { fileId: shown.fileId, show: true });
  expect(judged.json.photos).toMatchObject([{ fileId: shown.fileId, state: 'shown' }]);
  api.later(16);
  expect((await api.call('GET', new URL(shown.url as string).pathname)).status).toBeGreaterThanOrEqual(400);
});
