import type { Grey } from './image.ts';

/** A patch of connected pixels that are darker (or lighter) than what is around them. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Pixels. */
  readonly area: number;
}

export interface Threshold {
  /** Side of the square whose mean a pixel is compared with. */
  readonly window: number;
  /** By how much it must differ. */
  readonly contrast: number;
  /** Dark signs on a light plate, or the other way round. */
  readonly dark: boolean;
}

/** A mean grey from which on the whole contrast is asked; below it less, down to a difference that is only noise. */
const fullLight = 110;
const leastContrast = 3;

/** Marks, 1 or 0, the pixels that differ from the mean around them. `sums` is the picture's `integral`. */
function thresholdRow(grey: Grey, sums: Int32Array, rule: Threshold, y: number, row: Uint8Array): void {
  const { data, width, height } = grey;
  const stride = width + 1;
  const half = rule.window >> 1;
  const y0 = y - half < 0 ? 0 : y - half;
  const y1 = y + half + 1 > height ? height : y + half + 1;
  const [upper, lower] = [y0 * stride, y1 * stride];
  for (let x = 0; x < width; x++) {
    const x0 = x - half < 0 ? 0 : x - half;
    const x1 = x + half + 1 > width ? width : x + half + 1;
    const sum = sums[lower + x1]! - sums[lower + x0]! - sums[upper + x1]! + sums[upper + x0]!;
    const area = (x1 - x0) * (y1 - y0);
    const above = data[y * width + x]! * area - sum;
    // What is dark differs by less: a shaded plate has the contrast of its light.
    const needed = Math.min(rule.contrast * area, Math.max(leastContrast * area, (rule.contrast * sum) / fullLight));
    row[x] = (rule.dark ? -above : above) > needed ? 1 : 0;
  }
}

/**
 * All patches of the picture under a threshold, by runs of each row joined with those of the row above (also over
 * corners). Runs are few where there is something to read, so no picture of labels is made.
 */
export function findBlobs(grey: Grey, sums: Int32Array, rule: Threshold, keep: (blob: Blob) => boolean): Blob[] {
  const { width, height } = grey;
  const runs = createRuns();
  const row = new Uint8Array(width);
  let [aboveFrom, aboveTo] = [0, 0];
  for (let y = 0; y < height; y++) {
    thresholdRow(grey, sums, rule, y, row);
    const from = runs.count();
    let candidate = aboveFrom;
    for (let x = 0; x < width; x++) {
      if (row[x] === 0) continue;
      const start = x;
      while (x < width && row[x] === 1) x++;
      const run = runs.add(start, x, y);
      while (candidate < aboveTo && runs.endOf(candidate) < start) candidate++;
      // The last run above that touches may touch the next run of this row too: it stays the candidate.
      for (let other = candidate; other < aboveTo && runs.startOf(other) <= x; other++) runs.join(run, other);
    }
    [aboveFrom, aboveTo] = [from, runs.count()];
  }
  return runs.blobs(keep);
}

/** Runs with a forest of parents; each root gathers the box and the area of its patch. */
function createRuns() {
  let size = 1 << 15;
  let count = 0;
  let starts = new Int32Array(size);
  let ends = new Int32Array(size);
  let rows = new Int32Array(size);
  let parents = new Int32Array(size);

  const grown = (old: Int32Array): Int32Array<ArrayBuffer> => {
    const wider = new Int32Array(size);
    wider.set(old);
    return wider;
  };
  function rootOf(run: number): number {
    let at = run;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }
  return {
    count: () => count,
    startOf: (run: number) => starts[run]!,
    endOf: (run: number) => ends[run]!,
    /** From `start` up to, not with, `end`. */
    add(start: number, end: number, y: number): number {
      if (count === size) {
        size *= 2;
        [starts, ends, rows, parents] = [grown(starts), grown(ends), grown(rows), grown(parents)];
      }
      starts[count] = start;
      ends[count] = end;
      rows[count] = y;
      parents[count] = count;
      return count++;
    },
    join(a: number, b: number): void {
      const [one, two] = [rootOf(a), rootOf(b)];
      // The smaller number stays the root, so that a patch is named by its first run.
      if (one < two) parents[two] = one;
      else parents[one] = two;
    },
    blobs(keep: (blob: Blob) => boolean): Blob[] {
      const right = new Int32Array(count);
      const bottom = new Int32Array(count);
      const left = new Int32Array(count);
      const area = new Int32Array(count);
      const found: Blob[] = [];
      for (let run = 0; run < count; run++) {
        const root = rootOf(run);
        if (root === run) left[root] = starts[run]!;
        left[root] = Math.min(left[root]!, starts[run]!);
        right[root] = Math.max(right[root]!, ends[run]!);
        bottom[root] = rows[run]! + 1;
        area[root]! += ends[run]! - starts[run]!;
      }
      for (let run = 0; run < count; run++) {
        if (parents[run] !== run) continue;
        const [x, y] = [left[run]!, rows[run]!];
        const blob = { x, y, width: right[run]! - x, height: bottom[run]! - y, area: area[run]! };
        if (keep(blob)) found.push(blob);
      }
      return found;
    },
  };
}
