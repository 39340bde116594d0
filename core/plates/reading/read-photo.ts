import type { CountryCode } from '../../dialog/types.ts';
import { find } from './find.ts';
import type { Quad } from './geometry.ts';
import { toPyramid } from './image.ts';
import type { Grey, Pyramid } from './image.ts';
import { expectationOf, seriesOf } from './layouts.ts';
import { lookAt } from './looks.ts';
import type { Look, View } from './looks.ts';
import type { ReadStrips } from './network.ts';
import { gather, valueOf } from './places.ts';
import type { Place } from './places.ts';
import { rank } from './rank.ts';
import type { Ranked } from './rank.ts';
import { twoLines } from './two-lines.ts';
import { closerViews, firstViews, wholePhoto } from './views.ts';

/** What was read at one place of the photo. */
export interface PlaceRead {
  readonly best: Look;
  /** The likeliest first. */
  readonly texts: readonly Ranked[];
  /** How much speaks for this place, to be compared with others. */
  readonly value: number;
}

const levels = 4;
/** Candidates of each kind that are looked at: first a few, and where these read nothing likely, many. */
const few = { lines: 10, regions: 12 };
const many = { lines: 30, regions: 30 };
const mostPlaces = 3;
/** A place with less than this share of the best one's value is not looked at again. */
const worthAnother = 0.02;
/** From this value on something was read that is likely a plate. */
const likely = 0.3;

export async function readPhoto(grey: Grey, readStrips: ReadStrips, country?: CountryCode): Promise<PlaceRead[]> {
  const pyramid = toPyramid(grey, levels);
  const { lines, regions } = find(pyramid, many);
  const views = (from: { lines: number; regions: number }, to: { lines: number; regions: number }): View[] =>
    firstViews(lines.slice(from.lines, to.lines), regions.slice(from.regions, to.regions));

  const look = (wanted: readonly View[]): Promise<Look[]> => lookAt(pyramid, wanted, readStrips);
  let looks = await look([...views({ lines: 0, regions: 0 }, few), ...wholePhoto(grey)]);
  let places = gather(looks, country);
  if ((places[0]?.value ?? 0) < likely) {
    looks = [...looks, ...(await look(views(few, many)))];
    places = gather(looks, country);
  }
  const best = places[0]?.value ?? 0;
  const worthy = places.slice(0, mostPlaces).filter(({ value }) => value > best * worthAnother);
  const reads: PlaceRead[] = [];
  const found = lines.map(({ quad }) => quad);
  for (const place of worthy) reads.push(...(await readPlace(pyramid, place, found, readStrips, country)));
  return reads.sort((a, b) => b.value - a.value);
}

/** Looks closer, by where the signs were seen, and for a second line above and below. */
async function readPlace(
  pyramid: Pyramid,
  place: Place,
  found: readonly Quad[],
  readStrips: ReadStrips,
  country?: CountryCode,
): Promise<PlaceRead[]> {
  const closer = await lookAt(pyramid, closerViews(place), readStrips);
  const looks = [...place.looks, ...closer];
  const both = await twoLines(pyramid, looks, found, readStrips, country);
  return together(toRead(looks, country), toRead(both, country));
}

/** Below this, two lines that make a plate together may do so by accident. */
const leastSeen = 0.2;

/** One line alone does not speak against two that make a plate of a known series: it is a part of them. */
function together(single?: PlaceRead, double?: PlaceRead): PlaceRead[] {
  if (!single || !double) return [single ?? double].flatMap((read) => read ?? []);
  const [first] = double.texts;
  if (!first || first.seen < leastSeen || seriesOf(first.text)?.loose !== false) return [single, double];
  return [
    { ...double, value: double.value + single.value },
    { ...single, value: single.value * worthAnother },
  ];
}

function toRead(looks: readonly Look[], country?: CountryCode): PlaceRead | undefined {
  const texts = rank(looks, country);
  const [first] = texts;
  const best = [...looks].sort((a, b) => valueOf(b, country) - valueOf(a, country))[0];
  if (!first || !best) return undefined;
  return { best, texts, value: first.seen * expectationOf(first.text, country) * best.weight };
}
