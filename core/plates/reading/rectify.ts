import { heightOf, pointIn, widthOf } from './geometry.ts';
import type { Point, Quad } from './geometry.ts';
import { sample } from './image.ts';
import type { Pyramid } from './image.ts';

/** How much of what is around a quad is seen with it, in shares of its height. */
export interface Margin {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const evenMargin = (side: number, upright: number): Margin => ({
  left: side,
  right: side,
  top: upright,
  bottom: upright,
});

/** The quad with its margin; the lines of its top and foot are drawn on. */
export function widen(quad: Quad, { left, right, top, bottom }: Margin): Quad {
  const share = heightOf(quad) / Math.max(1, widthOf(quad));
  const [u0, u1] = [-left * share, 1 + right * share];
  return [
    pointIn(quad, u0, -top),
    pointIn(quad, u1, -top),
    pointIn(quad, u1, 1 + bottom),
    pointIn(quad, u0, 1 + bottom),
  ];
}

/** The eight numbers of the perspective that lays a rectangle of `width` by `height` on the quad. */
function perspective([tl, tr, br, bl]: Quad, width: number, height: number): (x: number, y: number) => Point {
  const [dx1, dy1] = [tr.x - br.x, tr.y - br.y];
  const [dx2, dy2] = [bl.x - br.x, bl.y - br.y];
  const [sx, sy] = [tl.x - tr.x + br.x - bl.x, tl.y - tr.y + br.y - bl.y];
  const whole = dx1 * dy2 - dx2 * dy1;
  const g = whole === 0 ? 0 : (sx * dy2 - dx2 * sy) / whole;
  const h = whole === 0 ? 0 : (dx1 * sy - sx * dy1) / whole;
  const [a, b, c] = [tr.x - tl.x + g * tr.x, bl.x - tl.x + h * bl.x, tl.x];
  const [d, e, f] = [tr.y - tl.y + g * tr.y, bl.y - tl.y + h * bl.y, tl.y];
  return (x, y) => {
    const [u, v] = [x / width, y / height];
    const depth = g * u + h * v + 1;
    return { x: (a * u + b * v + c) / depth, y: (d * u + e * v + f) / depth };
  };
}

const mostSamples = 4;

/**
 * The quad laid flat, `width` by `height` pixels from `at` on in `out`. What is shrunk is averaged: from a smaller level
 * of the pyramid, and over several points where one direction shrinks more than the other.
 */
export function flatten(pyramid: Pyramid, quad: Quad, width: number, height: number, out: Float32Array, at = 0): void {
  const shrink = { x: widthOf(quad) / width, y: heightOf(quad) / height };
  const wanted = Math.floor(Math.log2(Math.max(1, Math.min(shrink.x, shrink.y))));
  const level = Math.min(wanted, pyramid.length - 1);
  const grey = pyramid[level]!;
  const size = 2 ** level;
  const toPhoto = perspective(quad, width, height);
  const samples = (share: number): number => Math.max(1, Math.min(mostSamples, Math.round(share / size)));
  const [across, down] = [samples(shrink.x), samples(shrink.y)];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let j = 0; j < down; j++)
        for (let i = 0; i < across; i++) {
          const point = toPhoto(x + (i + 0.5) / across, y + (j + 0.5) / down);
          // Pixel centres lie at halves on every level.
          sum += sample(grey, point.x / size - 0.5, point.y / size - 0.5);
        }
      out[at + y * width + x] = sum / (across * down);
    }
}
