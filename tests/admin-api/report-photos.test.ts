import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import type { Report } from '../../core/reports/index.ts';
import { aPdfAroundPhoto, carriedBy, hostileFiles, strangePictures } from '../support/hostile-pictures.ts';
import { aPicture } from '../support/pictures.ts';
import { password, startServer, type Answer, type TestServer } from './start-server.ts';

type Member = Awaited<ReturnType<TestServer['member']>>;

let api: TestServer;
let who: Record<'admin' | 'operator' | 'colleague' | 'stranger' | 'moderator', Member>;
let report: Report;

beforeAll(async () => {
  api = await startServer();
  const [admin, operator, colleague, stranger, moderator] = await Promise.all([
    api.member('admin'), api.member('operator'), api.member('operator'), api.member('operator'), api.member('moderator'),
  ]); // prettier-ignore
  who = { admin, operator, colleague, stranger, moderator };
  const operators = [operator.personId, colleague.personId];
  const body = { country: 'CD', name: 'Voirie de Kinshasa', areas: ['kinshasa.cd'], operators };
  await api.call('POST', '/report-bodies', { token: admin.token, body });
  report = await tell();
});
afterAll(() => api.stop());

const tell = (category: 'pothole' | 'noise' = 'pothole'): Promise<Report> =>
  api.reports.report({
    key: newId(), country: 'CD', category, words: 'Un grand trou', place: { commune: 'Lemba' }, photos: [], source: 'simulator',
  }); // prettier-ignore
const send = (
  content: Uint8Array,
  { member = who.operator, type = 'image/jpeg', to = report, headers = {} } = {},
): Promise<Answer> =>
  api.call('POST', `/reports/${to.id}/photos`, { token: member.token, raw: { type, content }, headers });
const act = (name: string, body: object, { member = who.operator, of = report, headers = {} } = {}): Promise<Answer> =>
  api.call('POST', `/reports/${of.id}/${name}`, { token: member.token, body, headers });
const files = (): Promise<number> => api.database.connection.collection('files').countDocuments();
const download = async ({ url }: { url: string }): Promise<Buffer> =>
  Buffer.from(await (await fetch(url.replace(/^.*(?=\/f\/)/, api.url))).arrayBuffer());

describe('a photo of the work by the API', () => {
  it('is sent first and shown with what is said of it, once for each key', async () => {
    const headers = { 'Idempotency-Key': newId() };
    const picture = await aPicture();
    const before = await files();
    const [sent, again] = [await send(picture, { headers }), await send(picture, { headers })];
    expect([sent.status, again.text]).toEqual([201, sent.text]);
    expect((await send(await aPicture('png'), { headers })).status).toBe(409);
    expect(await files()).toBe(before + 1);

    const { photoId } = sent.json;
    const wish = { words: 'Le trou est fermé', photoId };
    const done = { 'Idempotency-Key': newId() };
    const told = await Promise.all([1, 2].map(() => act('update', wish, { headers: done })));
    for (const { status } of told) expect(status).toBe(200);
    const { json } = await api.call('GET', `/reports/${report.id}`, { token: who.admin.token });
    expect(json.photos).toMatchObject([{ of: 'work', state: 'shown' }]);
    expect(json.history.filter(({ what }: { what: string }) => what === 'updated')).toMatchObject([
      { words: 'Le trou est fermé', photoId: json.photos[0].fileId },
    ]);
    expect(await files()).toBe(before + 2);

    const alone = await act('update', { photoId: (await send(await aPicture('png'), { type: 'image/png' })).json.photoId });
    expect(alone.json.photos).toHaveLength(2);
    expect((await act('update', {})).json.errors[0].message).toBe('say something, or send a photo');
    const after = (await send(await aPicture('webp'), { type: 'image/webp' })).json.photoId as string;
    expect((await act('resolve', { photoId: after })).json).toMatchObject({ state: 'resolved', photos: [{}, {}, {}] });
  }); // prettier-ignore

  it('belongs to whoever sent it and to its report, and no other file is taken for one', async () => {
    const { photoId } = (await send(await aPicture())).json;
    const other = await tell();
    const secret = await api.files.put({ bytes: await aPicture(), name: 'carte', owner: who.stranger.personId });
    const before = await files();
    for (const { status, json } of [
      await act('update', { photoId }, { member: who.colleague }),
      await act('update', { photoId }, { of: other }),
      await act('update', { photoId: secret.id }),
      await act('update', { photoId: newId() }),
    ])
      expect([status, json.errors[0].path]).toEqual([400, 'photoId']);
    expect((await send(await aPicture(), { member: who.stranger })).status).toBe(404);
    expect((await send(await aPicture(), { member: who.moderator })).status).toBe(403);
    expect(await files()).toBe(before);
  });

  it.each(hostileFiles)('is refused with a reason where it is none, and leaves nothing: %s', async (_name, make, code) => {
    const content = await make();
    const before = await files();
    const { status, json } = await send(content);
    const expected = content.length === 0 ? 'invalid_input' : code;
    expect(json).toMatchObject({ code: expected, status, title: expect.any(String) });
    expect(status).toBeLessThan(500);
    expect(await files()).toBe(before);
  }); // prettier-ignore

  it('is no document and no text, whatever it is called', async () => {
    const before = await files();
    const pdf = await aPdfAroundPhoto();
    expect((await send(pdf)).json).toMatchObject({ status: 415, detail: 'not_a_photo' });
    expect((await send(pdf, { type: 'application/pdf' })).json).toMatchObject({ status: 415, detail: 'send image/*' });
    expect((await act('photos', { photo: 'data:image/jpeg;base64,AAAA' })).status).toBe(415);
    expect(await files()).toBe(before);
  });

  it('is shown without all that it carried beside its pixels', async () => {
    const other = await tell();
    for (const [, make] of strangePictures) {
      const { photoId } = (await send(await make(), { to: other })).json;
      const { json } = await act('update', { photoId }, { of: other });
      expect(await carriedBy(await download(json.photos.at(-1)))).toEqual([]);
    }
  });

  it('comes with a comment of the body too, and waits for a moderator where faces are likely in it', async () => {
    const noise = await tell('noise');
    const { photoId } = (await send(await aPicture(), { to: noise })).json;
    const headers = { 'Idempotency-Key': newId() };
    const wish = { text: 'Nous sommes passés, @1', photoId };
    const [said, again] = [
      await act('comments', wish, { of: noise, headers }),
      await act('comments', wish, { of: noise, headers }),
    ];
    expect([said.status, again.text]).toEqual([201, said.text]);
    expect(said.json).toMatchObject({ speaker: 0, text: wish.text, mentions: [1] });
    const page = { offset: 0, limit: 9 };
    const { items } = await api.reportTalk.comments(noise.id, undefined, page);
    expect(items).toMatchObject([{ speaker: 0, text: wish.text }]);
    expect(items[0]?.photo).toBeUndefined();
    const guard = { personId: who.moderator.personId, role: 'moderator' } as const;
    expect((await api.reportTalk.comments(noise.id, guard, page)).items[0]?.photo).toMatchObject({ state: 'waiting' });
    const read = async (member: Member, query = '') =>
      api.call('GET', `/reports/${noise.id}/comments${query}`, { token: member.token });
    const [own, judged] = [(await read(who.operator)).json, (await read(who.moderator)).json];
    expect([own.total, own.items[0].photo, judged.items[0].photo.state]).toEqual([1, expect.anything(), 'waiting']);
    expect(await carriedBy(await download(judged.items[0].photo))).toEqual([]);
    expect(JSON.stringify(judged)).not.toContain(who.operator.personId);
    expect((await read(who.colleague)).json.items[0].photo).toBeUndefined();
    expect((await read(who.operator, '?page=2')).json).toMatchObject({ items: [], page: 2, total: 1 });
    expect((await read(who.stranger)).status).toBe(404);
    expect((await act('comments', { text: 'x' }, { of: noise, member: who.stranger })).status).toBe(404);
    expect((await act('comments', { text: ' ' }, { of: noise })).status).toBe(400);
    const { items: audited } = await api.audit.list({ action: 'reports.comment', skip: 0, limit: 9 });
    expect(audited).toHaveLength(1);
    expect(JSON.stringify(audited)).not.toContain('passés');
  });

  it('is described for programs', async () => {
    const { paths } = (await api.call('GET', '/openapi.json')).json;
    const { requestBody, responses } = paths['/reports/{id}/photos'].post;
    expect(requestBody.content).toEqual({ 'image/*': { schema: { type: 'string', format: 'binary' } } });
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['201', '400', '404', '413', '415']));
    const update = paths['/reports/{id}/update'].post.requestBody.content['application/json'].schema;
    expect(Object.keys(update.properties)).toEqual(['words', 'photoId', 'revision']);
  });

  it('that no act has named is forgotten after a day', async () => {
    const { photoId, until } = (await send(await aPicture())).json;
    api.later(24 * 60 + 1);
    const { accessToken: token } = await api.access.login({ email: who.operator.email, password });
    const late = await act('update', { photoId }, { member: { ...who.operator, token } });
    expect([late.status, late.json.errors[0].path]).toEqual([400, 'photoId']);
    const before = await files();
    await api.files.sweep(new Date(until as string));
    expect(await files()).toBeLessThan(before);
  });
});
