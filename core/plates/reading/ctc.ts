import { blank, classes, signs } from './network.ts';
import type { Grid } from './network.ts';

/** A text read from a grid, with the steps at which its signs stand. */
export interface Read {
  readonly text: string;
  /** Logarithm of the probability of the path. */
  readonly weight: number;
  /** From 0 to 1 over the strip: the middles of the first and last sign; undefined without signs. */
  readonly span?: { readonly from: number; readonly to: number };
}

const never = -1e9;

/** The likeliest sign at each step, repeats and blanks left out. */
export function readFreely({ steps, values }: Grid): Read {
  let [text, weight, last] = ['', 0, blank];
  let [from, to] = [0, 0];
  for (let step = 0; step < steps; step++) {
    let best = 0;
    for (let sign = 1; sign < classes; sign++)
      if (values[step * classes + sign]! > values[step * classes + best]!) best = sign;
    weight += values[step * classes + best]!;
    if (best !== blank) {
      if (best !== last) text += signs[best]!;
      if (text.length === 1 && best !== last) from = step;
      to = step;
    }
    last = best;
  }
  return { text, weight, ...(text !== '' && { span: { from: (from + 0.5) / steps, to: (to + 0.5) / steps } }) };
}

/**
 * The likeliest text whose signs are of the kinds wanted, place by place: each of `places` lists the numbers of the signs
 * that are allowed there. The best path through blanks and places (Viterbi); a place keeps its sign over all its steps
 * because the sign is chosen after the steps are.
 */
export function readAs({ steps, values }: Grid, places: readonly (readonly number[])[]): Read {
  const states = 2 * places.length + 1;
  const best = places.map((allowed) => bestOf({ steps, values }, allowed));
  const cost = (state: number, step: number): number =>
    state % 2 === 0 ? values[step * classes + blank]! : best[state >> 1]![step]!;
  let row = new Float64Array(states).fill(never);
  row[0] = cost(0, 0);
  if (states > 1) row[1] = cost(1, 0);
  const cameFrom = new Uint8Array(steps * states);
  for (let step = 1; step < steps; step++) {
    const next = new Float64Array(states);
    for (let state = 0; state < states; state++) {
      let [value, back] = [row[state]!, 0];
      if (state > 0 && row[state - 1]! > value) [value, back] = [row[state - 1]!, 1];
      // From sign to sign without a blank between: slightly dearer, as two equal signs would need one.
      if (state > 2 && state % 2 === 1 && row[state - 2]! - 0.3 > value) [value, back] = [row[state - 2]! - 0.3, 2];
      next[state] = value + cost(state, step);
      cameFrom[step * states + state] = back;
    }
    row = next;
  }
  let state = states > 1 && row[states - 2]! > row[states - 1]! ? states - 2 : states - 1;
  const weight = row[state]!;
  const sums = places.map((allowed) => new Float64Array(allowed.length));
  for (let step = steps - 1; step >= 0; step--) {
    const place = state >> 1;
    if (state % 2 === 1) places[place]!.forEach((sign, at) => (sums[place]![at]! += values[step * classes + sign]!));
    state -= cameFrom[step * states + state]!;
  }
  const text = sums.map((sum, place) => signs[places[place]![sum.indexOf(Math.max(...sum))]!]!).join('');
  return { text, weight };
}

function bestOf({ steps, values }: Grid, allowed: readonly number[]): Float64Array {
  const best = new Float64Array(steps).fill(never);
  for (let step = 0; step < steps; step++)
    for (const sign of allowed) best[step] = Math.max(best[step]!, values[step * classes + sign]!);
  return best;
}

const addLogs = (a: number, b: number): number => {
  const most = Math.max(a, b);
  return most <= never ? never : most + Math.log1p(Math.exp(-Math.abs(a - b)));
};

/** Logarithm of the probability that the grid shows just this text, over all ways to spread it on the steps. */
export function weigh({ steps, values }: Grid, text: string): number {
  const wanted = [...text].map((sign) => signs.indexOf(sign));
  const states = 2 * wanted.length + 1;
  const classOf = (state: number): number => (state % 2 === 0 ? blank : wanted[state >> 1]!);
  let row = new Float64Array(states).fill(never);
  row[0] = values[blank]!;
  if (states > 1) row[1] = values[classOf(1)]!;
  for (let step = 1; step < steps; step++) {
    const next = new Float64Array(states);
    for (let state = 0; state < states; state++) {
      let sum = row[state]!;
      if (state > 0) sum = addLogs(sum, row[state - 1]!);
      if (state > 2 && state % 2 === 1 && classOf(state) !== classOf(state - 2)) sum = addLogs(sum, row[state - 2]!);
      next[state] = sum + values[step * classes + classOf(state)]!;
    }
    row = next;
  }
  return states > 1 ? addLogs(row[states - 1]!, row[states - 2]!) : row[0]!;
}
