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

const unreadable = (cause: unknown): never => {
  throw new LisoloError('unsupported_media', { reason: 'photo' }, { cause });
};

/** Of the upright photo. */
async function sizeOf(bytes: Uint8Array): Promise<{ readonly width: number; readonly height: number }> {
  const { width, height, orientation = 1 } = await sharp(bytes).metadata().catch(unreadable);
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

async function toGrey(bytes: Uint8Array): Promise<Grey> {
  const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'truncated', sequentialRead: true })
    .rotate()
    .flatten({ background: '#808080' })
    .greyscale()
    .toColourspace('b-w')
    .resize({ width: longestSide.most, height: longestSide.most, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(unreadable);
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width: info.width, height: info.height };
}

function growSmall(grey: Grey): Grey {
  const factor = Math.min(mostGrowth, longestSide.least / Math.max(grey.width, grey.height));
  return factor <= 1 ? grey : resize(grey, Math.round(grey.width * factor), Math.round(grey.height * factor));
}
