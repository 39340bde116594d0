import { DateTime } from 'luxon';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../../core/dialog/words.ts';
import { attributesOf } from '../../../core/open311/index.ts';
import {
  bodyModel,
  categories,
  categoryCodes,
  type CategoryCode,
  type NewReport,
} from '../../../core/reports/index.ts';
import { aPicture } from '../../support/pictures.ts';
import { startServer, type TestServer } from '../start-server.ts';
import { openClient, readXml, type Client } from './client.ts';

let server: TestServer;
let city: Client;
beforeAll(async () => {
  server = await startServer({ publicUrl: 'https://lisolo.example' });
  city = openClient(`${server.url}/open311/v2`);
});
afterAll(() => server.stop());

const gombe = { latitude: -4.305, longitude: 15.303 };
let told = 0;
const tell = (wish: Partial<NewReport> = {}) =>
  server.reports.report({
    key: `told ${(told += 1)}`, country: 'CD', category: 'pothole', words: 'Un grand trou', place: { position: gombe, street: 'Avenue Kasa-Vubu' },
    photos: [], reporterId: 'somebody', source: 'test', ...wish,
  }); // prettier-ignore

/** Any answer of the specification, read as text. */
type Item = Readonly<Record<string, string>>;

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

describe('GET Service List', () => {
  it('lists every kind of problem with its fields, alike in XML and JSON', async () => {
    const { status, value } = await city.both('/services', '?jurisdiction_id=kinshasa.cd');
    expect(status).toBe(200);
    expect(value.map((service: Item) => service.service_code)).toEqual(categories.map(({ code }) => code));
    for (const service of value) {
      expect(Object.keys(service).sort()).toEqual(
        ['description', 'group', 'keywords', 'metadata', 'service_code', 'service_name', 'type'].sort(),
      );
      expect(service.type).toBe('realtime');
      expect(service.metadata).toBe(String(attributesOf(service.service_code as CategoryCode).length > 0));
      expect(service.keywords.split(',').length).toBeGreaterThan(1);
    }
  });

  it('calls them in the language of whoever asks, French otherwise', async () => {
    const nameIn = async (language: string) =>
      (await city.both('/services', '', { 'Accept-Language': language })).value[1].service_name;
    const names = await Promise.all(languages.map(nameIn));
    expect(new Set(names).size).toBeGreaterThan(3);
    expect(await nameIn('de')).toBe(names[0]);
    expect(names[0]).toBe('Nid-de-poule');
  });

  it('has the element names, the declaration and the content types of the specification', async () => {
    const xml = await city.get('/services.xml');
    expect(xml.type).toBe('text/xml; charset=utf-8');
    expect(readXml(xml.text).root).toBe('services');
    expect(xml.text).toMatch(/<services>\s*<service>\s*<service_code>garbage<\/service_code>/);
    const json = await city.get('/services.json');
    expect(json.type).toBe('application/json; charset=utf-8');
    expect(JSON.parse(json.text)[0].metadata).toBe(true);
  });
});

describe('GET Service Definition', () => {
  it('gives the attributes of each service, alike in XML and JSON', async () => {
    for (const code of categoryCodes) {
      const { status, value } = await city.both(`/services/${code}`, '?jurisdiction_id=kinshasa.cd');
      expect(status).toBe(200);
      expect(value.service_code).toBe(code);
      expect(value.attributes.map(({ code: each }: Item) => each)).toEqual(attributesOf(code).map((one) => one.code));
    }
    expect((await city.both('/services/power_line')).value.attributes).toEqual([
      {
        variable: 'true', code: 'on_ground', datatype: 'singlevaluelist', required: 'true', datatype_description: null,
        order: '1', description: 'Le câble touche le sol', values: [{ key: 'yes', name: 'oui' }, { key: 'no', name: 'non' }],
      },
    ]); // prettier-ignore
    const { text } = await city.get('/services/power_line.xml');
    expect(text).toMatch(
      /<service_definition>\s*<service_code>power_line<\/service_code>\s*<attributes>\s*<attribute>/,
    );
    expect(text).toMatch(/<values>\s*<value>\s*<key>yes<\/key>\s*<name>oui<\/name>/);
  });

  it('has words for every attribute and value in every language', async () => {
    for (const language of languages)
      for (const code of categoryCodes)
        expect((await city.get(`/services/${code}.json`, { 'Accept-Language': language })).status).toBe(200);
  });
});

describe('GET Service Requests', () => {
  it('gives a report with the fields of the specification, dates with their zone', async () => {
    await bodyModel(server.database.connection).create({
      _id: 'town-hall', name: 'Mairie de la Gombe', country: 'CD', areas: ['kinshasa.cd'], categories: ['erosion'], operators: [],
      active: true, revision: 1, createdAt: new Date(),
    }); // prettier-ignore
    const report = await tell({ category: 'erosion', words: 'La terre s\'en va <b>vite</b> & "bien"\nau bord\u0001' });
    const { status, value } = await city.both(`/requests/${report.number}`, '?jurisdiction_id=kinshasa.cd');
    expect(status).toBe(200);
    const [request] = value;
    expect(request).toMatchObject({
      service_request_id: report.number,
      status: 'open',
      status_notes: 'Ouvert',
      service_name: 'Érosion',
      service_code: 'erosion',
      description: 'La terre s\'en va <b>vite</b> & "bien"\nau bord',
      agency_responsible: 'Mairie de la Gombe',
      service_notice: 'Délai visé : 168 h.',
      address: 'Avenue Kasa-Vubu, Gombe, Kinshasa',
      address_id: null,
      zipcode: null,
      lat: '-4.305',
      long: '15.303',
      media_url: null,
    });
    for (const name of ['requested_datetime', 'updated_datetime', 'expected_datetime'])
      expect(request[name]).toMatch(moment);
    expect(request.requested_datetime).toMatch(/\+01:00$/);
    expect(Date.parse(request.expected_datetime) - Date.parse(request.requested_datetime)).toBe(168 * 3_600_000);
    const { text } = await city.get(`/requests/${report.number}.xml`);
    expect(text).toMatch(/<service_requests>\s*<request>\s*<service_request_id>/);
  });

  it('calls what is over closed, says since when and why', async () => {
    const report = await tell();
    server.later(60);
    const by = { actor: { personId: 'chief', role: 'administrator' as const }, reportId: report.id };
    await server.reportWork.reject({ ...by, key: 'reject', reason: 'private_ground', words: 'Voyez le voisin' });
    server.later(60);
    const [request] = (await city.both(`/requests/${report.number}`)).value;
    expect(request).toMatchObject({ status: 'closed', expected_datetime: null, service_notice: null });
    expect(request.status_notes).toBe('Rejeté. Terrain privé. Voyez le voisin');
    expect(Date.parse(request.updated_datetime) - Date.parse(request.requested_datetime)).toBe(3_600_000);
  });

  it('shows private places and photos that wait as everybody may see them, and nothing that is hidden', async () => {
    const photo = async () => (await server.files.put({ bytes: await aPicture(), name: 'p', owner: 'somebody' })).id;
    const exact = { latitude: -4.30123, longitude: 15.30789 };
    const noise = await tell({
      category: 'noise',
      words: 'Mon voisin Modou',
      place: { position: exact, street: 'Rue du Bar' },
      photos: [await photo()],
    });
    const open = await tell({ category: 'garbage', photos: [await photo()] });
    const [blurred] = (await city.both(`/requests/${noise.number}`)).value;
    // Nor in whose words it is: they would tell at whose door.
    const withheld = { description: null, media_url: null };
    expect(blurred).toMatchObject({ lat: '-4.305', long: '15.303', address: 'Gombe, Kinshasa', ...withheld });
    const [shown] = (await city.get(`/requests/${open.number}.json`)).value;
    expect(shown.media_url).toMatch(/^https:\/\/lisolo\.example\/open311\/media\//);
    const reports = server.database.connection.collection('reports');
    const fetched = () => fetch(shown.media_url.replace('https://lisolo.example', server.url));
    const file = await fetched();
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect((await sharp(Buffer.from(await file.arrayBuffer())).metadata()).width).toBeGreaterThan(0);
    // The address was given out, and ends with what everybody may see: the photo, or the report.
    const waiting = noise.photos[0]!.fileId;
    expect((await fetch(`${server.url}/open311/media/${noise.number}/${waiting}`)).status).toBe(404);
    expect((await fetch(`${server.url}/open311/media/${open.number}/${waiting}`)).status).toBe(404);
    for (const [hide, show] of [
      [{ 'photos.0.state': 'hidden' }, { 'photos.0.state': 'shown' }],
      [{ hidden: true }, { hidden: false }],
    ] as const) {
      await reports.updateOne({ number: open.number }, { $set: hide });
      expect((await fetched()).status).toBe(404);
      await reports.updateOne({ number: open.number }, { $set: show });
      expect((await fetched()).status).toBe(200);
    }
    await reports.updateOne({ number: open.number }, { $set: { hidden: true } });
    expect((await city.both(`/requests/${open.number}`)).status).toBe(404);
    expect((await city.both(`/requests/${noise.number}`, '?jurisdiction_id=dakar.sn')).status).toBe(404);
    const listed = (await city.get('/requests.json')).value.map((one: Item) => one.service_request_id);
    expect(listed).toContain(noise.number);
    expect(listed).not.toContain(open.number);
  });

  it('takes several numbers with commas, and forgets every other argument then', async () => {
    const [a, b] = [await tell(), await tell({ category: 'noise' })];
    const ids = `${a.number},%20${b.number.toLowerCase()},ZZZZZZ`;
    const { value } = await city.both(
      '/requests',
      `?service_request_id=${ids}&status=closed&service_code=other&start_date=nonsense`,
    );
    expect(value.map((one: Item) => one.service_request_id)).toEqual([a.number, b.number]);
  });

  it('filters by service, state, city and dates, each of them several', async () => {
    const place = { city: 'lubumbashi.cd', street: 'Avenue Lumumba' };
    const [first, second, third] = [
      await tell({ place, category: 'sewage' }),
      await tell({ place, category: 'fallen_tree' }),
      await tell({ place, category: 'water_leak' }),
    ];
    const act = { actor: { personId: 'chief', role: 'administrator' as const }, key: 'resolve second' };
    await server.reportWork.resolve({ ...act, reportId: second.id });
    const found = async (query: string) => {
      const { status, value } = await city.both('/requests', `?jurisdiction_id=lubumbashi.cd&${query}`);
      expect(status).toBe(200);
      return value.map((one: Item) => one.service_request_id).sort();
    };
    const all = (...reports: { number: string }[]) => reports.map(({ number }) => number).sort();
    expect(await found('')).toEqual(all(first, second, third));
    expect(await found('service_code=sewage,fallen_tree')).toEqual(all(first, second));
    expect(await found('service_code=sewage&service_code=water_leak')).toEqual(all(first, third));
    expect(await found('status=open')).toEqual(all(first, third));
    expect(await found('status=closed')).toEqual(all(second));
    expect(await found('status=open,closed&service_code=fallen_tree')).toEqual(all(second));
    expect(await found('status=&service_code=')).toEqual(all(first, second, third));
    const at = first.createdAt.getTime();
    const iso = (ms: number) => encodeURIComponent(new Date(ms).toISOString());
    expect(await found(`start_date=${iso(at)}&end_date=${iso(at)}`)).toContain(first.number);
    expect(await found(`end_date=${iso(at - 3_600_000 * 2)}`)).toEqual([]);
    expect(await found(`start_date=${iso(at)}`)).toContain(first.number);
    expect(await found(`start_date=${iso(at).replace('Z', '%2B00:00')}`)).toContain(first.number);
    // To the minute, and a day of the city as a whole.
    const here = DateTime.fromMillis(at, { zone: 'Africa/Kinshasa' });
    const minute = `${here.startOf('minute').toFormat("yyyy-MM-dd'T'HH:mm")}%2B01:00`;
    expect(await found(`start_date=${minute}`)).toContain(first.number);
    const [day, after] = [here, here.plus({ days: 1 })].map((one) => one.toISODate());
    expect(await found(`start_date=${day}&end_date=${day}`)).toContain(first.number);
    expect(await found(`start_date=${after}`)).toEqual([]);
    server.later(91 * 24 * 60);
    expect(await found('')).toEqual([]);
    expect(await found(`start_date=${iso(at)}`)).toContain(first.number);
    server.later(-91 * 24 * 60);
  });

  it('gives every report once, page by page to the end', async () => {
    const place = { city: 'dakar.sn', street: 'Corniche' };
    const mine: string[] = [];
    for (let n = 0; n < 23; n += 1) mine.push((await tell({ country: 'SN', place, reporterId: `person ${n}` })).number);
    const seen: string[] = [];
    for (let page = 1; ; page += 1) {
      const { value } = await city.both('/requests', `?jurisdiction_id=dakar.sn&page=${page}&page_size=5`);
      seen.push(...value.map((one: Item) => one.service_request_id));
      if (value.length < 5) break;
    }
    expect(seen).toHaveLength(23);
    expect(new Set(seen)).toEqual(new Set(mine));
    expect((await city.both('/requests', '?jurisdiction_id=dakar.sn&page=6&page_size=5')).value).toEqual([]);
  });
});

describe('photos that lie in our own network', () => {
  it('are refused, whichever way they are written, and nothing is told', async () => {
    const wish = { name: 'Ville', permissions: ['write'], jurisdictions: [], perMinute: 100 } as const;
    const { secret } = await server.open311Keys.create(wish);
    const before = (await city.get('/requests.json')).value.length;
    for (const media_url of [
      'http://127.0.0.1:27017/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://[::1]/x.jpg',
      'http://[::ffff:10.0.0.1]/x.jpg',
      'http://169.254.169.254/latest/meta-data/',
      'https://192.168.1.1/x.jpg',
      'https://user:word@example.org/x.jpg',
      'ftp://example.org/x.jpg',
      'x.jpg',
    ]) /* prettier-ignore */ {
      const sent = { api_key: secret, jurisdiction_id: 'kinshasa.cd', service_code: 'pothole', lat: '-4.3', long: '15.3', media_url };
      const { status, value } = await city.post('/requests.json', sent);
      expect([status, value[0].description], media_url).toEqual([400, expect.stringMatching(/^media_url/)]);
    }
    expect((await city.get('/requests.json')).value).toHaveLength(before);
    expect(await server.database.connection.collection('open311_tokens').countDocuments()).toBe(0);
  });
});

describe('programs in browsers and discovery', () => {
  it('lets pages of others read, and not write', async () => {
    const { headers } = await city.get('/services.json', { Origin: 'https://elsewhere.example' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const wrong = await city.get('/requests/ZZZZZZ.json', { Origin: 'https://elsewhere.example' });
    expect(wrong.headers.get('access-control-allow-origin')).toBe('*');
    const asked = await fetch(`${server.url}/open311/v2/requests.json`, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, HEAD']);
    const posted = await city.post('/requests.json', {});
    expect(posted.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('tells where everything is, alike in XML and JSON', async () => {
    const { status, value } = await openClient(`${server.url}/open311`).both('/discovery');
    expect(status).toBe(200);
    expect(Object.keys(value)).toEqual(['changeset', 'contact', 'key_service', 'endpoints']);
    expect(value.endpoints).toEqual([
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: 'https://lisolo.example/open311/v2',
        changeset: value.changeset,
        type: 'test',
        formats: ['text/xml', 'application/json'],
      },
    ]);
  });
});
