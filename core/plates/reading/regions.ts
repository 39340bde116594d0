import { findBlobs } from './components.ts';
import type { Blob } from './components.ts';
import type { Quad } from './geometry.ts';
import { integral } from './image.ts';
import type { Grey } from './image.ts';

/** A place full of upright strokes, as text is, whether or not its signs can be told apart. */
export interface Region {
  readonly quad: Quad;
  /** Only good for an order. */
  readonly score: number;
}

/** Pixels of a cell's side: strokes are counted by cells, which are few. */
const cell = 4;
const rule = { window: 33, contrast: 14, dark: false };

/** How much brightness changes from left to right, by cells; text with its strokes fills neighbouring cells evenly. */
function strokes({ data, width, height }: Grey): Grey {
  const [w, h] = [Math.floor(width / cell), Math.floor(height / cell)];
  const raw = new Float32Array(w * h);
  for (let y = 0; y < h * cell; y++) {
    const row = y * width;
    const cells = Math.floor(y / cell) * w;
    for (let x = 1; x < w * cell - 1; x++) {
      const change = data[row + x + 1]! - data[row + x - 1]!;
      raw[cells + ((x / cell) | 0)]! += change < 0 ? -change : change;
    }
  }
  const out = new Uint8Array(w * h);
  const [halfWide, halfHigh] = [2, 1];
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      let [sum, count] = [0, 0];
      for (let b = Math.max(0, y - halfHigh); b <= Math.min(h - 1, y + halfHigh); b++)
        for (let a = Math.max(0, x - halfWide); a <= Math.min(w - 1, x + halfWide); a++) {
          sum += Math.min(1_600, raw[b * w + a]!);
          count++;
        }
      out[y * w + x] = Math.min(255, (sum / count / (cell * cell)) * 2);
    }
  return { data: out, width: w, height: h };
}

const isPlateLike = ({ width, height, area }: Blob): boolean =>
  width >= 9 && width <= 80 && height >= 3 && height <= 40 && width > height * 1.2 && width < height * 9 &&
  area > width * height * 0.45; // prettier-ignore

function meanIn({ data, width }: Grey, blob: Blob): number {
  let sum = 0;
  for (let y = blob.y; y < blob.y + blob.height; y++)
    for (let x = blob.x; x < blob.x + blob.width; x++) sum += data[y * width + x]!;
  return sum / (blob.width * blob.height);
}

export function findRegions(grey: Grey, scale: number): Region[] {
  const cells = strokes(grey);
  const side = cell * scale;
  return findBlobs(cells, integral(cells), rule, isPlateLike).map((blob) => {
    const [left, top] = [blob.x * side, blob.y * side];
    const [right, bottom] = [left + blob.width * side, top + blob.height * side];
    return {
      quad: [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ],
      score: meanIn(cells, blob) * (blob.area / (blob.width * blob.height)),
    };
  });
}
