import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createPlateReader, type PlateReading } from '../../../core/plates/index.ts';
import { aBomb } from '../../support/pictures.ts';
import { platePhoto, type PlatePhoto, type SceneWish } from '../../support/plates/scene.ts';

const reader = createPlateReader({ log: pino({ level: 'silent' }), limitMs: 120_000 });
afterAll(() => reader.close());

const small = { width: 960, height: 720 };
const minutes = 60_000;

/** Reads as many drawn photos as there are seeds, two at a time: the threads that there are. */
async function readAll(wish: Omit<SceneWish, 'seed'>, seeds: number, from: number) {
  const read: { readonly photo: PlatePhoto; readonly reading: PlateReading }[] = [];
  const one = async (seed: number): Promise<void> => {
    const photo = await platePhoto({ size: small, ...wish, seed });
    read.push({ photo, reading: await reader.read(photo.jpeg) });
  };
  for (let at = 0; at < seeds; at += 2) await Promise.all([one(from + at), one(from + at + 1)]);
  return read;
}

const shareRight = (read: Awaited<ReturnType<typeof readAll>>): number =>
  read.filter(({ photo, reading }) => reading.candidates[0]?.text === photo.plate?.text).length / read.length;

const code = (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => 'read',
    (error: { code: string }) => error.code,
  );

describe('plates on drawn photos', () => {
  it(
    'are read right on one line in 97 of 100, without a word on where the person is',
    async () => {
      expect(shareRight(await readAll({ lines: 1 }, 34, 100_000))).toBeGreaterThanOrEqual(0.97);
    },
    5 * 60_000,
  );

  it(
    'are read right on two lines in 92 of 100',
    async () => {
      expect(shareRight(await readAll({ lines: 2 }, 26, 200_000))).toBeGreaterThanOrEqual(0.92);
    },
    5 * 60_000,
  );

  it(
    'are not seen where there is none in 95 of 100',
    async () => {
      expect(shareRight(await readAll({ withoutPlate: true }, 20, 300_000))).toBeGreaterThanOrEqual(0.95);
    },
    5 * 60_000,
  );
});

describe('a photo of a plate', () => {
  const wish = { seed: 42, kind: 'cd', lines: 1, size: { width: 1280, height: 960 }, plateWidth: 420 } as const;

  it(
    'gives text, series, box and a picture to compare',
    async () => {
      const { jpeg, plate, corners } = await platePhoto(wish);
      const { candidates } = await reader.read(jpeg, { country: 'CD' });
      const [first] = candidates;
      expect(first).toMatchObject({ text: plate!.text, country: 'CD', series: 'cd-2009' });
      expect(candidates.length).toBeLessThanOrEqual(3);
      expect(first!.characters).toHaveLength(8);
      for (const share of [first!.confidence, ...first!.characters]) {
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      const xs = corners.map(({ x }) => x);
      for (const { x } of first!.box) {
        expect(x).toBeGreaterThan(Math.min(...xs) - 20);
        expect(x).toBeLessThan(Math.max(...xs) + 20);
      }
      const picture = await sharp(first!.picture).metadata();
      expect(picture.format).toBe('jpeg');
      expect(picture.width).toBeGreaterThan(picture.height);
    },
    minutes,
  );

  it(
    'is read lying on its side, as phones store it',
    async () => {
      const { jpeg, plate } = await platePhoto(wish);
      const lying = await sharp(jpeg).rotate(270).jpeg().withMetadata({ orientation: 6 }).toBuffer();
      expect((await reader.read(lying)).candidates[0]?.text).toBe(plate!.text);
    },
    minutes,
  );

  it(
    'is read at twelve megapixels',
    async () => {
      const { jpeg, plate } = await platePhoto(wish);
      const large = await sharp(jpeg).resize({ width: 4_000, height: 3_000 }).jpeg().toBuffer();
      const reading = await reader.read(large);
      expect(reading.candidates[0]?.text).toBe(plate!.text);
      expect(reading.candidates[0]!.box[1].x).toBeGreaterThan(1_000);
    },
    minutes,
  );

  it.each(['png', 'webp'] as const)(
    'is read as %s',
    async (format) => {
      const { jpeg, plate } = await platePhoto(wish);
      const other = await sharp(jpeg).toFormat(format).toBuffer();
      expect((await reader.read(other)).candidates[0]?.text).toBe(plate!.text);
    },
    minutes,
  );

  it(
    'is read when it shows the plate alone',
    async () => {
      const { jpeg, plate, corners } = await platePhoto(wish);
      const [left, top] = [Math.min(...corners.map(({ x }) => x)), Math.min(...corners.map(({ y }) => y))];
      const [right, bottom] = [Math.max(...corners.map(({ x }) => x)), Math.max(...corners.map(({ y }) => y))];
      const area = {
        left: Math.round(left),
        top: Math.round(top),
        width: Math.round(right - left),
        height: Math.round(bottom - top),
      };
      const crop = await sharp(jpeg).extract(area).jpeg().toBuffer();
      expect((await reader.read(crop)).candidates[0]?.text).toBe(plate!.text);
    },
    minutes,
  );

  it(
    'is read the same wherever the person is',
    async () => {
      const { jpeg, plate } = await platePhoto(wish);
      expect((await reader.read(jpeg, { country: 'SN' })).candidates[0]?.text).toBe(plate!.text);
    },
    minutes,
  );
});

describe('what cannot be read', () => {
  it(
    'is answered with the reason',
    async () => {
      const black = await sharp({ create: { width: 1280, height: 960, channels: 3, background: '#060606' } })
        .jpeg()
        .toBuffer();
      expect(await reader.read(black)).toEqual({ verdict: 'none', fault: 'too_dark', candidates: [] });
      const tiny = await sharp((await platePhoto({ seed: 3, withoutPlate: true })).jpeg)
        .resize({ width: 64 })
        .png()
        .toBuffer();
      expect(await reader.read(tiny)).toMatchObject({ verdict: 'none', candidates: [] });
      const blurred = await sharp((await platePhoto({ seed: 42, plateWidth: 150 })).jpeg)
        .blur(14)
        .jpeg()
        .toBuffer();
      expect(await reader.read(blurred)).toEqual({ verdict: 'none', fault: 'too_blurred', candidates: [] });
    },
    minutes,
  );

  it(
    'is refused when it is cut off, no photo, of a kind that cannot be opened, or far too large',
    async () => {
      const { jpeg } = await platePhoto({ seed: 5, size: small });
      const heic = Buffer.concat([
        Buffer.from([0, 0, 0, 24]),
        Buffer.from('ftypheic'),
        Buffer.alloc(4),
        Buffer.from('mif1heic'),
      ]);
      expect(await code(reader.read(jpeg.subarray(0, jpeg.length / 2)))).toBe('unsupported_media');
      for (const bytes of [Buffer.from('not a photo'), Buffer.alloc(0), heic])
        expect(await code(reader.read(bytes))).toBe('unsupported_media');
      expect(await code(reader.read(aBomb(8_000)))).toBe('too_large');
    },
    minutes,
  );
});
