import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { reportModel, toGeoJson, type NewReport, type OpenReport, type Report } from '../../core/reports/index.ts';
import { aPicture } from '../support/pictures.ts';
import { startServer, type TestServer } from './start-server.ts';

let api: TestServer;
let admin: Awaited<ReturnType<TestServer['member']>>;
const reporterId = newId();

beforeAll(async () => {
  api = await startServer();
  admin = await api.member('admin');
});
afterAll(() => api.stop());

const tell = (wish: Partial<NewReport> = {}): Promise<Report> =>
  api.reports.report({
    key: newId(), country: 'CD', category: 'pothole', words: 'Un grand trou', place: { commune: 'Lemba', street: 'By-Pass' },
    photos: [], reporterId, source: 'simulator', ...wish,
  }); // prettier-ignore

describe('open data', () => {
  const geo = (query: string, headers = {}) => api.call('GET', `/open-data/reports.geojson?${query}`, { headers });

  it('gives everybody what may be known and nothing else', async () => {
    const position = { latitude: 14.6934, longitude: -17.4479 };
    const { id } = await api.files.put({ bytes: await aPicture(), name: 'x', owner: 'door' });
    const [plain, noisy, hidden, wordy] = [
      await tell({ country: 'SN', words: 'Kàmb ci yoon wi', place: { position, street: 'Rue 10' }, photos: [id] }),
      await tell({ country: 'SN', category: 'noise', words: 'Mon voisin Modou', place: { position, street: 'Rue 10' }, photos: [id] }),
      await tell({ country: 'SN', words: 'Caché', place: { position } }),
      await tell({ country: 'SN', words: 'Sans position', place: { commune: 'Yoff' } }),
    ];
    await reportModel(api.database.connection).updateOne({ _id: hidden.id }, { hidden: true });
    const { status, headers, json, text } = await geo('city=dakar.sn');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/geo+json');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('link')).toContain('rel="license"');
    expect(json).toMatchObject({ type: 'FeatureCollection', licence: 'CC-BY-4.0' });
    expect(json.features.map((feature: { id: string }) => feature.id)).toEqual([wordy, noisy, plain].map(({ number }) => number));
    const [first, second, third] = json.features;
    expect(first.geometry).toBeNull();
    expect(third).toMatchObject({ type: 'Feature', geometry: { type: 'Point', coordinates: [-17.4479, 14.6934] } });
    expect(third.properties).toMatchObject({ words: 'Kàmb ci yoon wi', street: 'Rue 10', photos: 1, state: 'open', blurred: false });
    // A private matter: neither where exactly, nor in whose words, nor what a moderator has not seen.
    expect(second.properties).toMatchObject({ words: '', photos: 0, blurred: true });
    expect(second.properties.street).toBeUndefined();
    expect(second.geometry.coordinates).not.toEqual([-17.4479, 14.6934]);
    for (const secret of ['Modou', 'Caché', reporterId, 'history', 'reporterId', 'simulator']) expect(text).not.toContain(secret);

    const csv = await api.call('GET', '/open-data/reports.csv?country=SN&category=pothole');
    expect(parse(csv.text, { columns: true, bom: true })).toMatchObject([
      { number: wordy.number, latitude: '' }, { number: plain.number, latitude: '14.6934' },
    ]);
  }); // prettier-ignore

  it('is filtered, and says what is wrong with a question', async () => {
    const count = async (query: string): Promise<number> => (await geo(query)).json.features.length;
    expect(await count('country=SN')).toBe(3);
    expect(await count('country=SN&state=resolved')).toBe(0);
    expect(await count('city=dakar.sn&category=noise')).toBe(1);
    expect(await count('country=SN&to=2020-01-01')).toBe(0);
    expect(await count('country=SN&from=2020-01-01')).toBe(3);
    for (const wrong of ['', 'city=atlantis', 'country=CD&city=dakar.sn', 'country=SN&category=x', 'country=SN&from=x', 'country=SN&x=1', 'country=SN&from=2026-02-02&to=2026-02-01']) {
      const { status, headers } = await geo(wrong);
      expect([wrong, status]).toEqual([wrong, 400]);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  }); // prettier-ignore

  it('is sent again only when something has changed', async () => {
    const first = await geo('country=SN');
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('last-modified')).not.toBeNull();
    expect((await geo('country=SN', { 'If-None-Match': tag })).status).toBe(304);
    expect((await geo('country=SN&state=open', { 'If-None-Match': tag })).status).toBe(200);
    const since = { 'If-Modified-Since': first.headers.get('last-modified') ?? '' };
    expect((await geo('country=SN', since)).status).toBe(304);
    expect((await geo('country=SN', { ...since, 'If-None-Match': '"another"' })).status).toBe(200);
    api.later(1);
    await tell({ country: 'SN', place: { commune: 'Yoff' } });
    const again = await geo('country=SN', { 'If-None-Match': tag });
    expect(again.status).toBe(200);
    expect(again.json.features).toHaveLength(4);

    // Votes are part of it, also those for an older one.
    const older = again.json.features.at(-1);
    const { id: reportId } = (await api.reports.byNumber(older.id as string))!;
    const unvoted = again.headers.get('etag') ?? '';
    api.later(1);
    const { personId } = await api.member('customer');
    await api.reports.vote({ reportId, actor: { personId, role: 'citizen' }, on: true });
    const voted = await geo('country=SN', { 'If-None-Match': unvoted });
    expect(voted.json.features.at(-1).properties).toMatchObject({
      number: older.id,
      votes: older.properties.votes + 1,
    });
    const same = { 'If-None-Match': voted.headers.get('etag') ?? '' };
    expect((await geo('country=SN', same)).status).toBe(304);

    // Nor is anything kept that somebody has taken back.
    const { personId: reporterId } = await api.member('customer');
    const report = await tell({ country: 'SN', words: 'Mes mots', place: { commune: 'Yoff' }, reporterId });
    await api.call('POST', `/reports/${report.id}/reject`, { token: admin.token, body: { reason: 'unclear' } });
    const before = (await geo('country=SN')).headers.get('etag') ?? '';
    api.later(1);
    await api.reportsPersonalData.erase(reporterId);
    const after = await geo('country=SN', { 'If-None-Match': before });
    expect(after.status).toBe(200);
    expect(after.text).not.toContain('Mes mots');
  });

  it('is written piece by piece, and no longer than somebody reads', async () => {
    let [made, isLeft] = [0, false];
    const { value: first } = (await api.reportOpenData.reports({ country: 'SN' })[Symbol.asyncIterator]().next()) as {
      value: OpenReport;
    };
    async function* endless(): AsyncGenerator<OpenReport> {
      try {
        for (;;) {
          made += 1;
          yield first;
        }
      } finally {
        isLeft = true;
      }
    }
    let read = '';
    for await (const piece of toGeoJson(endless())) {
      read += piece;
      if (made === 3) break;
    }
    expect(read.match(/"Feature"/g)).toHaveLength(3);
    expect(isLeft).toBe(true);
  });

  it('is described for programs, and limits how often one address asks', async () => {
    const { paths } = (await api.call('GET', '/openapi.json')).json;
    const { responses, security, parameters } = paths['/open-data/reports.geojson'].get;
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '304', '400']));
    expect(responses['200'].content).toHaveProperty(['application/geo+json']);
    expect(security).toEqual([]);
    expect(parameters.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['city', 'category', 'from']));
    let last = await geo('country=SN&to=2020-01-01');
    for (let nth = 0; nth < 40 && last.status === 200; nth += 1) last = await geo('country=SN&to=2020-01-01');
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    // The rest of the API is counted apart.
    expect((await api.call('GET', '/reports', { token: admin.token })).status).toBe(200);
  }); // prettier-ignore
});
