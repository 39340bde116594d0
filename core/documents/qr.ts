import { setImmediate as nextTurn } from 'node:timers/promises';
import jsqr from 'jsqr';
import PQueue from 'p-queue';
import { create, toBuffer } from 'qrcode';
import sharp from 'sharp';
import { LisoloError } from '../errors.ts';

/** Level M survives 15 % of damage: a fold, a thumb, a bad print. */
const errorCorrectionLevel = 'M';
const pixelsPerModule = 8;
/** ISO/IEC 18004 asks for four empty modules on each side. */
const quietModules = 4;
/** A picture larger than this is not decoded (decompression bombs). */
const maxInputPixels = 50_000_000;
/** Sides to which a picture is brought, in turn: the middle one finds most codes, small ones heal blur, large ones far codes. */
const sides = [800, 1400, 500, 1000, 320];
const searchLimitMs = 3_000;
/** The search blocks the process for up to half a second a try, so pictures wait for each other. */
const searches = new PQueue({ concurrency: 1 });

/** The dark modules of a QR code, row by row. Throws `invalid_input` when the text does not fit into one. */
export function qrModules(text: string): {
  readonly size: number;
  readonly isDark: (row: number, column: number) => boolean;
} {
  try {
    const { modules } = create(text, { errorCorrectionLevel });
    return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 };
  } catch {
    throw new LisoloError('invalid_input', { reason: 'too_long_for_qr' });
  }
}

/** A QR code as a PNG, ready to be sent or printed. Throws `invalid_input` when the text does not fit into one. */
export async function qrPng(text: string): Promise<Buffer> {
  qrModules(text);
  return toBuffer(text, { type: 'png', errorCorrectionLevel, margin: quietModules, scale: pixelsPerModule });
}

/** A grey pixel for jsQR, which wants four bytes for each. */
function toRgba(grey: Buffer): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(grey.length * 4);
  for (const [at, value] of grey.entries()) rgba.fill(value, at * 4, at * 4 + 3);
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  return rgba;
}

async function search(bytes: Buffer): Promise<string | undefined> {
  const stopAt = Date.now() + searchLimitMs;
  const upright = await sharp(bytes, { limitInputPixels: maxInputPixels, failOn: 'error' })
    .timeout({ seconds: 10 })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(2_000, 2_000, { fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .normalise()
    .png({ compressionLevel: 0 })
    .toBuffer();
  for (const side of sides) {
    const { data, info } = await sharp(upright)
      .resize(side, side, { fit: 'inside' })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const found = jsqr.default(toRgba(data), info.width, info.height);
    if (found && found.data !== '') return found.data;
    if (Date.now() > stopAt) return undefined;
    await nextTurn();
  }
  return undefined;
}

/** The text of the QR code in a photo; undefined when there is none, or when the bytes are no picture that can be read. */
export const readQr = (bytes: Buffer): Promise<string | undefined> =>
  searches.add(async () => {
    try {
      return await search(bytes);
    } catch {
      // Whatever a person sends as a photo, the answer is "no code found".
      return undefined;
    }
  });
