import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewReport } from '../../core/reports/index.ts';
import { startReceiver, status, type Receiver } from '../core/webhooks/webhook-world.ts';
import { startServer, type CallOptions, type TestServer } from './start-server.ts';

let server: TestServer;
let receiver: Receiver;
let token: string;
beforeAll(async () => {
  server = await startServer({ settings: { OUTBOUND_ALLOW_PRIVATE: 'on' } });
  receiver = await startReceiver();
  token = (await server.member('operations')).token;
});
afterAll(async () => {
  await server.stop();
  await receiver.stop();
});

const call = (method: string, path: string, options: CallOptions = {}) =>
  server.call(method, path, { token, ...options });
const add = (more: object = {}) =>
  call('POST', '/webhooks', { body: { url: receiver.url, events: ['report.*'], ...more } });

let keys = 0;
const tell = async (more: Partial<NewReport> = {}) => {
  const place = { region: 'kinshasa', city: 'kinshasa.cd', commune: 'Limete', street: '7e rue' };
  const report = await server.reports.report({
    key: `a test:${(keys += 1)}`, country: 'CD', category: 'garbage', words: 'Tas de déchets', place, photos: [], source: 'test', ...more,
  }); // prettier-ignore
  await server.webhooks.idle();
  return report;
};
/** What came. */
const heard = () => receiver.received.splice(0).map(({ body }) => JSON.parse(body));

describe('subscriptions', () => {
  beforeEach(() => void receiver.received.splice(0));

  it('are added with a secret that is shown once, changed, and removed', async () => {
    const made = await add({ areas: ['kinshasa.cd/Limete'], categories: ['garbage'], description: 'Mairie de Limete' });
    expect(made.status).toBe(201);
    const { id, secret, ...rest } = made.json;
    expect(secret).toMatch(/^whsec_[\w-]{43}$/);
    expect(rest).toMatchObject({ url: receiver.url, active: true, breaker: { state: 'closed' }, revision: 1 });
    const shown = await call('GET', `/webhooks/${id}`);
    expect(shown.json).toEqual({ id, ...rest });
    expect((await call('GET', '/webhooks?active=true')).json.items).toEqual([shown.json]);

    const etag = shown.headers.get('etag') ?? '';
    const change = { body: { events: ['report.resolved'], active: false }, headers: { 'If-Match': etag } };
    const changed = await call('PATCH', `/webhooks/${id}`, change);
    expect(changed.json).toMatchObject({ events: ['report.resolved'], active: false, revision: 2 });
    expect((await call('PATCH', `/webhooks/${id}`, change)).status).toBe(409);
    const rotated = (await call('POST', `/webhooks/${id}/rotate`)).json;
    expect(rotated.secret).not.toBe(secret);
    expect(rotated.olderSecretUntil).toBeDefined();

    expect((await call('DELETE', `/webhooks/${id}`)).status).toBe(204);
    for (const [method, path] of [['GET', ''], ['DELETE', ''], ['POST', '/rotate'], ['POST', '/ping']])
      expect((await call(method ?? '', `/webhooks/${id}${path}`)).status).toBe(404);
  }); // prettier-ignore

  it.each([
    ['an address that is none', { url: 'hooks.example' }],
    ['an address of another kind', { url: 'ftp://example.org/' }],
    ['an address with a password', { url: 'https://me:secret@example.org/' }],
    ['no event', { events: [] }],
    ['an event that does not happen', { events: ['report.exploded'] }],
    ['a country that is not served', { areas: ['FR'] }],
    ['a region that is none', { areas: ['CD/nowhere'] }],
    ['a city that is not known', { areas: ['paris.fr'] }],
    ['a commune of another city', { areas: ['dakar.sn/Limete'] }],
    ['a category that is none', { categories: ['dragons'] }],
    ['a secret of their own', { secret: 'whsec_x' }],
  ])('are refused for %s, with a sentence', async (_what, more) => {
    const refused = await add(more);
    expect(refused.status).toBe(400);
    expect(refused.text).not.toContain('undefined');
  });

  it('are tried by a ping, and the answer is shown', async () => {
    const { id } = (await add()).json;
    expect((await call('POST', `/webhooks/${id}/ping`)).json).toMatchObject({
      delivered: true,
      answer: { status: 200 },
    });
    expect(heard()).toEqual([expect.objectContaining({ type: 'ping' })]);
    await call('DELETE', `/webhooks/${id}`);
  });

  it('belong to administrators and operations, and leave neither secrets nor addresses in the audit log', async () => {
    for (const role of ['support', 'operator', 'moderator', 'hr'] as const) {
      const { token: other } = await server.member(role);
      expect((await server.call('GET', '/webhooks', { token: other })).status).toBe(403);
      expect((await server.call('GET', '/webhook-deliveries', { token: other })).status).toBe(403);
    }
    const { token: admin } = await server.member('admin');
    expect((await server.call('GET', '/webhooks', { token: admin })).status).toBe(200);
    const entries = await server.database.connection.collection('audit_entries').find().toArray();
    const said = JSON.stringify(entries);
    expect(said).toContain('webhooks.create');
    expect(said).toContain('webhooks.rotate');
    expect(said).not.toContain('whsec_');
    expect(said).not.toContain('/hook');
  });

  it('are explained with how to check a signature', async () => {
    const { paths } = (await server.call('GET', '/openapi.json')).json;
    expect(paths['/webhooks'].post.description).toMatch(/HMAC-SHA256 of `<t>\.<body/);
  });
});

describe('what happens to a report', () => {
  let id: string;
  beforeEach(async () => {
    receiver.received.splice(0);
    receiver.answers(status(200));
    for (const one of (await call('GET', '/webhooks')).json.items) await call('DELETE', `/webhooks/${one.id}`);
    id = (await add()).json.id;
  });

  it('is heard as everybody sees it, and of whoever told it nothing', async () => {
    const { personId } = await server.member('customer');
    const report = await tell({ reporterId: personId });
    const [event, ...others] = heard();
    expect(event).toMatchObject({
      id: `${report.id}:1`,
      type: 'report.reported',
      subject: report.id,
      sequence: 1,
      country: 'CD',
      areas: ['kinshasa.cd/Limete', 'kinshasa.cd', 'CD/kinshasa', 'CD'],
      category: 'garbage',
      data: {
        report: {
          id: report.id,
          number: report.number,
          state: 'open',
          words: 'Tas de déchets',
          street: '7e rue',
          photos: 0,
        },
        change: { seq: 1, what: 'reported', role: 'citizen' },
      },
    });
    expect(JSON.stringify([event, ...others])).not.toContain(personId);
    for (const field of ['reporterId', 'source', 'flags', 'toModerate', 'history', 'mine'])
      expect(event.data.report).not.toHaveProperty(field);
  });

  it('is heard without the exact place and the words where those would tell at whose door it is', async () => {
    const words = 'Mon voisin Modou';
    await tell({ category: 'noise', words, place: { region: 'kinshasa', street: '7e rue', position: { latitude: -4.36412, longitude: 15.34711 } } });
    const said = JSON.stringify(heard());
    expect(said).toContain('"blurred":true');
    for (const exact of ['7e rue', '4.36412', '15.34711', 'Modou']) expect(said).not.toContain(exact);
  }); // prettier-ignore

  it('is heard of a hidden one only in so far as it is hidden, also where it was said before and had not arrived', async () => {
    receiver.answers(status(500));
    const report = await tell();
    expect(heard()).toHaveLength(1);
    const { connection } = server.database;
    const at = new Date();
    const hidden = { what: 'hidden', seq: report.history.length + 1, at, role: 'moderator', words: 'Insultes' };
    await connection.collection('reports').updateOne(
      { _id: report.id as never },
      { $set: { hidden: true, pendingSince: at }, $inc: { revision: 1 }, $push: { history: hidden as never } },
    );
    await server.reportSettling.settle(report.id);
    receiver.answers(status(200));
    server.later(1);
    await server.webhooks.sendDue();
    await server.webhooks.idle();
    const events = heard();
    expect(events.map(({ type }) => type)).toEqual(['report.reported', 'report.hidden']);
    const known = { id: report.id, number: report.number, hidden: true };
    expect(events.map(({ data }) => data.report)).toEqual([known, known]);
    expect(events[1].data.change).toMatchObject({ what: 'hidden' });
    expect(JSON.stringify(events)).not.toMatch(/Tas de déchets|Insultes|7e rue/);
  }); // prettier-ignore

  it('is taken back from what waits and what is dead when whoever told it is forgotten, and not kept where it arrived', async () => {
    const { personId } = await server.member('customer');
    await tell({ reporterId: personId, words: 'Arrivé' });
    receiver.answers(status(410));
    await tell({ reporterId: personId, words: 'Mort' });
    await call('PATCH', `/webhooks/${id}`, { body: { active: true } });
    receiver.answers(status(500));
    await tell({ reporterId: personId, words: 'En attente' });
    const kept = async () =>
      JSON.stringify(await server.database.connection.collection('webhook_deliveries').find().toArray());
    expect(await kept()).not.toContain('Arrivé');
    expect(await kept()).toMatch(/Mort.*En attente/);
    await server.identity.erase(personId);
    expect(await kept()).not.toMatch(/Mort|En attente/);
  });

  it('is told without words and place, also what had not arrived, once what a forgotten person told is closed', async () => {
    receiver.answers(status(500));
    const { personId } = await server.member('customer');
    const report = await tell({ reporterId: personId, words: 'Devant chez moi' });
    await server.identity.erase(personId);
    const given = { reportId: report.id, actor: { personId: 'chief', role: 'administrator' } } as const;
    await server.reportWork.take({ ...given, key: `taken:${report.id}` });
    const kept = () => server.database.connection.collection('webhook_deliveries').find({ subject: report.id }).toArray();
    // Somebody has to go there.
    expect(JSON.stringify(await kept())).toContain('Devant chez moi');
    await server.reportWork.resolve({ ...given, key: `resolved:${report.id}`, words: 'Enlevé' });
    await server.webhooks.idle();
    expect((await kept()).map(({ type }) => type)).toContain('report.resolved');
    expect(JSON.stringify(await kept())).toContain('Enlevé');
    expect(JSON.stringify(await kept())).not.toMatch(/Devant chez moi|7e rue/);
  }); // prettier-ignore

  it('is told anew, without words and exact place, where it turns out to be a private matter before it has arrived', async () => {
    await call('PATCH', `/webhooks/${id}`, { body: { categories: ['garbage'] } });
    receiver.answers(status(500));
    const report = await tell({ place: { commune: 'Limete', street: '7e rue', position: { latitude: -4.36412, longitude: 15.34711 } } });
    expect(JSON.stringify(heard())).toContain('Tas de déchets');
    const actor = { personId: 'chief', role: 'administrator' } as const;
    await server.reportWork.changeCategory({ key: `private:${report.id}`, reportId: report.id, actor, category: 'noise' });
    receiver.answers(status(200));
    server.later(1);
    await server.webhooks.sendDue();
    await server.webhooks.idle();
    const events = heard();
    expect(events.map(({ type }) => type)).toContain('report.category_changed');
    expect(events[0]).toMatchObject({ type: 'report.reported', data: { report: { category: 'noise', blurred: true } } });
    expect(JSON.stringify(events)).not.toMatch(/Tas de déchets|7e rue|4\.36412|15\.34711/);
  }); // prettier-ignore

  it('tells the hour and not the minute in what is kept of the telling of an anonymous one', async () => {
    const minutesOf = async ({ id: subject }: { id: string }) => {
      const kept = await server.database.connection
        .collection('webhook_deliveries')
        .find({ subject, type: 'report.reported', state: 'delivered' })
        .toArray();
      expect(kept).toHaveLength(1);
      const { createdAt, firstTriedAt, endedAt, last } = kept[0] as unknown as Record<string, Date> & {
        last: { at: Date };
      };
      return [createdAt!, firstTriedAt!, endedAt!, last.at].map((at) => at.getTime() % 3_600_000);
    };
    server.later(1);
    expect(await minutesOf(await tell())).toEqual([0, 0, 0, 0]);
    expect(await minutesOf(await tell({ reporterId: 'somebody' }))).not.toContain(0);
    expect(JSON.stringify(heard())).not.toContain('untimed');
  });

  it('stays as it is when somebody of the staff who worked on it is forgotten', async () => {
    receiver.answers(status(500));
    const { personId } = await server.member('customer');
    const report = await tell({ words: 'Encore à dire' });
    const actor = { personId, role: 'administrator' } as const;
    await server.reportWork.take({ key: `taken:${report.id}`, reportId: report.id, actor });
    await server.identity.erase(personId);
    const kept = await server.database.connection
      .collection('webhook_deliveries')
      .find({ subject: report.id })
      .toArray();
    expect(JSON.stringify(kept)).toContain('Encore à dire');
  });

  it('is looked at where it could not be told, and told again', async () => {
    receiver.answers(status(410));
    const report = await tell();
    await call('PATCH', `/webhooks/${id}`, { body: { active: true } });
    const path = `/webhook-deliveries/${id}:${report.id}:1`;
    const listed = (await call('GET', `/webhook-deliveries?state=dead&subscriptionId=${id}`)).json;
    expect(listed).toMatchObject({
      total: 1,
      items: [{ id: `${id}:${report.id}:1`, state: 'dead', last: { status: 410 } }],
    });
    expect(listed.items[0]).not.toHaveProperty('request');
    const one = (await call('GET', path)).json;
    expect(JSON.parse(one.request.body)).toMatchObject({ type: 'report.reported' });
    expect(one.request.headers).not.toHaveProperty('lisolo-signature');
    receiver.answers(status(200));
    heard();
    expect((await call('POST', `${path}/replay`)).json).toMatchObject({ state: 'waiting' });
    await server.webhooks.idle();
    expect((await call('GET', path)).json).toMatchObject({ state: 'delivered' });
    expect((await call('POST', `${path}/replay`)).status).toBe(409);
    expect((await call('POST', `/webhooks/${id}/replay`)).json).toEqual({ replayed: 0 });
    expect((await call('GET', '/webhook-deliveries/nonsense')).status).toBe(400);
    expect((await call('GET', `/webhook-deliveries/${id}:${id}:9`)).status).toBe(404);
  });
});
