import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { plateReadingModel } from '../../core/plates/readings/plate-reading.model.ts';
import type { PlateReadingRecord } from '../../core/plates/readings/plate-reading.model.ts';
import { aPicture } from '../support/pictures.ts';
import { startServer, type TestServer } from './start-server.ts';

let server: TestServer;
let admin: string;
const aReading = (over: Partial<PlateReadingRecord>): PlateReadingRecord => ({
  _id: newId(), at: new Date('2026-11-18T10:00:00Z'), verdict: 'sure', country: 'CD', series: 'cd-2009', model: 'net-1',
  channel: 'whatsapp', milliseconds: 400, confidence: 0.9, ...over,
}); // prettier-ignore
const right = { outcome: 'chosen', place: 1, wrongSigns: 0 } as const;

beforeAll(async () => {
  server = await startServer();
  admin = (await server.member('admin')).token;
  await plateReadingModel(server.database.connection).create([
    aReading(right),
    aReading({ ...right, milliseconds: 600, channel: 'telegram' }),
    aReading({ outcome: 'typed', wrongSigns: 2 }),
    aReading({ verdict: 'unsure', outcome: 'chosen', place: 3, wrongSigns: 1 }),
    aReading({ verdict: 'unsure', outcome: 'replaced' }),
    aReading({ verdict: 'none', fault: 'too_dark', outcome: 'abandoned' }),
    // Already Monday in Kinshasa, still Sunday in Greenwich.
    aReading({ at: new Date('2026-11-15T23:30:00Z'), model: 'net-2' }),
    aReading({ at: new Date('2026-11-15T23:30:00Z'), country: 'SN' }),
    aReading({ at: new Date('2025-01-06T10:00:00Z') }),
  ]);
});
afterAll(() => server.stop());

const list = async (query = '') =>
  (await server.call('GET', `/plate-readings?before=2026-11-22${query}`, { token: admin })).json;

it('tells by week, country and model how right readings are', async () => {
  const { items, total } = await list();
  expect(total).toBe(3);
  expect(items[0]).toEqual({
    week: '2026-W47', country: 'CD', model: 'net-1', readings: 6, sure: 3, unsure: 2, none: 1, answered: 4, first: 2,
    second: 0, third: 1, typed: 1, sureAndWrong: 1, replaced: 1, abandoned: 1, wrongSigns: 3, accuracy: 0.5,
    meanMilliseconds: 433,
  }); // prettier-ignore
  expect(items.slice(1)).toMatchObject([
    { week: '2026-W47', country: 'CD', model: 'net-2', answered: 0 },
    { week: '2026-W46', country: 'SN', model: 'net-1' },
  ]);
  expect(items[1]).not.toHaveProperty('accuracy');
});

it('tells of one country, one channel, a time of its own, page by page, and as a table', async () => {
  expect((await list('&country=SN')).items).toMatchObject([{ country: 'SN', readings: 1 }]);
  expect((await list('&channel=telegram')).items).toMatchObject([{ readings: 1, first: 1 }]);
  expect((await list('&after=2025-01-01')).items).toHaveLength(4);
  expect((await list('&limit=1&page=2&sort=week')).items).toMatchObject([{ week: '2026-W47', model: 'net-1' }]);
  const csv = await server.call('GET', '/plate-readings.csv?before=2026-11-22', { token: admin });
  expect(csv.text).toContain('week,country,model,readings');
  expect(csv.text).toContain('2026-W47,CD,net-1,6');
});

it('names nobody and no plate', async () => {
  expect(JSON.stringify((await list()).items)).not.toMatch(/fileId|personId|guesses|plate/);
});

it('lists photos that were given, with an address that is looked up on record, for administrators only', async () => {
  const { personId } = await server.member('customer');
  const { id: fileId } = await server.files.put({ bytes: await aPicture(), name: 'photo', owner: 'whatsapp' });
  await server.platePhotos.answer(personId, true);
  await server.platePhotos.keep({ fileId, plate: '1234AB01', giverId: personId });
  const { json } = await server.call('GET', '/plate-photos', { token: admin });
  expect(json).toMatchObject({ total: 1, items: [{ id: fileId, plate: '1234AB01' }] });
  expect(JSON.stringify(json)).not.toContain(personId);
  const { json: picture } = await server.call('GET', `/plate-photos/${fileId}/picture`, { token: admin });
  const path = new URL(picture.address).pathname;
  expect((await server.call('GET', path)).headers.get('content-type')).toBe('image/jpeg');
  const { items } = await server.audit.list({ action: 'plate-photos.look', skip: 0, limit: 5 });
  expect(JSON.stringify(items)).toContain(fileId);

  const { token } = await server.member('operations');
  expect((await server.call('GET', '/plate-readings', { token })).status).toBe(200);
  for (const path of ['/plate-photos', `/plate-photos/${fileId}/picture`])
    expect((await server.call('GET', path, { token })).status).toBe(403);
  await server.identity.erase(personId);
  expect((await server.call('GET', `/plate-photos/${fileId}/picture`, { token: admin })).status).toBe(404);
});
