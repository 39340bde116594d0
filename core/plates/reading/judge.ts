import type { PlateFault } from '../reader.ts';
import { halve } from './image.ts';
import type { Grey } from './image.ts';

/** Greys from 0 to 255. Measured on photos that a person can, or cannot, read. */
const limits = {
  /** The brightest twentieth of a photo at night with a lamp is above this. */
  darkest: 60,
  /** The strongest hundredth of the steps from pixel to pixel, as a share of all contrast. */
  blurred: 0.1,
  /** Signs of fewer pixels of the photo are guessed. */
  smallestSide: 200,
};

function percentile(counts: Uint32Array, share: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value]!;
    if (seen >= all * share) return value;
  }
  return counts.length - 1;
}

function brightness({ data }: Grey): Uint32Array {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value]!++;
  return counts;
}

/** Steps between neighbours at half size, where the noise of a camera is gone but an edge in focus is still sharp. */
function edges({ data, width, height }: Grey): Uint32Array {
  const counts = new Uint32Array(256);
  for (let y = 1; y < height; y++)
    for (let x = 1; x < width; x++) {
      const at = y * width + x;
      const here = data[at]!;
      counts[Math.max(Math.abs(here - data[at - 1]!), Math.abs(here - data[at - width]!))]!++;
    }
  return counts;
}

/** Why nothing was read: what the person can do better. `pixels` is the shorter side of the photo as it came. */
export function faultOf(grey: Grey, pixels: number): PlateFault {
  const bright = brightness(grey);
  const high = percentile(bright, 0.95);
  if (high < limits.darkest) return 'too_dark';
  const contrast = high - percentile(bright, 0.05);
  if (percentile(edges(halve(grey)), 0.99) < limits.blurred * contrast) return 'too_blurred';
  return pixels < limits.smallestSide ? 'too_small' : 'no_plate';
}
