import sharp from 'sharp';
import { LisoloError } from '../../errors.ts';
import { resize } from './image.ts';
import type { Grey } from './image.ts';

/** A photo, upright and grey, at the size at which plates are looked for. */
export interface Photo {
  readonly grey: Grey;
  /** Pixels of the upright photo for one pixel of `grey`. */
  readonly scale: number;
}

/** Twelve megapixels with some room; what is larger is no camera's photo sent in a chat. */
const mostPixels = 40_000_000;
/** Small plates far away need many pixels, time wants few. */
const longestSide = { least: 1_280, most: 1_920 };
/** A crop of a plate grows no more than so many times. */
const mostGrowth = 4;

/** Throws `unsupported_media` for what is no photo or cannot be read to its end, `too_large` for too many pixels. */
export async function decodePhoto(bytes: Uint8Array): Promise<Photo> {
  const { width, height } = await sizeOf(bytes);
  if (width * height > mostPixels) throw new LisoloError('too_large', { reason: 'pixels' });
  const grey = growSmall(await toGrey(bytes));
  return { grey, scale: width / grey.width };
}

/** Whatever the library says of the bytes, or throws at once for none at all. */
async function opened<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new LisoloError('unsupported_media', { reason: 'photo' }, { cause: error });
  }
}

/** Of the upright photo. */
async function sizeOf(bytes: Uint8Array): Promise<{ readonly width: number; readonly height: number }> {
  const { width, height, orientation = 1 } = await opened(() => sharp(bytes).metadata());
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

async function toGrey(bytes: Uint8Array): Promise<Grey> {
  const { data, info } = await opened(() =>
    sharp(bytes, { limitInputPixels: mostPixels, failOn: 'truncated', sequentialRead: true })
      .rotate()
      .flatten({ background: '#808080' })
      .greyscale()
      .toColourspace('b-w')
      .resize({ width: longestSide.most, height: longestSide.most, fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width: info.width, height: info.height };
}

function growSmall(grey: Grey): Grey {
  const factor = Math.min(mostGrowth, longestSide.least / Math.max(grey.width, grey.height));
  return factor <= 1 ? grey : resize(grey, Math.round(grey.width * factor), Math.round(grey.height * factor));
}
