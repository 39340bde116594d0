import sharp from 'sharp';

import { takeRulesOff } from './rules-off.ts';
import { darkPointsOf, skewOf } from './skew.ts';

/** Letters of a page that fills the photo are then some 25 pixels high, as the recogniser likes them. */
const longSide = 2_200;
const mostEnlargement = 2.5;
const smallSide = 800;
/** Of a page whose light has been made even: paper is near 255. */
const darkBelow = 170;
const backgroundParts = 60;
const maxPixels = 50_000_000;
const secondsPerPicture = 15;

/** A page as it lies in a photo, ready to be turned. */
export interface PagePicture {
  /** Turns clockwise to try, in degrees, the likeliest first: the lines are level after each. */
  readonly turns: readonly number[];
  /** The page turned, grey, evenly lit, as PNG. */
  turned(degrees: number): Promise<Buffer>;
}

const neighbours = 2;
/** The brightest of the neighbourhood is paper, whatever is printed on it; turned to its negative, as the blend wants it. */
function paperOf(coarse: Uint8Array, width: number, height: number): Buffer {
  const paper = Buffer.alloc(coarse.length);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      let brightest = 1;
      for (let y = Math.max(0, row - neighbours); y <= Math.min(height - 1, row + neighbours); y += 1)
        for (let x = Math.max(0, column - neighbours); x <= Math.min(width - 1, column + neighbours); x += 1)
          brightest = Math.max(brightest, coarse[y * width + x]!);
      paper[row * width + column] = 255 - brightest;
    }
  return paper;
}

/** Divides by the paper's own brightness, so that shadows and yellow lamps vanish. */
async function evenLight(grey: Buffer, width: number, height: number): Promise<Buffer> {
  const raw = { width, height, channels: 1 as const };
  const coarse = {
    width: Math.max(2, Math.round((width * backgroundParts) / Math.max(width, height))),
    height: Math.max(2, Math.round((height * backgroundParts) / Math.max(width, height))),
  };
  // One picture may be resized once only: a second wish replaces the first.
  const small = await sharp(grey, { raw })
    .resize({ ...coarse, fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const paper = await sharp(paperOf(small, coarse.width, coarse.height), { raw: { ...coarse, channels: 1 } })
    .blur(1)
    .resize({ width, height, fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return sharp(grey, { raw })
    .composite([{ input: paper, raw, blend: 'colour-dodge' }])
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

/**
 * Opens a photo of a page: upright by its own mark, grey, evenly lit, and measured for its skew. Throws what sharp throws
 * for bytes that are no picture.
 */
export async function openPage(bytes: Uint8Array): Promise<PagePicture> {
  const opened = sharp(bytes, { failOn: 'none', limitInputPixels: maxPixels }).autoOrient();
  const {
    autoOrient: { width, height },
  } = await opened.metadata();
  const scale = Math.min(longSide / Math.max(width, height), mostEnlargement);
  const size = { width: Math.max(2, Math.round(width * scale)), height: Math.max(2, Math.round(height * scale)) };
  const { data: grey, info } = await opened
    .flatten({ background: '#ffffff' })
    .greyscale()
    .resize({ ...size, fit: 'fill' })
    .toColourspace('b-w')
    .timeout({ seconds: secondsPerPicture })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: 1 as const };
  const even = await evenLight(grey, info.width, info.height);

  const small = await sharp(even, { raw })
    .resize({ width: smallSide, height: smallSide, fit: 'inside' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const points = darkPointsOf(small.data, small.info.width, darkBelow);
  const level = skewOf(points, smallSide, 0);
  const upended = skewOf(points, smallSide, 90);
  const flat = [-level.angle, 180 - level.angle];
  const turnedPage = [-90 - upended.angle, 90 - upended.angle];
  return {
    turns: level.sharpness >= upended.sharpness ? [...flat, ...turnedPage] : [...turnedPage, ...flat],
    async turned(degrees) {
      const { data, info } = await sharp(even, { raw })
        .rotate(degrees, { background: '#ffffff' })
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true });
      takeRulesOff(data, info.width, info.height);
      return sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } })
        .sharpen({ sigma: 1 })
        .toColourspace('b-w')
        .png({ compressionLevel: 1 })
        .toBuffer();
    },
  };
}
