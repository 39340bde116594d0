import { ink, inner, margin, tones, type Canvas, type TextStyle, type Tone } from './canvas.ts';

/** A piece of a bar or of a column. */
export interface Part {
  readonly tone: Tone;
  readonly amount: number;
}

export interface Bar {
  readonly name: string;
  /** The figure itself, and what is said beside it. */
  readonly figure: string;
  readonly note?: string;
  readonly parts: readonly Part[];
}

export interface Column {
  /** Below the column, and above it; left out where there is no room for all. */
  readonly label: string;
  readonly figure: string;
  readonly parts: readonly Part[];
}

/** One of the things that a picture is put together of, from above downwards. */
export type Section =
  | { readonly kind: 'bars'; readonly bars: readonly Bar[]; readonly heading?: string }
  | { readonly kind: 'columns'; readonly columns: readonly Column[]; readonly caption?: string }
  | { readonly kind: 'headline'; readonly figure: string; readonly words: string }
  /** The parts fill the whole width; one text stands under each end. */
  | {
      readonly kind: 'whole';
      readonly heading: string;
      readonly parts: readonly Part[];
      readonly left: string;
      readonly right: string;
    };

type Of<Kind extends Section['kind']> = Extract<Section, { kind: Kind }>;

const strong: TextStyle = { size: 38, weight: 'bold', colour: ink.dark };
const usual: TextStyle = { size: 36, weight: 'medium', colour: ink.body };
const small: TextStyle = { size: 32, colour: ink.quiet };

const barHeight = 30;
const rowHeight = 102;
const columnsHeight = 560;
const gap = 20;
const leastWidth = 6;
const hair = 2;
const labelGap = 20;

const totalOf = (parts: readonly Part[]): number => parts.reduce((sum, { amount }) => sum + amount, 0);
const largestOf = (all: readonly { readonly parts: readonly Part[] }[]): number =>
  Math.max(1, ...all.map(({ parts }) => totalOf(parts)));

/** Pieces side by side, set apart by a hair; the smallest can still be seen. */
function drawParts(canvas: Canvas, y: number, height: number, parts: readonly Part[], perUnit: number): void {
  let x = margin;
  for (const { tone, amount } of parts.filter((part) => part.amount > 0)) {
    const length = Math.max(leastWidth, amount * perUnit);
    canvas.box(x, y, length - hair, height, tones[tone]);
    x += length;
  }
}

function drawHeading(canvas: Canvas, heading: string | undefined, y: number): number {
  if (heading === undefined) return y;
  canvas.text(canvas.fit(heading, inner, strong), margin, y + 38, strong);
  return y + 38 + gap;
}

/** Name on the left, figure on the right, the bar beneath: long names have the whole width of a phone. */
function drawBars(canvas: Canvas, { bars, heading }: Of<'bars'>, top: number): number {
  const y = drawHeading(canvas, heading, top);
  const perUnit = inner / largestOf(bars);
  const widest = Math.max(0, ...bars.map(({ note = '' }) => canvas.widthOf(note, small)));
  const noteWidth = widest === 0 ? 0 : widest + 16;
  bars.forEach(({ name, figure, note = '', parts }, index) => {
    const foot = y + index * rowHeight + 40;
    const figureWidth = canvas.widthOf(figure, strong);
    if (note !== '') canvas.text(note, margin + inner, foot, { ...small, align: 'end' });
    canvas.text(figure, margin + inner - noteWidth, foot, { ...strong, align: 'end' });
    canvas.text(canvas.fit(name, inner - noteWidth - figureWidth - 32, usual), margin, foot, usual);
    drawParts(canvas, foot + 16, barHeight, parts, perUnit);
  });
  return y + bars.length * rowHeight;
}

/** The middle of a text that is wider than its column, moved so that it stays in the picture. */
const inside = (half: number, centre: number): number =>
  Math.min(Math.max(centre, margin + half), margin + inner - half);

/** Which labels can be written, counted back from the last: all of them, or every second one, or every third one. */
function thinned(canvas: Canvas, columns: readonly Column[], step: number): Set<number> {
  const places = columns.map(({ label }, index) => {
    const half = canvas.widthOf(label, small) / 2;
    const middle = inside(half, margin + (index + 0.5) * step);
    return { from: middle - half, to: middle + half };
  });
  const last = columns.length - 1;
  for (let every = 1; every < columns.length; every += 1) {
    const kept = places.flatMap((place, index) => ((last - index) % every === 0 ? [{ ...place, index }] : []));
    // The outermost ones have been moved into the picture, and may be in the way of the next.
    if (kept.every(({ to }, nth) => to + labelGap <= (kept[nth + 1]?.from ?? Infinity)))
      return new Set(kept.map(({ index }) => index));
  }
  return new Set([last]);
}

/** Figures above all columns where there is room, smaller if need be; otherwise above the highest only. */
function figureStyle(canvas: Canvas, figures: readonly string[], step: number): TextStyle | undefined {
  const fits = (style: TextStyle): boolean => figures.every((figure) => canvas.widthOf(figure, style) <= step - 8);
  return [strong, { ...strong, size: 32 }, { ...strong, size: 28 }].find(fits);
}

function drawColumns(canvas: Canvas, { columns, caption }: Of<'columns'>, top: number): number {
  const floor = top + columnsHeight;
  const largest = largestOf(columns);
  const highest = columns.findIndex(({ parts }) => totalOf(parts) === largest);
  const perUnit = (columnsHeight - 60) / largest;
  const step = inner / columns.length;
  // One day alone would be a wall.
  const thick = Math.min(step * 0.74, 160);
  const labelled = thinned(canvas, columns, step);
  const style = figureStyle(canvas, columns.map(({ figure }) => figure), step); // prettier-ignore
  const write = (text: string, centre: number, y: number, look: TextStyle): void =>
    canvas.text(text, inside(canvas.widthOf(text, look) / 2, centre), y, { ...look, align: 'middle' });
  columns.forEach(({ label, figure, parts }, index) => {
    const centre = margin + (index + 0.5) * step;
    let y = floor;
    for (const { tone, amount } of parts.filter((part) => part.amount > 0)) {
      const height = Math.max(leastWidth, amount * perUnit);
      y -= height;
      canvas.box(centre - thick / 2, y, thick, height - hair, tones[tone]);
    }
    if (style || index === highest) write(figure, centre, y - 14, style ?? strong);
    if (labelled.has(index)) write(label, centre, floor + 44, small);
  });
  canvas.line(floor);
  if (caption === undefined) return floor + 64;
  canvas.text(canvas.fit(caption, inner, usual), margin, floor + 108, usual);
  return floor + 128;
}

function drawHeadline(canvas: Canvas, { figure, words }: Of<'headline'>, y: number): number {
  const large: TextStyle = { size: 132, weight: 'bold', colour: ink.dark };
  const size = Math.min(132, (132 * inner * 0.6) / canvas.widthOf(figure, large));
  canvas.text(figure, margin, y + 104, { ...large, size });
  const x = margin + canvas.widthOf(figure, { ...large, size }) + 28;
  canvas.text(canvas.fit(words, margin + inner - x, usual), x, y + 104, usual);
  return y + 148;
}

function drawWhole(canvas: Canvas, { heading, parts, left, right }: Of<'whole'>, top: number): number {
  const y = drawHeading(canvas, heading, top);
  drawParts(canvas, y, 64, parts, inner / Math.max(1, totalOf(parts)));
  const half = (inner - 32) / 2;
  const foot = y + 64 + 46;
  canvas.text(canvas.fit(left, half, usual), margin, foot, usual);
  canvas.text(canvas.fit(right, half, usual), margin + inner, foot, { ...usual, align: 'end' });
  return foot + 40;
}

/** Draws a section below y; gives the y below it. */
export function drawSection(canvas: Canvas, section: Section, y: number): number {
  switch (section.kind) {
    case 'bars':
      return drawBars(canvas, section, y);
    case 'columns':
      return drawColumns(canvas, section, y);
    case 'headline':
      return drawHeadline(canvas, section, y);
    case 'whole':
      return drawWhole(canvas, section, y);
  }
}
