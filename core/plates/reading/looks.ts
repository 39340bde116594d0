import { readFreely } from './ctc.ts';
import type { Read } from './ctc.ts';
import { partOf } from './geometry.ts';
import type { Quad } from './geometry.ts';
import type { Pyramid } from './image.ts';
import { strip, stripSize } from './network.ts';
import type { Grid, ReadStrips } from './network.ts';
import { flatten, widen } from './rectify.ts';
import type { Margin } from './rectify.ts';

/** A part of the photo to be read as one strip. */
export interface View {
  /** Where text is thought to stand. */
  readonly text: Quad;
  /** What is seen with it. */
  readonly margin: Margin;
  readonly weight: number;
}

/** A strip that was read. */
export interface Look extends View {
  readonly grid: Grid;
  readonly read: Read;
}

export async function lookAt(pyramid: Pyramid, views: readonly View[], readStrips: ReadStrips): Promise<Look[]> {
  if (views.length === 0) return [];
  const strips = new Float32Array(views.length * stripSize);
  views.forEach(({ text, margin }, at) =>
    flatten(pyramid, widen(text, margin), strip.width, strip.height, strips, at * stripSize),
  );
  const grids = await readStrips(strips);
  return views.map((view, at) => ({ ...view, grid: grids[at]!, read: readFreely(grids[at]!) }));
}

/** Where the network saw the first and last sign, a better guess at where the text stands; undefined without signs. */
export function textSeen({ text, margin, read }: Look): Quad | undefined {
  if (!read.span || read.text.length < 2) return undefined;
  const half = (read.span.to - read.span.from) / (read.text.length - 1) / 2;
  const whole = widen(text, margin);
  const high = 1 + margin.top + margin.bottom;
  return partOf(whole, read.span.from - half, margin.top / high, read.span.to + half, (1 + margin.top) / high);
}
