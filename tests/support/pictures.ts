import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A plain picture, made on the spot. */
export const aPicture = (
  format: 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' = 'jpeg',
  width = 64,
  height = 48,
): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#2a7' } })
    .toFormat(format)
    .toBuffer();

/** A phone's photo: lying on its side (EXIF orientation 6), with the place and the maker in its metadata. */
export const aPhonePhoto = (): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#36c' } })
    .jpeg()
    .withExif({
      IFD0: { Make: 'SecretPhone', Artist: 'Mado K.' },
      IFD3: { GPSLatitude: '4/1 19/1 30/1', GPSLatitudeRef: 'S' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();

/** A genuine PNG of one colour: some kilobytes that unpack to `side` times `side` pixels. */
export function aBomb(side: number): Buffer {
  const part = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // One bit a pixel, grey; a line begins with its filter.
  header[8] = 1;
  const lines = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, part('IHDR', header), part('IDAT', lines), part('IEND', Buffer.alloc(0))]);
}
