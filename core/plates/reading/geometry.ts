/** In pixels of the upright photo, unless told otherwise. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners of an area: top left, top right, bottom right, bottom left. */
export type Quad = readonly [Point, Point, Point, Point];

/** `y = slope * x + offset` */
export interface Line {
  readonly slope: number;
  readonly offset: number;
}

export const heightAt = (line: Line, x: number): number => line.slope * x + line.offset;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** The line through points of which up to a quarter may be wrong (Theil and Sen: medians of slopes and offsets). */
export function fitLine(points: readonly Point[]): Line {
  const slopes = points.flatMap((a, at) =>
    points.slice(at + 1).flatMap((b) => (Math.abs(b.x - a.x) > 1 ? [(b.y - a.y) / (b.x - a.x)] : [])),
  );
  const slope = slopes.length > 0 ? median(slopes) : 0;
  return { slope, offset: median(points.map(({ x, y }) => y - slope * x)) };
}

export const scaleQuad = (quad: Quad, factor: number): Quad =>
  quad.map(({ x, y }) => ({ x: x * factor, y: y * factor })) as unknown as Quad;

export const centreOf = (quad: Quad): Point => ({
  x: (quad[0].x + quad[1].x + quad[2].x + quad[3].x) / 4,
  y: (quad[0].y + quad[1].y + quad[2].y + quad[3].y) / 4,
});

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
export const widthOf = ([tl, tr, br, bl]: Quad): number => (distance(tl, tr) + distance(bl, br)) / 2;
export const heightOf = ([tl, tr, br, bl]: Quad): number => (distance(tl, bl) + distance(tr, br)) / 2;

/** The point of a quad at a share of its width and height; shares below 0 and above 1 lie outside. */
export function pointIn([tl, tr, br, bl]: Quad, u: number, v: number): Point {
  const top = { x: tl.x + (tr.x - tl.x) * u, y: tl.y + (tr.y - tl.y) * u };
  const bottom = { x: bl.x + (br.x - bl.x) * u, y: bl.y + (br.y - bl.y) * u };
  return { x: top.x + (bottom.x - top.x) * v, y: top.y + (bottom.y - top.y) * v };
}

/** Part of a quad by shares of its width and height. */
export const partOf = (quad: Quad, left: number, top: number, right: number, bottom: number): Quad => [
  pointIn(quad, left, top),
  pointIn(quad, right, top),
  pointIn(quad, right, bottom),
  pointIn(quad, left, bottom),
];
