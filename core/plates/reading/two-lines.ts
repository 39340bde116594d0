import type { CountryCode } from '../../dialog/types.ts';
import { readFreely } from './ctc.ts';
import { heightOf, partOf, widthOf } from './geometry.ts';
import type { Quad } from './geometry.ts';
import type { Pyramid } from './image.ts';
import { seriesOf } from './layouts.ts';
import { lookAt, textSeen } from './looks.ts';
import type { Look, View } from './looks.ts';
import { blank, classes } from './network.ts';
import type { Grid, ReadStrips } from './network.ts';
import { valueOf } from './places.ts';
import { evenMargin } from './rectify.ts';
import type { Margin } from './rectify.ts';

/** From the top of one line to the top of the next, in heights of a sign. */
const steps = [1.2, 1.45];
const margin = evenMargin(0.3, 0.12);
/** More signs than that are no half of a plate. */
const mostSigns = 6;
/** Round each of the two lines, in heights of a sign: least beside it, and above it. */
const closerRooms = [[0.3, 0.1], [0.6, 0.22], [0.9, 0.34], [1.3, 0.2]] as const; // prettier-ignore
/** Width by height of a strip in which signs keep their shape; one or two alone would be drawn out to fill it. */
const roundness = 3;

/** Beside the text as much as it needs to keep its shape. */
function roomRound(text: Quad, [beside, above]: readonly [number, number]): Margin {
  const missing = (roundness * (1 + 2 * above) - widthOf(text) / heightOf(text)) / 2;
  return evenMargin(Math.max(beside, missing), above);
}
const weight = 0.7;
const never = -1e9;

/** One grid after another, with a place between them at which nothing stands: read as if they were side by side. */
export function joinGrids(first: Grid, second: Grid): Grid {
  const values = new Float32Array((first.steps + second.steps + 1) * classes);
  values.set(first.values);
  const between = first.steps * classes;
  values.fill(never, between, between + classes);
  values[between + blank] = 0;
  values.set(second.values, between + classes);
  return { steps: first.steps + second.steps + 1, values };
}

/** Of the other line, in widths of this one: one or two signs stand alone in the middle. */
const widths = [1, 0.45];

/** The line above (negative) or below, as many heights away. */
const shifted = (line: Quad, by: number, width: number): Quad =>
  partOf(line, 0.5 - width / 2, by, 0.5 + width / 2, by + 1);

function join(upper: Look, lower: Look): Look | undefined {
  if (upper.read.text === '' || lower.read.text === '') return undefined;
  const grid = joinGrids(upper.grid, lower.grid);
  const { text, weight: sure } = readFreely(grid);
  const around: Quad = [upper.text[0], upper.text[1], lower.text[2], lower.text[3]];
  return { text: around, margin: evenMargin(0, 0), weight, grid, read: { text, weight: sure } };
}

/**
 * What the best look may have missed of a plate on two lines: it is read with the line above and with the line below. A
 * look that holds both lines in one strip is garbage, so a high one is cut into halves.
 */
export async function twoLines(
  pyramid: Pyramid,
  looks: readonly Look[],
  readStrips: ReadStrips,
  country?: CountryCode,
): Promise<Look[]> {
  const [best] = [...looks].sort((a, b) => b.read.weight - a.read.weight);
  if (!best || best.read.text.length > mostSigns || seriesOf(best.read.text, country)?.loose === false) return [];
  const line = view(textSeen(best) ?? best.text);
  const rows = steps.flatMap((step) => widths.map((width) => ({ step, width })));
  const above = rows.map(({ step, width }) => view(shifted(line.text, -step, width)));
  const below = rows.map(({ step, width }) => view(shifted(line.text, step, width)));
  const halves = halvesOf(looks);
  const read = await lookAt(pyramid, [line, ...above, ...below, ...halves], readStrips);
  const lower = read.slice(1 + rows.length, 1 + 2 * rows.length);
  const pairs = [
    ...read.slice(1, 1 + rows.length).map((row): Pair => [row, read[0]!]),
    ...lower.map((row): Pair => [read[0]!, row]),
    ...(halves.length > 0 ? [[read.at(-2)!, read.at(-1)!] as const] : []),
  ];
  const joined = pairs.flatMap((pair) => join(...pair) ?? []);
  const values = pairs.map((pair) => valueIn(join(...pair), country));
  const likeliest = pairs[values.indexOf(Math.max(...values))];
  return likeliest ? [...joined, ...(await closer(pyramid, likeliest, readStrips))] : joined;
}

const valueIn = (look: Look | undefined, country?: CountryCode): number => (look ? valueOf(look, country) : 0);

type Pair = readonly [upper: Look, lower: Look];

/** Once more, each line by where its signs were seen. */
async function closer(pyramid: Pyramid, [upper, lower]: Pair, readStrips: ReadStrips): Promise<Look[]> {
  const views = [upper, lower].flatMap((row) => {
    const text = textSeen(row) ?? row.text;
    return closerRooms.map((room) => ({ text, margin: roomRound(text, room), weight }));
  });
  const read = await lookAt(pyramid, views, readStrips);
  const uppers = read.slice(0, closerRooms.length);
  const lowers = read.slice(closerRooms.length);
  return uppers.flatMap((row, at) => join(row, lowers[at]!) ?? []);
}

const view = (text: Quad): View => ({ text, margin, weight });

const halfOf = (whole: Quad, from: number, to: number): View => ({
  text: partOf(whole, 0, from, 1, to),
  margin: evenMargin(0, 0),
  weight,
});

const halvesOf = (looks: readonly Look[]): View[] => {
  const high = looks.find(({ text }) => widthOf(text) < heightOf(text) * 2.6);
  return high ? [halfOf(high.text, 0, 0.52), halfOf(high.text, 0.45, 0.98)] : [];
};
