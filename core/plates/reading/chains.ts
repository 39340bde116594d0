import type { Blob } from './components.ts';
import { fitLine, heightAt, median } from './geometry.ts';
import type { Line } from './geometry.ts';

/** Blobs of one height, side by side on one line: what the signs of a plate look like. */
export interface Chain {
  /** From left to right. */
  readonly blobs: readonly Blob[];
  /** Median height of the blobs. */
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: Line;
  readonly bottom: Line;
  /** How much it looks like a plate's line of signs, from 0 to 1. */
  readonly score: number;
}

const fewestBlobs = 3;
const steepestLine = 0.6;
/** In heights of a sign. */
const reach = { widestStep: 2.2, narrowestStep: 0.15, fall: 0.5 };
const heightRatio = { least: 0.78, most: 1.28 };

const middleX = (blob: Blob): number => blob.x + blob.width / 2;
const middleY = (blob: Blob): number => blob.y + blob.height / 2;

/** Of the size and fill of a letter or figure. */
export const isSignLike =
  (least: number, most: number) =>
  ({ width, height, area }: Blob): boolean => {
    if (height < least || height > most || width < 2 || width > height * 1.25 || width < height * 0.08) return false;
    const fill = area / (width * height);
    return fill > 0.18 && fill < 0.97;
  };

/** How badly `b` follows `a` in a word, in pixels; undefined when it does not. */
function stepCost(a: Blob, b: Blob): number | undefined {
  const step = middleX(b) - middleX(a);
  if (step < a.height * reach.narrowestStep || b.x < a.x + a.width * 0.5) return undefined;
  const ratio = b.height / a.height;
  if (ratio < heightRatio.least || ratio > heightRatio.most) return undefined;
  const fall = Math.abs(middleY(b) - middleY(a));
  if (fall > Math.max(2, 0.32 * step + 1) || fall > a.height * reach.fall) return undefined;
  return step + 2 * fall + a.height * Math.abs(1 - ratio) * 2;
}

/** Each blob is tied to the best one at its right; what is tied together is a group. */
function group(blobs: readonly Blob[]): Blob[][] {
  const sorted = [...blobs].sort((a, b) => middleX(a) - middleX(b));
  const groupOf = sorted.map((_, at) => at);
  const rootOf = (at: number): number => {
    while (groupOf[at] !== at) at = groupOf[at] = groupOf[groupOf[at]!]!;
    return at;
  };
  sorted.forEach((blob, at) => {
    let [best, bestCost] = [-1, Infinity];
    for (let next = at + 1; next < sorted.length; next++) {
      const other = sorted[next]!;
      if (middleX(other) - middleX(blob) > blob.height * reach.widestStep) break;
      const cost = stepCost(blob, other);
      if (cost !== undefined && cost < bestCost) [best, bestCost] = [next, cost];
    }
    if (best >= 0) groupOf[rootOf(at)] = rootOf(best);
  });
  const groups = new Map<number, Blob[]>();
  sorted.forEach((blob, at) => {
    const root = rootOf(at);
    const members = groups.get(root);
    if (members) members.push(blob);
    else groups.set(root, [blob]);
  });
  return [...groups.values()].filter((members) => members.length >= fewestBlobs);
}

/** Leaves out what is of another height or off the line. */
function straighten(members: readonly Blob[]): Blob[] {
  const height = median(members.map((blob) => blob.height));
  const even = members.filter((blob) => blob.height > height * 0.8 && blob.height < height * 1.25);
  const line = fitLine(even.map((blob) => ({ x: middleX(blob), y: middleY(blob) })));
  if (Math.abs(line.slope) > steepestLine) return [];
  return even.filter((blob) => Math.abs(middleY(blob) - heightAt(line, middleX(blob))) < 0.16 * height);
}

/** Plates have mostly 5 to 9 signs. */
const countWorth: Readonly<Record<number, number>> = { 3: 0.3, 4: 0.75, 10: 0.85, 11: 0.85 };

function scoreOf(blobs: readonly Blob[], height: number): number {
  const uneven = Math.sqrt(blobs.reduce((sum, blob) => sum + (blob.height - height) ** 2, 0) / blobs.length) / height;
  const steps = blobs.slice(1).map((blob, at) => (middleX(blob) - middleX(blobs[at]!)) / height);
  const step = median(steps);
  const irregular = median(steps.map((each) => Math.abs(each - step)));
  const slim = median(blobs.map((blob) => blob.width / blob.height));
  const count = blobs.length >= 5 && blobs.length <= 9 ? 1 : (countWorth[blobs.length] ?? 0.3);
  return (
    count *
    (1 - Math.min(0.9, uneven * 3)) *
    (1 - Math.min(0.6, irregular * 1.2)) *
    (slim > 0.25 && slim < 0.95 ? 1 : 0.6) *
    (step > 0.3 && step < 1.4 ? 1 : 0.6)
  );
}

export function findChains(blobs: readonly Blob[]): Chain[] {
  return group(blobs).flatMap((members) => {
    const kept = straighten(members);
    if (kept.length < fewestBlobs) return [];
    const height = median(kept.map((blob) => blob.height));
    return {
      blobs: kept,
      height,
      left: Math.min(...kept.map((blob) => blob.x)),
      right: Math.max(...kept.map((blob) => blob.x + blob.width)),
      top: fitLine(kept.map((blob) => ({ x: middleX(blob), y: blob.y }))),
      bottom: fitLine(kept.map((blob) => ({ x: middleX(blob), y: blob.y + blob.height }))),
      score: scoreOf(kept, height),
    };
  });
}
