import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../core/log.ts';
import { createOpen311Part, type Open311Query } from '../../../core/open311/index.ts';
import { reportModel } from '../../../core/reports/index.ts';
import { reportAt } from '../../bench/reports/report-records.ts';
import { aBomb, aPhonePhoto } from '../../support/pictures.ts';
import { watchQueries } from '../../support/query-watch.ts';
import { startCity, type City } from './city.ts';

let city: City;
/** The world outside, where photos lie. */
let outside: Server;
let photos: string;
let asked: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  city = await startCity();
  outside = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => outside.once('listening', resolve));
  photos = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
afterAll(async () => {
  outside.close();
  await city.server.stop();
});
beforeEach(() => void (asked = []));

/** A machine that does much at once is slow. */
const patience = { timeout: 9_000 };

describe('a report with a photo elsewhere', () => {
  const post = async (more: Record<string, string> = {}): Promise<string> => {
    const { status, value } = await city.client.post(
      '/requests.json',
      city.form({ media_url: `${photos}/photo.jpg`, ...more }),
    );
    expect(status).toBe(200);
    expect(Object.keys(value[0])).toEqual(['token', 'service_notice', 'account_id']);
    return value[0].token;
  };
  const numberOf = async (token: string): Promise<string | null> => {
    const { status, value } = await city.client.both(`/tokens/${token}`, '?jurisdiction_id=kinshasa.cd');
    expect(status).toBe(200);
    expect(value).toHaveLength(1);
    expect(value[0].token).toBe(token);
    return value[0].service_request_id;
  };
  const toldBy = (token: string): Promise<string> =>
    vi.waitFor(async () => {
      const number = await numberOf(token);
      if (number === null) throw new Error('not yet');
      return number;
    }, patience);

  it('answers a token, then its number, with the photo freed of what it told of its maker', async () => {
    const photo = await aPhonePhoto();
    answer = (request, response) =>
      request.url === '/photo.jpg'
        ? void response.writeHead(302, { Location: '/other.jpg' }).end()
        : void response.end(photo);
    const token = await post();
    const number = await toldBy(token);
    expect(asked).toEqual(['/photo.jpg', '/other.jpg']);
    const [request] = (await city.client.both(`/requests/${number}`)).value;
    const bytes = Buffer.from(
      await (await fetch(request.media_url.replace('http://localhost:3000', city.server.url))).arrayBuffer(),
    );
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(bytes.includes('SecretPhone')).toBe(false);
    const { connection } = city.server.database;
    const kept = await connection.collection('open311_tokens').findOne({ number });
    expect(Object.keys(kept ?? {}).sort()).toEqual(['_id', 'expiresAt', 'number', 'state', 'tries']);
    expect((kept?.['expiresAt'] as Date).getTime() % 86_400_000).toBe(0);
    // When it was asked for leads neither to the token nor to the report.
    const remembered = JSON.stringify(await connection.collection('open311_posts').find().toArray());
    expect(remembered).toContain('expiresAt');
    for (const sign of [token, number]) expect(remembered).not.toContain(sign);
    await vi.waitFor(
      async () => expect(await connection.collection('files').countDocuments({ owner: 'open311' })).toBe(0),
      patience,
    );
  });

  type Answers = (request: IncomingMessage, response: ServerResponse) => void;
  const endless: Answers = (_request, response) => {
    const chunk = Buffer.alloc(1 << 20);
    const more = (): void => void (response.destroyed || response.write(chunk, more));
    more();
  };
  const useless: [what: string, answers: Answers][] = [
    ['is gone', (_request, response) => void response.writeHead(404).end()],
    ['is no photo', (_request, response) => void response.end('<svg onload="alert(1)"/>')],
    ['is a bomb', (_request, response) => void response.end(aBomb(8_000))],
    ['is a ring of addresses', (_request, response) => void response.writeHead(302, { Location: '/again' }).end()],
    ['never ends', endless],
  ];
  it.each(useless)('is told without it where the photo %s', async (_what, answers) => {
    answer = answers;
    const number = await toldBy(await post());
    expect((await city.stored(number)).photos).toEqual([]);
    expect((await city.client.get(`/requests/${number}.json`)).value[0].media_url).toBeNull();
  });

  it('waits for a photo that may come later, tries again, and is told in the end', async () => {
    answer = (_request, response) => void response.writeHead(503).end();
    const token = await post();
    await city.server.open311Posting.idle();
    expect(await numberOf(token)).toBeNull();
    expect(await city.server.open311Posting.carryOnDue()).toBe(0);
    for (const minutes of [1, 3, 9]) {
      city.server.later(minutes);
      expect(await city.server.open311Posting.carryOnDue()).toBe(1);
      expect(await numberOf(token)).toBeNull();
    }
    city.server.later(33);
    await city.server.open311Posting.carryOnDue();
    expect(asked).toHaveLength(5);
    expect((await city.stored((await numberOf(token)) ?? '')).photos).toEqual([]);
  });

  it('is told once, whoever carries it on after a crash, and by several at once', async () => {
    const photo = await aPhonePhoto();
    answer = (_request, response) => void response.end(photo);
    const same = city.form({ media_url: `${photos}/photo.jpg` });
    const answers = await Promise.all([1, 2, 3].map(() => city.client.post('/requests.json', same)));
    const [token] = [...new Set(answers.map(({ value }) => value[0].token as string))];
    const number = await toldBy(token ?? '');
    // As a process leaves it that has died before the end.
    const wish = {
      keyId: 'k',
      country: 'CD',
      category: 'pothole',
      words: 'x',
      place: { city: 'kinshasa.cd', position: { latitude: -4.3, longitude: 15.3 } },
      mediaUrl: `${photos}/photo.jpg`,
    };
    const { connection } = city.server.database;
    await connection
      .collection('open311_tokens')
      .updateOne({ number }, { $set: { state: 'waiting', wish, nextAt: new Date(0) }, $unset: { number: 1 } });
    await Promise.all([1, 2, 3].map(() => city.server.open311Posting.carryOnDue()));
    expect(await numberOf(token ?? '')).toBe(number);
    expect(await city.countReports({ words: same['description'] })).toBe(1);
    expect((await city.stored(number)).photos).toHaveLength(1);
  });

  it('is forgotten as a token after a month', async () => {
    answer = (_request, response) => void response.writeHead(404).end();
    const token = await post();
    await toldBy(token);
    city.server.later(32 * 24 * 60);
    expect((await city.client.both(`/tokens/${token}`)).status).toBe(404);
    expect(await city.server.open311Posting.sweep()).toBeGreaterThan(0);
  });
});

describe('keys', () => {
  it('are shown once, kept as a print, listed and ended by administrators only', async () => {
    const made = await city.newKey({ name: 'Une seule fois' });
    const { connection } = city.server.database;
    expect(JSON.stringify(await connection.collection('open311_keys').find().toArray())).not.toContain(made.key);
    expect(JSON.stringify(await connection.collection('audit').find().toArray())).not.toContain(made.key);
    const list = await city.server.call('GET', '/open311-keys?active=true', { token: await city.admin() });
    expect(list.json.items[0]).toMatchObject({
      id: made.id,
      name: 'Une seule fois',
      permissions: ['write'],
      jurisdictions: [],
    });
    expect(list.text).not.toContain(made.key);
    const { token: operator } = await city.server.member('operator');
    expect((await city.server.call('GET', '/open311-keys', { token: operator })).status).toBe(403);
    expect(
      (
        await city.server.call('POST', '/open311-keys', {
          token: await city.admin(),
          body: { name: 'X y', jurisdictions: ['atlantis.gov'] },
        })
      ).status,
    ).toBe(400);
    expect(
      (await city.server.call('POST', `/open311-keys/${'0'.repeat(24)}/revoke`, { token: await city.admin() })).status,
    ).toBe(404);
  });
});

describe('among many reports', () => {
  it('whatever programs ask is answered by an index, in its order', async () => {
    const many = Array.from({ length: 1_500 }, (_, number) => reportAt(number));
    await reportModel(city.server.database.connection).collection.insertMany(many as never);
    const watch = await watchQueries(city.server.database.uri, [
      'reports',
      'report-bodies',
      'open311_keys',
      'open311_posts',
      'open311_tokens',
    ]);
    const { open311Keys, open311Listing, open311Posting } = createOpen311Part({
      ...city.server, connection: watch.connection, log: silentLog, config: { secret: 's' },
    }); // prettier-ignore
    const range = { from: new Date('2026-01-01'), to: new Date('2026-06-01'), page: 1, pageSize: 10 };
    const choices: Partial<Open311Query>[] = [
      {}, { categories: ['pothole'] }, { categories: ['noise', 'garbage', 'pothole'], states: ['open', 'in_progress'] }, { states: ['rejected'] }, { page: 2 },
    ]; // prettier-ignore
    const faults: string[] = [];
    for (const choice of choices)
      for (const place of [{}, { city: 'kinshasa.cd' }]) {
        const ask = () => open311Listing.find({ ...range, ...place, ...choice });
        expect((await ask()).length, JSON.stringify({ ...choice, ...place })).toBeGreaterThan(0);
        // What stands before a page is looked at too.
        faults.push(...(await watch.faults(JSON.stringify({ ...choice, ...place }), ask, { docs: 160 })));
      }
    const fetched: string[] = [];
    watch.connection.getClient().on('commandSucceeded', ({ commandName, reply }) => {
      if (commandName === 'find') fetched.push(JSON.stringify(reply));
    });
    await open311Listing.find({ ...range, pageSize: 100 });
    expect(fetched.join()).toContain('"history"');
    for (const field of ['"found"', '"done"', '"key"', '"reporterId"']) expect(fetched.join()).not.toContain(field);
    const numbers = many.slice(0, 20).map(({ number }) => number);
    faults.push(
      ...(await watch.faults('by numbers', () => open311Listing.byNumbers(numbers))),
      ...(await watch.faults('a key', () => open311Keys.holderOf('nothing'))),
      ...(await watch.faults('keys', () =>
        open311Keys.page({ active: true }, { skip: 0, limit: 50, sort: '-createdAt' }),
      )),
      ...(await watch.faults('ending a key', () => open311Keys.revoke('nothing').catch(() => undefined))),
      ...(await watch.faults('a token', () => open311Posting.ofToken('nothing'))),
      ...(await watch.faults('what is due', () => open311Posting.carryOnDue())),
      ...(await watch.faults('sweeping', () => open311Posting.sweep())),
    );
    await watch.close();
    expect(faults).toEqual([]);
  });
});
