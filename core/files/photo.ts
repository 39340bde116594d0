import PQueue from 'p-queue';
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { LisoloError } from '../errors.ts';

/** Bytes that may be kept, with the type found in them. */
export interface Content {
  readonly bytes: Buffer;
  readonly mimeType: string;
  readonly extension: string;
}

/** Above this a picture is taken for a decompression bomb: no phone of our users makes 50 megapixels. */
export const maxInputPixels = 50_000_000;
/** Kept pictures fit into a square of this side: 12 megapixels at the usual 4:3, enough to read any plate. */
const maxSide = 4_000;
const quality = 85;
const secondsPerPicture = 15;

/** A decoded picture takes up to 200 MB, so few are decoded at once. */
const decoding = new PQueue({ concurrency: 2 });

const open = (bytes: Buffer): Sharp =>
  sharp(bytes, { limitInputPixels: maxInputPixels, failOn: 'error', sequentialRead: false });

/**
 * The same picture upright, without metadata (place, phone, owner), at most 4,000 pixels a side: PNG stays PNG, all else
 * becomes JPEG. Throws `unsupported_media` for what cannot be decoded whole, `too_large` above 50 megapixels.
 */
export async function toSafePhoto(bytes: Buffer): Promise<Content> {
  const { width, height, format } = await metadataOf(bytes);
  if (width * height > maxInputPixels) throw new LisoloError('too_large', { reason: 'pixels', limit: maxInputPixels });
  const asPng = format === 'png';
  const upright = open(bytes).autoOrient().resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true });
  const encoded = asPng ? upright.png() : upright.flatten({ background: '#ffffff' }).jpeg({ quality });
  try {
    const clean = await decoding.add(() => encoded.timeout({ seconds: secondsPerPicture }).toBuffer());
    return { bytes: clean, mimeType: asPng ? 'image/png' : 'image/jpeg', extension: asPng ? 'png' : 'jpg' };
  } catch {
    throw new LisoloError('unsupported_media', { reason: 'damaged' });
  }
}

async function metadataOf(bytes: Buffer): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch {
    // Also a format that this build of the decoder lacks, as HEIC of newer phones.
    throw new LisoloError('unsupported_media', { reason: 'undecodable' });
  }
}
