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

function unreadable(cause: unknown): LisoloError {
  return new LisoloError('unsupported_media', { reason: 'photo' }, { cause });
}

/** Throws `unsupported_media` for what is no photo, or a photo that cannot be read. */
export async function decodePhoto(bytes: Uint8Array): Promise<Photo> {
  try {
    const { data, info } = await sharp(bytes, {
      limitInputPixels: mostPixels,
      failOn: 'truncated',
      sequentialRead: true,
    })
      .rotate()
      .flatten({ background: '#808080' })
      .greyscale()
      .toColourspace('b-w')
      .resize({ width: longestSide.most, height: longestSide.most, fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const grey = {
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
      width: info.width,
      height: info.height,
    };
    const grown = growSmall(grey);
    const { width = 0, height = 0, orientation = 1 } = await sharp(bytes).metadata();
    return { grey: grown, scale: (orientation >= 5 ? height : width) / grown.width };
  } catch (error) {
    throw unreadable(error);
  }
}

function growSmall(grey: Grey): Grey {
  const factor = Math.min(mostGrowth, longestSide.least / Math.max(grey.width, grey.height));
  return factor <= 1 ? grey : resize(grey, Math.round(grey.width * factor), Math.round(grey.height * factor));
}
