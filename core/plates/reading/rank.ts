import type { CountryCode } from '../../dialog/types.ts';
import { readAs, readFreely, weigh } from './ctc.ts';
import type { Read } from './ctc.ts';
import { allowedAt, expectationOf, layoutsToTry, startsOf } from './layouts.ts';
import type { Grid } from './network.ts';

/** What a strip of a place was read as, and how much it counts. */
export interface Look {
  readonly grid: Grid;
  readonly weight: number;
}

export interface Ranked {
  readonly text: string;
  /** Share of all that was read, from 0 to 1. */
  readonly share: number;
  /** How probable the looks that show it best make it, whatever was expected. */
  readonly seen: number;
  readonly characters: readonly number[];
}

const fewestSigns = 3;
/** A text by a layout that is so much less likely than the free one (as a logarithm) is not there. */
const farthest = 12;
/** Looks at one place are not independent: the root keeps one of them from outvoting all others. */
const softness = 0.5;
const mostTexts = 24;

const layouts = layoutsToTry.map((places) => ({ allowed: allowedAt(places), starts: startsOf(places) }));

/** Texts that one strip may show: as read freely, and by each layout. */
export function textsOf(grid: Grid): Read[] {
  const free = readFreely(grid);
  if (free.text.length < fewestSigns) return [];
  const near = ({ weight }: Read): boolean => weight > free.weight - farthest;
  const byLayout = layouts
    .filter(({ allowed }) => Math.abs(allowed.length - free.text.length) <= 1)
    .flatMap(({ allowed, starts }) => {
      const read = readAs(grid, allowed);
      if (!near(read) || starts.length === 0 || starts.includes(read.text.slice(0, 2))) return [read];
      return starts.map((start) => readAs(grid, [...allowedAt(start), ...allowed.slice(start.length)]));
    })
    .filter(near);
  return [free, ...byLayout];
}

/** All texts of the looks at one place, the likeliest first. */
export function rank(looks: readonly Look[], country?: CountryCode): Ranked[] {
  const votes = new Map<string, number>();
  for (const { grid, weight } of looks)
    for (const read of textsOf(grid))
      votes.set(read.text, (votes.get(read.text) ?? 0) + weight * Math.exp(softness * read.weight));
  const texts = [...votes.keys()]
    .filter((text) => text.length >= fewestSigns)
    .map((text) => ({ text, expected: expectationOf(text, country) }))
    .sort((a, b) => votes.get(b.text)! * b.expected - votes.get(a.text)! * a.expected)
    .slice(0, mostTexts)
    .map(({ text, expected }) => {
      const shown = looks.map(({ grid, weight }) => ({ weight, share: Math.exp(softness * weigh(grid, text)) }));
      const sum = shown.reduce((all, { weight, share }) => all + weight * share, 0);
      return { text, seen: meanOfBest(shown.map(({ share }) => share)), value: sum * expected };
    })
    .sort((a, b) => b.value - a.value);
  const whole = texts.reduce((sum, { value }) => sum + value, 0);
  return texts.map(({ text, seen, value }) => ({
    text,
    share: value / whole,
    seen,
    characters: [...text].map((sign, at) => shareOf(texts, whole, text.length, at, sign)),
  }));
}

/** Places are looked at more or less often: only so many looks count. */
const looksThatCount = 3;

function meanOfBest(shares: readonly number[]): number {
  const best = [...shares].sort((a, b) => b - a).slice(0, looksThatCount);
  return best.reduce((sum, share) => sum + share, 0) / best.length;
}

/** How much of all that was read has this sign at this place. */
const shareOf = (
  texts: readonly { readonly text: string; readonly value: number }[],
  whole: number,
  length: number,
  at: number,
  sign: string,
): number =>
  texts.reduce((sum, { text, value }) => sum + (text.length === length && text[at] === sign ? value : 0), 0) / whole;
