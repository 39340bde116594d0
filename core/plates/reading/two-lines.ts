import type { CountryCode } from '../../dialog/types.ts';
import { readFreely } from './ctc.ts';
import { centreOf, heightOf, partOf, widthOf } from './geometry.ts';
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
/** Of a line that is paired with another, the logarithm of its probability. */
const leastSure = -3;
/** From the middle of one line to the middle of the next, and how high that one may be, in heights of the line. */
const nextLine = { nearest: 0.9, farthest: 2, lowest: 0.65, highest: 1.5 };
const mostNeighbours = 2;
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

/**
 * The network holds one or two letters without figures for a word of the street rather than for a line of a plate. Beside
 * a line that is no whole plate they are likelier: by so much (a logarithm) less is taken for nothing.
 */
const likelierThere = 3.5;

/** The same look, its signs as likely as they are where a second line is wanted. */
function opened(look: Look): Look {
  if (look.read.text.length > 1) return look;
  const { steps, values } = look.grid;
  const raised = Float32Array.from(values);
  for (let step = 0; step < steps; step++) {
    const from = step * classes;
    raised[from + blank]! -= likelierThere;
    let sum = 0;
    for (let sign = 0; sign < classes; sign++) sum += Math.exp(raised[from + sign]!);
    const whole = Math.log(sum);
    for (let sign = 0; sign < classes; sign++) raised[from + sign]! -= whole;
  }
  const grid = { steps, values: raised };
  return { ...look, grid, read: readFreely(grid) };
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

/** Lines that the finder saw above (-1) or below (1) this one, about as high and not far away. */
function neighbours(line: Quad, found: readonly Quad[]): { readonly quad: Quad; readonly side: number }[] {
  const high = heightOf(line);
  const down = { x: (line[3].x - line[0].x) / high, y: (line[3].y - line[0].y) / high };
  return found.flatMap((quad) => {
    const share = heightOf(quad) / high;
    const [from, to] = [centreOf(line), centreOf(quad)];
    const way = { x: to.x - from.x, y: to.y - from.y };
    const below = (way.x * down.x + way.y * down.y) / high;
    const beside = Math.abs(way.x * down.y - way.y * down.x);
    const isNear = Math.abs(below) > nextLine.nearest && Math.abs(below) < nextLine.farthest;
    if (!isNear || share < nextLine.lowest || share > nextLine.highest || beside > widthOf(line)) return [];
    return [{ quad, side: Math.sign(below) }];
  });
}

/** The surest look, and the longest one that is not hopeless: the surest may have lost the signs before a dash. */
function linesToPair(looks: readonly Look[]): Look[] {
  const [surest] = [...looks].sort((a, b) => b.read.weight - a.read.weight);
  if (!surest) return [];
  const [longest] = looks
    .filter(({ read }) => read.weight > leastSure && read.text.length > surest.read.text.length)
    .sort((a, b) => b.read.text.length - a.read.text.length || b.read.weight - a.read.weight);
  return longest ? [surest, longest] : [surest];
}

/** One line with whatever may be the other one of its plate. */
async function pairUp(
  pyramid: Pyramid,
  look: Look,
  found: readonly Quad[],
  readStrips: ReadStrips,
): Promise<readonly Pair[]> {
  const line = view(textSeen(look) ?? look.text);
  const rows = steps.flatMap((step) => widths.map((width) => ({ step, width })));
  const others = [-1, 1].flatMap((side) =>
    rows.map(({ step, width }) => ({ side, quad: shifted(line.text, side * step, width) })),
  );
  const around = [...others, ...neighbours(line.text, found).slice(0, mostNeighbours)];
  const [self, ...read] = await lookAt(pyramid, [line, ...around.map(({ quad }) => view(quad))], readStrips);
  return read.map(opened).map((row, at): Pair => (around[at]!.side < 0 ? [row, self!] : [self!, row]));
}

/**
 * What the best look may have missed of a plate on two lines: it is read with the line above and with the line below,
 * where such a line should be and where the finder saw one. A look that holds both lines in one strip is garbage, so a
 * high one is cut into halves.
 */
export async function twoLines(
  pyramid: Pyramid,
  looks: readonly Look[],
  found: readonly Quad[],
  readStrips: ReadStrips,
  country?: CountryCode,
): Promise<Look[]> {
  const [surest, longest] = linesToPair(looks);
  const isWhole = ({ read }: Look): boolean =>
    read.text.length > mostSigns || seriesOf(read.text, country)?.loose === false;
  if (!surest || isWhole(surest)) return [];
  const pairs: Pair[] = [...(await pairUp(pyramid, surest, found, readStrips))];
  if (longest && !isWhole(longest)) pairs.push(...(await pairUp(pyramid, longest, found, readStrips)));
  const [upper, lower] = await lookAt(pyramid, halvesOf(looks), readStrips);
  if (upper && lower) pairs.push([upper, lower]);
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
  const read = (await lookAt(pyramid, views, readStrips)).map(opened);
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
