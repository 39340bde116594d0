import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportModel, type ReportRecord } from '../../../core/reports/index.ts';
import { aBomb, aPhonePhoto } from '../../support/pictures.ts';
import { startServer, type TestServer } from '../start-server.ts';
import { openClient, type Client } from './client.ts';

let server: TestServer;
let city: Client;
let key: string;
/** The world outside, where photos lie. */
let outside: Server;
let photos: string;
let asked: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

/** Tokens end while the tests move the time. */
const admin = async (): Promise<string> => (await server.member('admin')).token;

async function newKey(wish: object = {}): Promise<{ id: string; key: string }> {
  const made = await server.call('POST', '/open311-keys', {
    token: await admin(),
    body: { name: 'Ville en ligne', perMinute: 600, ...wish },
  });
  expect(made.status).toBe(201);
  return made.json;
}

beforeAll(async () => {
  server = await startServer({ settings: { OUTBOUND_ALLOW_PRIVATE: 'on' } });
  city = openClient(`${server.url}/open311/v2`);
  ({ key } = await newKey());
  outside = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => outside.once('listening', resolve));
  photos = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
afterAll(async () => {
  outside.close();
  await server.stop();
});
beforeEach(() => void (asked = []));

let told = 0;
const pin = { lat: '-4.3051', long: '15.3032' };
const form = (more: Record<string, string> = {}): Record<string, string> => ({
  api_key: key, jurisdiction_id: 'kinshasa.cd', service_code: 'pothole', description: `Trou ${(told += 1)}`, ...pin, ...more,
}); // prettier-ignore
const stored = async (number: string): Promise<ReportRecord> =>
  (await reportModel(server.database.connection).findOne({ number }).lean()) as ReportRecord;

describe('POST Service Request', () => {
  it('takes the example of the specification and gives the report back under its number', async () => {
    const body =
      `api_key=${key}&jurisdiction_id=kinshasa.cd&service_code=pothole&lat=-4.3051&long=15.3032&address_string=Avenue+Kasa-Vubu+12%2C+Gombe%2C+Kinshasa` +
      `&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smithson&phone=111111111` +
      `&description=A+large+sinkhole+is+destroying+the+street&attribute[size]=large`;
    const xml = await city.post('/requests.xml', body);
    expect([xml.status, xml.type]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(xml.text).toMatch(/<service_requests>\s*<request>\s*<service_request_id>\w{6}<\/service_request_id>/);
    const [made] = xml.value;
    expect(Object.keys(made)).toEqual(['service_request_id', 'service_notice', 'account_id']);
    expect(made.service_notice).toMatch(/anonyme/);
    const [request] = (await city.both(`/requests/${made.service_request_id}`)).value;
    expect(request).toMatchObject({
      status: 'open',
      service_code: 'pothole',
      description: 'A large sinkhole is destroying the street\nTaille du trou : grand',
      address: 'Avenue Kasa-Vubu 12, Gombe, Kinshasa',
      lat: '-4.3051',
      long: '15.3032',
    });
    const again = await city.post('/requests.json', body);
    expect(again.value).toEqual(xml.value);
  });

  it('keeps nothing that names whoever told it', async () => {
    const contact = {
      email: 'mado@example.org',
      first_name: 'Madeleine',
      last_name: 'Kabongo',
      phone: '+243810000777',
      device_id: 'DEV-1',
      account_id: 'ACC-1',
    };
    const { value } = await city.post('/requests.json', form(contact));
    const collections = await server.database.connection.db!.collections();
    const everything = JSON.stringify(await Promise.all(collections.map((each) => each.find().toArray())));
    for (const name of Object.values(contact)) expect(everything).not.toContain(name);
    expect(everything).not.toContain(key);
    const report = await stored(value[0].service_request_id);
    expect(report.reporterId).toBeUndefined();
    expect(report.createdAt.getTime() % 3_600_000).toBe(0);
  });

  it('knows a commune in an address, and takes JSON as well', async () => {
    const fields = {
      api_key: key,
      jurisdiction_id: 'kinshasa.cd',
      service_code: 'garbage',
      address_string: 'Marché de la Liberté\nMasina',
      attribute: { waste: ['rubble', 'animal'] },
    };
    const { status, value } = await city.post('/requests.json', JSON.stringify(fields), {
      'Content-Type': 'application/json',
    });
    expect(status).toBe(200);
    expect(await stored(value[0].service_request_id)).toMatchObject({
      city: 'kinshasa.cd', commune: 'Masina', street: 'Marché de la Liberté', words: 'Sortes d\'ordures : gravats, animal mort',
    }); // prettier-ignore
    const list = await city.post(
      '/requests.json',
      `${new URLSearchParams(form({ service_code: 'garbage' }))}&attribute[waste][]=scrap&attribute[waste][]=household`,
    );
    expect((await stored(list.value[0].service_request_id)).words).toMatch(/Sortes d'ordures : ferraille, ménage$/);
  });

  it('means the city around the place, or the only one of the key, where none is named', async () => {
    const dakar = await city.post('/requests.json', form({ jurisdiction_id: '', lat: '14.68', long: '-17.45' }));
    expect((await stored(dakar.value[0].service_request_id)).city).toBe('dakar.sn');
    const { key: ofOne } = await newKey({ jurisdictions: ['lubumbashi.cd'] });
    const address = { api_key: ofOne, service_code: 'noise', address_string: 'Avenue Lumumba' };
    const made = await city.post('/requests.json', address);
    expect((await stored(made.value[0].service_request_id)).city).toBe('lubumbashi.cd');
    const nobodys = await city.both('/services');
    expect(nobodys.status).toBe(200);
    const missing = await city.post('/requests.json', { ...address, api_key: key });
    expect([missing.status, missing.value[0].description]).toEqual([400, 'jurisdiction_id manque.']);
  });

  it('takes four thousand characters, keeps what fits and says so', async () => {
    const { status, value } = await city.post(
      '/requests.json',
      form({ description: 'é'.repeat(4_000), 'attribute[size]': 'small' }),
    );
    expect(status).toBe(200);
    expect(value[0].service_notice).toMatch(/1000/);
    const { words } = await stored(value[0].service_request_id);
    expect([...words]).toHaveLength(1_000);
    expect(words).toMatch(/é\nTaille du trou : petit$/);
    expect((await city.post('/requests.json', form({ description: 'é'.repeat(4_001) }))).status).toBe(400);
  });
});

describe('what is refused', () => {
  const cases: [what: string, more: Record<string, string>, status: number, said: RegExp[]][] = [
    ['no service_code', { service_code: '' }, 400, [/service_code manque/]],
    ['another service_code', { service_code: '001' }, 404, [/service_code/]],
    ['another city', { jurisdiction_id: 'atlantis.gov' }, 404, [/jurisdiction_id/]],
    ['no place', { lat: '', long: '' }, 400, [/lat et long, ou address_string/]],
    ['half a place', { long: '' }, 400, [/long manque/]],
    ['a place that is none', { lat: '95', long: 'x' }, 400, [/^lat /, /^long /]],
    ['a place in the sea', { lat: '0', long: '0' }, 400, [/Kinshasa/]],
    ['a place of another city', { lat: '14.68', long: '-17.45' }, 400, [/Kinshasa/]],
    ['only an address_id', { lat: '', long: '', address_id: '77' }, 404, [/address_id/]],
    ['a long address', { address_string: 'x'.repeat(300) }, 400, [/address_string est trop long/]],
    ['no required attribute', { service_code: 'power_line' }, 400, [/attribute\[on_ground\] manque/]],
    ['another value', { 'attribute[size]': 'huge' }, 400, [/small, large, whole_road/]],
    ['two values where one is asked', { 'attribute[size]': 'small,large' }, 400, [/attribute\[size\]/]],
    ['another attribute', { 'attribute[colour]': 'red' }, 404, [/attribute\[colour\]/]],
    ['no number', { service_code: 'flooding', 'attribute[depth]': 'deep' }, 400, [/attribute\[depth\]/]],
    ['no moment', { service_code: 'power_cut', 'attribute[since]': 'hier' }, 400, [/attribute\[since\]/]],
    ['a photo of the machine itself', { media_url: 'file:///etc/passwd' }, 400, [/media_url/]],
    [
      'all at once',
      { service_code: '', lat: '', media_url: 'x'.repeat(3_000) },
      400,
      [/lat manque/, /service_code/, /media_url/],
    ],
  ];
  it.each(cases)('%s is told field by field', async (_what, more, status, said) => {
    const json = await city.post('/requests.json', form(more));
    expect(json.status).toBe(status);
    expect(json.value).toHaveLength(said.length);
    for (const [index, each] of said.entries()) expect(json.value[index].description).toMatch(each);
    const xml = await city.post('/requests.xml', form(more));
    expect([xml.status, xml.value]).toEqual([json.status, json.value]);
  });

  it('is who has no key, a wrong one, one that is over, one to read with, or one of another city', async () => {
    const { id, key: over } = await newKey();
    expect((await city.post('/requests.json', form({ api_key: over }))).status).toBe(200);
    for (const _time of [1, 2]) {
      const revoked = await server.call('POST', `/open311-keys/${id}/revoke`, { token: await admin() });
      expect([revoked.status, revoked.json.active]).toEqual([200, false]);
    }
    const { key: reader } = await newKey({ permissions: [] });
    const { key: elsewhere } = await newKey({ jurisdictions: ['dakar.sn'] });
    const before = await reportModel(server.database.connection).countDocuments();
    for (const api_key of ['', 'wrong', over, reader, elsewhere, 'x'.repeat(5_000)]) {
      const got = await city.post('/requests.xml', form({ api_key }));
      expect([got.status, got.value[0].code]).toEqual([403, '403']);
      expect(got.value[0].description).toMatch(/clé/);
    }
    expect(await reportModel(server.database.connection).countDocuments()).toBe(before);
  });

  it('is what cannot be read, in the format that was asked for', async () => {
    const wrong: [body: string | Uint8Array, type: string, code: string][] = [
      [Buffer.from([0x61, 0x3d, 0xff, 0xfe]), 'application/x-www-form-urlencoded', '400'],
      ['description=%C3%28', 'application/x-www-form-urlencoded', '400'],
      ['{"service_code": ', 'application/json', '400'],
      ['[1]', 'application/json', '400'],
      ['{"service_code": {"a": {"b": 1}}}', 'application/json', '400'],
      ['<request/>', 'text/xml', '415'],
      ['a=1', 'application/x-www-form-urlencoded; charset=utf-16', '415'],
      [`description=${'x'.repeat(70_000)}`, 'application/x-www-form-urlencoded', '413'],
      [Array.from({ length: 300 }, (_, n) => `a${n}=1`).join('&'), 'application/x-www-form-urlencoded', '413'],
    ];
    for (const [body, type, code] of wrong)
      for (const format of ['json', 'xml']) {
        const response = await fetch(`${server.url}/open311/v2/requests.${format}`, {
          method: 'POST',
          headers: { 'Content-Type': type },
          body,
        });
        const text = await response.text();
        expect([response.status, response.headers.get('content-type')?.includes(format)]).toEqual([400, true]);
        expect(text).toContain(format === 'json' ? `"code":${code}` : `<code>${code}</code>`);
      }
  });

  it('is whoever asks too often, for a while', async () => {
    const { key: hasty } = await newKey({ perMinute: 3 });
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push(await city.post('/requests.json', form({ api_key: hasty })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a request that is sent again', () => {
  it('is one report, also when all of them are sent at once', async () => {
    const same = form();
    const answers = await Promise.all(Array.from({ length: 8 }, () => city.post('/requests.json', same)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await reportModel(server.database.connection).countDocuments({ words: same['description'] })).toBe(1);
    server.later(11);
    const later = await city.post('/requests.json', same);
    expect(later.value[0].service_request_id).not.toBe(answers[0]?.value[0].service_request_id);
  });

  it('is known by its own mark for a day, and refused with other content', async () => {
    const same = form();
    const mark = { 'Idempotency-Key': 'order-77' };
    const first = await city.post('/requests.json', same, mark);
    server.later(60);
    expect((await city.post('/requests.json', same, mark)).value).toEqual(first.value);
    const other = await city.post('/requests.json', form(), mark);
    expect([other.status, other.value[0].code]).toEqual([400, '409']);
    const { key: others } = await newKey();
    expect((await city.post('/requests.json', { ...same, api_key: others }, mark)).value).not.toEqual(first.value);
    server.later(24 * 60);
    expect((await city.post('/requests.json', same, mark)).value).not.toEqual(first.value);
  });
});

describe('a report with a photo elsewhere', () => {
  const post = async (more: Record<string, string> = {}): Promise<string> => {
    const { status, value } = await city.post('/requests.json', form({ media_url: `${photos}/photo.jpg`, ...more }));
    expect(status).toBe(200);
    expect(Object.keys(value[0])).toEqual(['token', 'service_notice', 'account_id']);
    return value[0].token;
  };
  const numberOf = async (token: string): Promise<string | null> => {
    const { status, value } = await city.both(`/tokens/${token}`, '?jurisdiction_id=kinshasa.cd');
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
    });

  it('answers a token, then its number, with the photo freed of what it told of its maker', async () => {
    const photo = await aPhonePhoto();
    answer = (request, response) =>
      request.url === '/photo.jpg'
        ? void response.writeHead(302, { Location: '/other.jpg' }).end()
        : void response.end(photo);
    const token = await post();
    const number = await toldBy(token);
    expect(asked).toEqual(['/photo.jpg', '/other.jpg']);
    const [request] = (await city.both(`/requests/${number}`)).value;
    const bytes = Buffer.from(
      await (await fetch(request.media_url.replace('http://localhost:3000', server.url))).arrayBuffer(),
    );
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(bytes.includes('SecretPhone')).toBe(false);
    const { connection } = server.database;
    const kept = await connection.collection('open311_tokens').findOne({ number });
    expect(Object.keys(kept ?? {}).sort()).toEqual(['_id', 'expiresAt', 'number', 'state', 'tries']);
    expect((kept?.['expiresAt'] as Date).getTime() % 86_400_000).toBe(0);
    await vi.waitFor(async () =>
      expect(await connection.collection('files').countDocuments({ owner: 'open311' })).toBe(0),
    );
  });

  it.each([
    ['is gone', (_: IncomingMessage, response: ServerResponse) => void response.writeHead(404).end()],
    ['is no photo', (_: IncomingMessage, response: ServerResponse) => void response.end('<svg onload="alert(1)"/>')],
    ['is a bomb', (_: IncomingMessage, response: ServerResponse) => void response.end(aBomb(8_000))],
    [
      'is a ring of addresses',
      (_: IncomingMessage, response: ServerResponse) => void response.writeHead(302, { Location: '/again' }).end(),
    ],
    [
      'never ends',
      (_: IncomingMessage, response: ServerResponse) => {
        const chunk = Buffer.alloc(1 << 20);
        const more = (): void => void (response.destroyed || response.write(chunk, more));
        more();
      },
    ],
  ] as const)('is told without it where the photo %s', async (_what, answers) => {
    answer = answers;
    const number = await toldBy(await post());
    expect((await stored(number)).photos).toEqual([]);
    expect((await city.get(`/requests/${number}.json`)).value[0].media_url).toBeNull();
  });

  it('waits for a photo that may come later, tries again, and is told in the end', async () => {
    answer = (_request, response) => void response.writeHead(503).end();
    const token = await post();
    await server.open311Posting.idle();
    expect(await numberOf(token)).toBeNull();
    expect(await server.open311Posting.carryOnDue()).toBe(0);
    for (const minutes of [1, 3, 9]) {
      server.later(minutes);
      expect(await server.open311Posting.carryOnDue()).toBe(1);
      expect(await numberOf(token)).toBeNull();
    }
    server.later(33);
    await server.open311Posting.carryOnDue();
    expect(asked).toHaveLength(5);
    expect((await stored((await numberOf(token)) ?? '')).photos).toEqual([]);
  });

  it('is told once, whoever carries it on after a crash, and by several at once', async () => {
    const photo = await aPhonePhoto();
    answer = (_request, response) => void response.end(photo);
    const same = form({ media_url: `${photos}/photo.jpg` });
    const answers = await Promise.all([1, 2, 3].map(() => city.post('/requests.json', same)));
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
    const { connection } = server.database;
    await connection
      .collection('open311_tokens')
      .updateOne({ number }, { $set: { state: 'waiting', wish, nextAt: new Date(0) }, $unset: { number: 1 } });
    await Promise.all([1, 2, 3].map(() => server.open311Posting.carryOnDue()));
    expect(await numberOf(token ?? '')).toBe(number);
    expect(await reportModel(connection).countDocuments({ words: same['description'] })).toBe(1);
    expect((await stored(number)).photos).toHaveLength(1);
  });

  it('is forgotten as a token after a month', async () => {
    answer = (_request, response) => void response.writeHead(404).end();
    const token = await post();
    await toldBy(token);
    server.later(32 * 24 * 60);
    expect((await city.both(`/tokens/${token}`)).status).toBe(404);
    expect(await server.open311Posting.sweep()).toBeGreaterThan(0);
  });
});

describe('keys', () => {
  it('are shown once, kept as a print, listed and ended by administrators only', async () => {
    const made = await newKey({ name: 'Une seule fois' });
    const { connection } = server.database;
    expect(JSON.stringify(await connection.collection('open311_keys').find().toArray())).not.toContain(made.key);
    expect(JSON.stringify(await connection.collection('audit').find().toArray())).not.toContain(made.key);
    const list = await server.call('GET', '/open311-keys?active=true', { token: await admin() });
    expect(list.json.items[0]).toMatchObject({
      id: made.id,
      name: 'Une seule fois',
      permissions: ['write'],
      jurisdictions: [],
    });
    expect(list.text).not.toContain(made.key);
    const { token: operator } = await server.member('operator');
    expect((await server.call('GET', '/open311-keys', { token: operator })).status).toBe(403);
    expect(
      (
        await server.call('POST', '/open311-keys', {
          token: await admin(),
          body: { name: 'X y', jurisdictions: ['atlantis.gov'] },
        })
      ).status,
    ).toBe(400);
    expect((await server.call('POST', `/open311-keys/${'0'.repeat(24)}/revoke`, { token: await admin() })).status).toBe(
      404,
    );
  });
});
