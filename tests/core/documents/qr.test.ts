import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { qrPng, readQr } from '../../../core/documents/index.ts';
import { aPicture } from '../../support/pictures.ts';

const text = `https://lisolo.example/v/${'aZ09_-'.repeat(40)}`;

/** The code as a phone would see it: on a larger sheet, turned, not quite sharp, as a JPEG. */
const photographed = async (
  code: Buffer,
  change: { turn?: number; side?: number; blur?: number; shade?: boolean },
): Promise<Buffer> => {
  const side = change.side ?? 500;
  const small = await sharp(code).resize(side, side).toBuffer();
  let sheet = sharp({ create: { width: 1200, height: 1600, channels: 3, background: '#e9e4da' } }).composite([
    { input: small, left: 300, top: 700 },
  ]);
  sheet = sharp(await sheet.png().toBuffer()).rotate(change.turn ?? 0, { background: '#777' });
  if (change.blur) sheet = sheet.blur(change.blur);
  if (change.shade) sheet = sheet.linear(0.35, 20);
  return sheet.jpeg({ quality: 70 }).toBuffer();
};

describe('QR codes', () => {
  it('reads back what it wrote', async () => {
    expect(await readQr(await qrPng(text))).toBe(text);
    expect(await readQr(await qrPng('Jërëjëf ŋ ñ'))).toBe('Jërëjëf ŋ ñ');
  });

  it.each([
    ['straight', {}],
    ['turned', { turn: 17 }],
    ['upside down', { turn: 180 }],
    ['blurred', { blur: 1.5, side: 600 }],
    ['in bad light', { shade: true, turn: 5 }],
  ])('reads a photographed sheet that is %s', async (_title, change) => {
    expect(await readQr(await photographed(await qrPng(text), change))).toBe(text);
  });

  it('finds the code in a photo that lies on its side by its metadata', async () => {
    const code = await photographed(await qrPng(text), {});
    expect(await readQr(await sharp(code).withMetadata({ orientation: 6 }).toBuffer())).toBe(text);
  });

  it('finds none in a picture without one, and in bytes that are no picture', async () => {
    const whole = await aPicture('jpeg', 900, 900);
    const bad = [
      await aPicture(),
      whole,
      whole.subarray(0, 500),
      Buffer.alloc(0),
      Buffer.from('<svg/>'),
      Buffer.alloc(9999, 0xff),
    ];
    expect(await Promise.all(bad.map(readQr))).toEqual(bad.map(() => undefined));
  });

  it('refuses a text that fits into no code', async () => {
    await expect(qrPng('x'.repeat(5000))).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
