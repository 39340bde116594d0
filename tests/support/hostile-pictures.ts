import sharp from 'sharp';
import { aBomb, aPhonePhoto, aPicture } from './pictures.ts';

/** A segment of a JPEG with its mark and its length. */
function segment(mark: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, mark, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
const [app1, comment] = [0xe1, 0xfe];

/** Right behind the mark with which every JPEG begins. */
const inserted = (jpeg: Buffer, ...segments: Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

const html = '<html><script>evil()</script></html>';

/** An EXIF block that holds nothing but a small picture of its own, as phones put it there (TIFF 6.0, IFD1). */
function exifWithThumbnail(thumbnail: Buffer): Buffer {
  const tiff = Buffer.alloc(44);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(0, 8);
  tiff.writeUInt32LE(14, 10);
  tiff.writeUInt16LE(2, 14);
  for (const [at, tag, value] of [
    [16, 0x0201, 44],
    [28, 0x0202, thumbnail.length],
  ] as const) {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(4, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  }
  return segment(app1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, thumbnail]));
}

const xmp = segment(
  app1,
  Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/">evil</x:xmpmeta>', 'latin1'),
);

async function animatedWebp(): Promise<Buffer> {
  const [width, height] = [16, 16];
  const raw = Buffer.concat([Buffer.alloc(width * height * 3, 10), Buffer.alloc(width * height * 3, 200)]);
  return sharp(raw, { raw: { width, height: 2 * height, channels: 3, pageHeight: height } })
    .webp({ loop: 0 })
    .toBuffer();
}

/** Pictures with something in them that nobody should get. They are pictures all the same. */
export const strangePictures: readonly (readonly [string, () => Promise<Buffer>])[] = [
  ['a JPEG that is a page too', async () => Buffer.concat([inserted(await aPicture(), segment(comment, Buffer.from(html))), Buffer.from(html)])],
  ['a JPEG that is an archive too', async () => Buffer.concat([await aPicture(), Buffer.from('PK\x03\x04evil.sh')])],
  ['a JPEG that is a PDF too', async () => inserted(await aPicture(), segment(comment, Buffer.from('%PDF-1.4 /JavaScript evil')))],
  ['a phone photo with its place and maker', aPhonePhoto],
  ['a photo with a small picture of the uncut one', async () => inserted(await aPicture(), exifWithThumbnail(inserted(await aPicture('jpeg', 8, 8), segment(comment, Buffer.from('evil')))))],
  ['a photo with a comment and with what an editor noted', async () => inserted(await aPicture(), segment(comment, Buffer.from('evil')), xmp)],
  ['a photo with a colour profile', async () => sharp(await aPicture()).withIccProfile('p3').jpeg().toBuffer()],
  ['a PNG with a page behind its end', async () => Buffer.concat([await aPicture('png'), Buffer.from(html)])],
  ['a moving WebP', animatedWebp],
]; // prettier-ignore

/** What a picture holds beside its pixels. */
export async function carriedBy(bytes: Buffer): Promise<string[]> {
  const found = await sharp(bytes).metadata();
  const parts = ['exif', 'icc', 'xmp', 'iptc', 'orientation', 'comments', 'pages'] as const;
  const traces = ['evil', 'script', 'PK\x03\x04', '%PDF', 'SecretPhone', 'Mado', 'Exif', 'ICC_PROFILE', 'adobe'];
  return [...parts.filter((part) => found[part] !== undefined), ...traces.filter((trace) => bytes.includes(trace))];
}

/** What is no picture, or not whole, or too much; with what the person is told. */
export const hostileFiles: readonly (readonly [string, () => Buffer | Promise<Buffer>, 'unsupported_media' | 'too_large'])[] = [
  ['an empty file', () => Buffer.alloc(0), 'unsupported_media'],
  ['a GIF that is a script too', () => Buffer.from('GIF89a/*\x01\0\x01\0*/=1;alert(1);'), 'unsupported_media'],
  ['an SVG with a script', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'unsupported_media'],
  ['a page called photo.jpg', () => Buffer.from(html), 'unsupported_media'],
  ['a program called photo.jpg', () => Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0', 'latin1'), 'unsupported_media'],
  ['a truncated JPEG', async () => (await aPicture('jpeg', 800, 600)).subarray(0, 900), 'unsupported_media'],
  ['a truncated PNG', async () => (await aPicture('png', 800, 600)).subarray(0, 200), 'unsupported_media'],
  ['a JPEG of noise', () => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(5_000, 7)]), 'unsupported_media'],
  ['a bomb of 900 megapixels', () => aBomb(30_000), 'too_large'],
  ['50.1 megapixels', () => aBomb(7_079), 'too_large'],
  ['more bytes than any photo has', () => Buffer.alloc(13 * 1024 * 1024, 1), 'too_large'],
]; // prettier-ignore

/** A PDF around a JPEG: a file that may be kept, but no photo. */
export const aPdfAroundPhoto = async (): Promise<Buffer> =>
  Buffer.concat([
    Buffer.from('%PDF-1.4\n1 0 obj<</Type/XObject/Filter/DCTDecode>>stream\n'),
    await aPicture(),
    Buffer.from('\nendstream endobj\n%%EOF\n'),
  ]);
