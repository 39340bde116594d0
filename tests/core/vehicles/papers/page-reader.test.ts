import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { readFields } from '../../../../core/vehicles/papers/fields/paper-fields.ts';
import { createPageReader } from '../../../../core/vehicles/papers/reading/page-reader.ts';
import { openPage } from '../../../../core/vehicles/papers/reading/page-picture.ts';
import { aPicture } from '../../../support/pictures.ts';
import { inspectionReport, insuranceCertificate, photographed, registrationCard } from './documents.ts';

const reader = createPageReader({ pageMs: 110_000 });
afterAll(() => reader.close());
const now = new Date('2026-11-21T09:00:00Z');

async function read(photo: Buffer): Promise<Record<string, string>> {
  const { kind, ...fields } = readFields(await reader.read(photo), { now, country: 'CD' });
  const values = Object.entries(fields).map(([name, { value }]) => [
    name,
    value instanceof Date ? value.toISOString().slice(0, 10) : value,
  ]);
  return { kind, ...Object.fromEntries(values) } as Record<string, string>;
}

/**
 * Real recognition of drawn papers on a table, in a shadow, with noise, as JPEG of quality 60. On seven photos of a certificate,
 * a card and a report, straight, up to 6 degrees askew, on their side and on their head, 1,000 to 1,600 pixels long, every plate,
 * chassis number, name and day looked for was recognised; a page takes one to three seconds of a core, one on its head twice that.
 */
describe('a photographed paper', () => {
  it.each([
    ['askew', insuranceCertificate, { turn: 4 }, {
      kind: 'insurance', plate: '1234AB01', vin: 'JTDKB20U183123401', policy: 'KIN-2026-004518', holder: 'MUKENDI KABASELE Patrick',
      insurer: 'SONAS', make: 'TOYOTA', from: '2026-03-13', until: '2027-03-12',
    }],
    ['turned by a quarter', registrationCard, { turn: 90 }, {
      kind: 'registration', plate: '5678CD05', vin: 'JSAKB20U5L3787805', holder: 'FURAHA BAHATI Chantal', make: 'SUZUKI', model: 'SWIFT',
    }],
    ['on its head and small', inspectionReport, { turn: 177, size: 1_000 }, {
      kind: 'inspection', plate: 'AA123BC', vin: 'VF3KB20U7K3656667', holder: 'Awa DIOP', make: 'PEUGEOT', until: '2027-03-03',
    }],
  ])('that lies %s is read field by field', async (_how, paper, how, fields) => {
    expect(await read(await photographed(paper, how))).toMatchObject(fields);
  }, 120_000); // prettier-ignore

  it('is levelled before it is read', async () => {
    const { turns } = await openPage(await photographed(insuranceCertificate, { turn: -5 }));
    expect(turns[0]).toBeCloseTo(5, 0);
  });

  it('that is blank gives nothing, and what is no picture is refused', async () => {
    const blank = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#eee' } })
      .jpeg()
      .toBuffer();
    expect((await reader.read(blank)).lines).toEqual([]);
    await expect(reader.read(Buffer.from('no picture'))).rejects.toMatchObject({ code: 'unsupported_media' });
  }, 120_000);
});

describe('the reader of pages', () => {
  const slow = { recognise: () => new Promise<never>(() => undefined), dead: () => false };

  it('gives up a page that takes too long, ends its thread, and says so to whoever comes while many wait', async () => {
    let ended = 0;
    const start = async () => ({ ...slow, stop: async () => void (ended += 1) });
    const busy = createPageReader({ pageMs: 200, mostWaiting: 1, start });
    const photo = await aPicture('png');
    const answers = await Promise.allSettled([busy.read(photo), busy.read(photo), busy.read(photo)]);
    expect(
      answers.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'read')),
    ).toEqual(Array(3).fill('unavailable'));
    expect(ended).toBe(2);
    await busy.close();
  }, 60_000);

  it('replaces a thread that has died or has read enough', async () => {
    let started = 0;
    let isDead = false;
    const start = async () => {
      started += 1;
      isDead = false;
      return { recognise: async () => ({ blocks: [] }) as never, stop: async () => undefined, dead: () => isDead };
    };
    const short = createPageReader({ pagesPerThread: 2, start });
    const photo = await aPicture('png');
    for (let page = 0; page < 3; page += 1) await short.read(photo);
    expect(started).toBe(2);
    isDead = true;
    await short.read(photo);
    await short.read(photo);
    expect(started).toBe(3);
    await short.close();
  }, 60_000);
});
