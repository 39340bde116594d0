import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCity, type City } from './city.ts';

let city: City;
beforeAll(async () => void (city = await startCity()));
afterAll(() => city.server.stop());

describe('POST Service Request', () => {
  it('takes the example of the specification and gives the report back under its number', async () => {
    const body =
      `api_key=${city.key}&jurisdiction_id=kinshasa.cd&service_code=pothole&lat=-4.3051&long=15.3032&address_string=Avenue+Kasa-Vubu+12%2C+Gombe%2C+Kinshasa` +
      `&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smithson&phone=111111111` +
      `&description=A+large+sinkhole+is+destroying+the+street&attribute[size]=large`;
    const xml = await city.client.post('/requests.xml', body);
    expect([xml.status, xml.type]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(xml.text).toMatch(/<service_requests>\s*<request>\s*<service_request_id>\w{6}<\/service_request_id>/);
    const [made] = xml.value;
    expect(Object.keys(made)).toEqual(['service_request_id', 'service_notice', 'account_id']);
    expect(made.service_notice).toMatch(/anonyme/);
    const [request] = (await city.client.both(`/requests/${made.service_request_id}`)).value;
    expect(request).toMatchObject({
      status: 'open',
      service_code: 'pothole',
      description: 'A large sinkhole is destroying the street\nTaille du trou : grand',
      address: 'Avenue Kasa-Vubu 12, Gombe, Kinshasa',
      lat: '-4.3051',
      long: '15.3032',
    });
    const again = await city.client.post('/requests.json', body);
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
    const { value } = await city.client.post('/requests.json', city.form(contact));
    const collections = await city.server.database.connection.db!.collections();
    const everything = JSON.stringify(await Promise.all(collections.map((each) => each.find().toArray())));
    for (const name of Object.values(contact)) expect(everything).not.toContain(name);
    expect(everything).not.toContain(city.key);
    const report = await city.stored(value[0].service_request_id);
    expect(report.reporterId).toBeUndefined();
    expect(report.createdAt.getTime() % 3_600_000).toBe(0);
  });

  it('knows a commune in an address, and takes JSON as well', async () => {
    const fields = {
      api_key: city.key,
      jurisdiction_id: 'kinshasa.cd',
      service_code: 'garbage',
      address_string: 'Marché de la Liberté\nMasina',
      attribute: { waste: ['rubble', 'animal'] },
    };
    const { status, value } = await city.client.post('/requests.json', JSON.stringify(fields), {
      'Content-Type': 'application/json',
    });
    expect(status).toBe(200);
    expect(await city.stored(value[0].service_request_id)).toMatchObject({
      city: 'kinshasa.cd', commune: 'Masina', street: 'Marché de la Liberté', words: 'Sortes d\'ordures : gravats, animal mort',
    }); // prettier-ignore
    const list = await city.client.post(
      '/requests.json',
      `${new URLSearchParams(city.form({ service_code: 'garbage' })).toString()}&attribute[waste][]=scrap&attribute[waste][]=household`,
    );
    expect((await city.stored(list.value[0].service_request_id)).words).toMatch(
      /Sortes d'ordures : ferraille, ménage$/,
    );
  });

  it('means the city around the place, or the only one of the key, where none is named', async () => {
    const dakar = await city.client.post(
      '/requests.json',
      city.form({ jurisdiction_id: '', lat: '14.68', long: '-17.45' }),
    );
    expect((await city.stored(dakar.value[0].service_request_id)).city).toBe('dakar.sn');
    const { key: ofOne } = await city.newKey({ jurisdictions: ['lubumbashi.cd'] });
    const address = { api_key: ofOne, service_code: 'noise', address_string: 'Avenue Lumumba' };
    const made = await city.client.post('/requests.json', address);
    expect((await city.stored(made.value[0].service_request_id)).city).toBe('lubumbashi.cd');
    const nobodys = await city.client.both('/services');
    expect(nobodys.status).toBe(200);
    const missing = await city.client.post('/requests.json', { ...address, api_key: city.key });
    expect([missing.status, missing.value[0].description]).toEqual([400, 'jurisdiction_id manque.']);
  });

  it('takes four thousand characters, keeps what fits and says so', async () => {
    const { status, value } = await city.client.post(
      '/requests.json',
      city.form({ description: 'é'.repeat(4_000), 'attribute[size]': 'small' }),
    );
    expect(status).toBe(200);
    expect(value[0].service_notice).toMatch(/1000/);
    const { words } = await city.stored(value[0].service_request_id);
    expect([...words]).toHaveLength(1_000);
    expect(words).toMatch(/é\nTaille du trou : petit$/);
    expect((await city.client.post('/requests.json', city.form({ description: 'é'.repeat(4_001) }))).status).toBe(400);
  });
});

describe('what is refused', () => {
  const cases: [what: string, more: Record<string, string>, status: number, said: RegExp[]][] = [
    ['no service_code', { service_code: '' }, 400, [/service_code manque/]],
    ['another service_code', { service_code: '001' }, 404, [/service_code/]],
    ['another city', { jurisdiction_id: 'atlantis.gov' }, 404, [/jurisdiction_id/]],
    ['no place', { lat: '', long: '' }, 400, [/lat et long, ou address_string/]],
    ['an address of nothing', { lat: '', long: '', address_string: ', .' }, 400, [/lat et long, ou address_string/]],
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
    const json = await city.client.post('/requests.json', city.form(more));
    expect(json.status).toBe(status);
    expect(json.value).toHaveLength(said.length);
    for (const [index, each] of said.entries()) expect(json.value[index].description).toMatch(each);
    const xml = await city.client.post('/requests.xml', city.form(more));
    expect([xml.status, xml.value]).toEqual([json.status, json.value]);
  });

  it('is who has no key, a wrong one, one that is over, one to read with, or one of another city', async () => {
    const { id, key: over } = await city.newKey();
    expect((await city.client.post('/requests.json', city.form({ api_key: over }))).status).toBe(200);
    for (const _time of [1, 2]) {
      const revoked = await city.server.call('POST', `/open311-keys/${id}/revoke`, { token: await city.admin() });
      expect([revoked.status, revoked.json.active]).toEqual([200, false]);
    }
    const { key: reader } = await city.newKey({ permissions: [] });
    const { key: elsewhere } = await city.newKey({ jurisdictions: ['dakar.sn'] });
    const before = await city.countReports();
    for (const api_key of ['', 'wrong', over, reader, elsewhere, 'x'.repeat(5_000)]) {
      const got = await city.client.post('/requests.xml', city.form({ api_key }));
      expect([got.status, got.value[0].code]).toEqual([403, '403']);
      expect(got.value[0].description).toMatch(/clé/);
    }
    expect(await city.countReports()).toBe(before);
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
        const response = await fetch(`${city.server.url}/open311/v2/requests.${format}`, {
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
    const { key: hasty } = await city.newKey({ perMinute: 3 });
    const answers = [];
    for (let n = 0; n < 5; n += 1)
      answers.push(await city.client.post('/requests.json', city.form({ api_key: hasty })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a request that is sent again', () => {
  it('is one report, also when all of them are sent at once', async () => {
    const same = city.form();
    const answers = await Promise.all(Array.from({ length: 8 }, () => city.client.post('/requests.json', same)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await city.countReports({ words: same['description'] })).toBe(1);
    city.server.later(11);
    const later = await city.client.post('/requests.json', same);
    expect(later.value[0].service_request_id).not.toBe(answers[0]?.value[0].service_request_id);
  });

  it('is known by its own mark for a day, and refused with other content', async () => {
    const same = city.form();
    const mark = { 'Idempotency-Key': 'order-77' };
    const first = await city.client.post('/requests.json', same, mark);
    city.server.later(60);
    expect((await city.client.post('/requests.json', same, mark)).value).toEqual(first.value);
    const other = await city.client.post('/requests.json', city.form(), mark);
    expect([other.status, other.value[0].code]).toEqual([400, '409']);
    const { key: others } = await city.newKey();
    expect((await city.client.post('/requests.json', { ...same, api_key: others }, mark)).value).not.toEqual(
      first.value,
    );
    city.server.later(24 * 60);
    expect((await city.client.post('/requests.json', same, mark)).value).not.toEqual(first.value);
  });
});

describe('errors', () => {
  const cases: [path: string, query: string, status: number, said: RegExp][] = [
    ['/services', '?jurisdiction_id=atlantis.gov', 404, /jurisdiction_id/],
    ['/services/nothing', '', 404, /service_code/],
    ['/services/pothole', '?jurisdiction_id=atlantis.gov', 404, /jurisdiction_id/],
    ['/requests', '?jurisdiction_id=atlantis.gov', 404, /jurisdiction_id/],
    ['/requests', '?service_code=nothing', 404, /service_code/],
    ['/requests', '?status=broken', 400, /status/],
    ['/requests', '?start_date=yesterday', 400, /start_date/],
    ['/requests', '?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z', 400, /90/],
    ['/requests', '?start_date=2026-02-01&end_date=2026-01-01', 400, /end_date/],
    ['/requests', '?page=0', 400, /page/],
    ['/requests', '?page_size=5000', 400, /page_size/],
    ['/requests', '?status=%FF', 400, /UTF-8/],
    ['/requests/ZZZZZZ', '', 404, /service_request_id/],
    ['/requests/%E0%A4%A', '', 400, /UTF-8/],
    ['/tokens/123456', '', 404, /token/],
    ['/nothing', '', 404, /adresse/],
    ['/requests/a/b', '', 404, /adresse/],
  ];
  it.each(cases)('are listed with code and words: GET %s%s', async (path, query, status, said) => {
    const got = await city.client.both(path, query);
    expect(got.status).toBe(status);
    expect(got.value).toHaveLength(1);
    expect(Object.keys(got.value[0])).toEqual(['code', 'description']);
    expect(got.value[0].description).toMatch(said);
    const { text } = await city.client.get(`${path}.xml${query}`);
    expect(text).toMatch(/<errors>\s*<error>\s*<code>\d{3}<\/code>\s*<description>/);
  });

  it('say that a question is too long', async () => {
    const { status, value } = await city.client.both('/requests', `?x=${'y'.repeat(9_000)}`);
    expect([status, value[0].description]).toEqual([400, 'La demande est trop grande.']);
  });

  it('name all that is wrong at once, in the language of whoever asks', async () => {
    const { value } = await city.client.both('/requests', '?status=x&page=x&start_date=x', { 'Accept-Language': 'en' });
    expect(value).toHaveLength(3);
    expect(value.map((one: { description: string }) => one.description).join()).toMatch(/start_date is not right/);
  });

  it('say what formats there are, by the ending or by what is accepted', async () => {
    expect((await city.client.get('/services.yaml')).status).toBe(404);
    expect((await city.client.get('/services.json/')).type).toMatch(/json/);
    expect((await city.client.get('/services', { Accept: 'image/png' })).status).toBe(406);
    expect((await city.client.get('/services', { Accept: 'application/json' })).type).toMatch(/json/);
    expect((await city.client.get('/services', { Accept: 'application/xml' })).type).toMatch(/xml/);
    expect((await city.client.get('/services')).type).toMatch(/xml/);
    const put = await fetch(`${city.server.url}/open311/v2/requests.json`, { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });
});
