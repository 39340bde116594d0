/** Dark places of a small grey picture, where letters are. */
export interface DarkPoints {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly count: number;
}

const mostPoints = 16_000;

/** The pixels darker than `below` (0 to 255), thinned out evenly when there are very many. */
export function darkPointsOf(pixels: Uint8Array, width: number, below: number): DarkPoints {
  let dark = 0;
  for (const value of pixels) if (value < below) dark += 1;
  const step = Math.max(1, Math.ceil(dark / mostPoints));
  const xs = new Float32Array(Math.ceil(dark / step));
  const ys = new Float32Array(xs.length);
  let seen = 0;
  let count = 0;
  pixels.forEach((value, at) => {
    if (value >= below) return;
    if (seen % step === 0) {
      xs[count] = at % width;
      ys[count] = Math.floor(at / width);
      count += 1;
    }
    seen += 1;
  });
  return { xs, ys, count };
}

const degree = Math.PI / 180;

/** How sharply lines of text stand out when the picture is turned by this angle: gaps against full rows. */
export function sharpness({ xs, ys, count }: DarkPoints, angle: number, span: number): number {
  const sin = Math.sin(angle * degree);
  const cos = Math.cos(angle * degree);
  const rows = new Float32Array(span * 4);
  for (let at = 0; at < count; at += 1) {
    const row = Math.round(ys[at]! * cos - xs[at]! * sin) + span * 2;
    rows[row]! += 1;
  }
  let sum = 0;
  for (let row = 1; row < rows.length; row += 1) sum += (rows[row]! - rows[row - 1]!) ** 2;
  return sum / Math.max(count, 1);
}

export interface Skew {
  /** Degrees by which the lines climb or fall; turning the picture back by as much makes them level. */
  readonly angle: number;
  readonly sharpness: number;
}

const mostSkew = 16;

function sharpest(points: DarkPoints, span: number, from: number, to: number, step: number): Skew {
  let best: Skew = { angle: 0, sharpness: -1 };
  for (let angle = from; angle <= to; angle += step) {
    const found = sharpness(points, angle, span);
    if (found > best.sharpness) best = { angle, sharpness: found };
  }
  return best;
}

/** The angle between -16 and 16 degrees (around `about`) at which rows of letters and gaps between them are sharpest. */
export function skewOf(points: DarkPoints, span: number, about: 0 | 90 = 0): Skew {
  const rough = sharpest(points, span, about - mostSkew, about + mostSkew, 1);
  const fine = sharpest(points, span, rough.angle - 1, rough.angle + 1, 0.1);
  return { angle: fine.angle - about, sharpness: fine.sharpness };
}
