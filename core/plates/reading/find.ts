import { findChains, isSignLike } from './chains.ts';
import type { Chain } from './chains.ts';
import { findBlobs } from './components.ts';
import type { Blob, Threshold } from './components.ts';
import { centreOf, heightAt, heightOf, scaleQuad } from './geometry.ts';
import type { Quad } from './geometry.ts';
import { integral } from './image.ts';
import type { Grey, Pyramid } from './image.ts';
import { panelsOf } from './panels.ts';
import { findRegions } from './regions.ts';
import type { Region } from './regions.ts';

/** A line of text that may be (half of) a plate. */
export interface TextLine {
  /** From the top to the foot of the signs, from the first to the last. */
  readonly quad: Quad;
  /** From 0 to 1; only good for an order. */
  readonly score: number;
  /** How many signs were seen. */
  readonly signs: number;
}

/** What is found in a photo, each sort in its order. */
export interface Findings {
  readonly lines: readonly TextLine[];
  /** Light fields of a plate's shape, and places full of strokes, whether or not their signs can be told apart. */
  readonly regions: readonly Region[];
}

/** At each level of the pyramid, in its pixels. Larger signs are found on the next level. */
const signHeights = { least: 9, most: 90 };
const thresholds: readonly Threshold[] = [
  { window: 15, contrast: 7, dark: true },
  { window: 31, contrast: 9, dark: true },
  { window: 31, contrast: 9, dark: false },
  { window: 61, contrast: 11, dark: true },
  { window: 61, contrast: 11, dark: false },
];

const toQuad = ({ left, right, top, bottom }: Chain): Quad => [
  { x: left, y: heightAt(top, left) },
  { x: right, y: heightAt(top, right) },
  { x: right, y: heightAt(bottom, right) },
  { x: left, y: heightAt(bottom, left) },
];

/** Text differs from what it stands on: the spread of the greys in its box, as a share that is enough. */
function contrastOf({ data, width, height }: Grey, { left, right, blobs }: Chain): number {
  const y0 = Math.max(0, Math.min(...blobs.map((blob) => blob.y)));
  const y1 = Math.min(height, Math.max(...blobs.map((blob) => blob.y + blob.height)));
  let [count, sum, squares] = [0, 0, 0];
  for (let y = y0; y < y1; y += 2)
    for (let x = left; x < right; x += 2) {
      const value = data[y * width + x]!;
      count++;
      sum += value;
      squares += value * value;
    }
  const mean = sum / Math.max(1, count);
  const spread = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
  return 0.3 + 0.7 * Math.min(1, spread / 45);
}

function linesOf(grey: Grey, blobs: readonly Blob[], scale: number): TextLine[] {
  const most = Math.min(signHeights.most, grey.height * 0.8);
  return findChains(blobs.filter(isSignLike(signHeights.least, most))).map((chain) => ({
    quad: scaleQuad(toQuad(chain), scale),
    score: chain.score * contrastOf(grey, chain) * (0.8 + 0.2 * Math.min(1, chain.height / 24)),
    signs: chain.blobs.length,
  }));
}

const leftOf = (quad: Quad): number => Math.min(quad[0].x, quad[3].x);
const rightOf = (quad: Quad): number => Math.max(quad[1].x, quad[2].x);

const onOneRow = (a: Quad, b: Quad): boolean =>
  Math.abs(centreOf(a).y - centreOf(b).y) < 0.5 * Math.max(heightOf(a), heightOf(b)) &&
  leftOf(a) < rightOf(b) &&
  rightOf(a) > leftOf(b);

const isSame = (a: Quad, b: Quad): boolean => {
  const room = 0.3 * heightOf(a);
  return Math.abs(leftOf(a) - leftOf(b)) < room && Math.abs(rightOf(a) - rightOf(b)) < room;
};

/** The best of those that lie at different places; of lines on each other two, one may have lost its first or last sign. */
function choose<Item extends { readonly quad: Quad; readonly score: number }>(
  items: readonly Item[],
  most: number,
  mostOver: number,
): Item[] {
  const kept: Item[] = [];
  for (const item of [...items].sort((a, b) => b.score - a.score)) {
    const over = kept.filter((other) => onOneRow(item.quad, other.quad));
    if (over.length >= mostOver || over.some((other) => isSame(item.quad, other.quad))) continue;
    kept.push(item);
    if (kept.length === most) break;
  }
  return kept;
}

export function find(pyramid: Pyramid, most: { readonly lines: number; readonly regions: number }): Findings {
  const lines: TextLine[] = [];
  const panels: Region[] = [];
  const strokes: Region[] = [];
  pyramid.forEach((grey, level) => {
    const scale = 2 ** level;
    const sums = integral(grey);
    for (const rule of thresholds) {
      const blobs = findBlobs(grey, sums, rule, isWorthKeeping);
      lines.push(...linesOf(grey, blobs, scale));
      if (!rule.dark) panels.push(...panelsOf(grey, blobs, scale));
    }
    strokes.push(...findRegions(grey, scale));
  });
  const half = Math.ceil(most.regions / 2);
  return {
    lines: choose(lines, most.lines, 2),
    // Turn by turn, so that the first few hold the best of both sorts.
    regions: interleave(choose(panels, half, 2), choose(strokes, half, 3)),
  };
}

const isWorthKeeping = (blob: Blob): boolean => blob.height >= signHeights.least && blob.width >= 2;

const interleave = <Item>(some: readonly Item[], others: readonly Item[]): Item[] =>
  Array.from({ length: Math.max(some.length, others.length) }, (_, at) => [some[at], others[at]])
    .flat()
    .filter((item) => item !== undefined);
