import type { CountryCode } from '../../dialog/types.ts';
import { findTextLines } from './find.ts';
import { centreOf, heightOf, widthOf } from './geometry.ts';
import type { Quad } from './geometry.ts';
import { toPyramid } from './image.ts';
import type { Grey, Pyramid } from './image.ts';
import { expectationOf } from './layouts.ts';
import { lookAt, textSeen } from './looks.ts';
import type { Look, View } from './looks.ts';
import type { ReadStrips } from './network.ts';
import { rank } from './rank.ts';
import type { Ranked } from './rank.ts';
import { evenMargin } from './rectify.ts';
import { findRegions } from './regions.ts';

/** What was read at one place of the photo. */
export interface PlaceRead {
  readonly looks: readonly Look[];
  readonly best: Look;
  readonly texts: readonly Ranked[];
  readonly value: number;
}

const most = { lines: 10, regions: 8, places: 3 };
const levels = 4;

const lineMargins = [evenMargin(0.4, 0.2), evenMargin(1.1, 0.25), { left: 0.8, right: 0.8, top: 0.75, bottom: 0.6 }];
const regionMargins = [
  evenMargin(0.05, 0.02),
  { left: 0, right: 0, top: -0.15, bottom: -0.15 },
  { left: 0.05, right: 0.05, top: -0.3, bottom: 0.05 },
  { left: 0.05, right: 0.05, top: 0.05, bottom: -0.3 },
];

/** The photo itself, when it has the shape of a plate. */
function wholePhoto({ width, height }: Grey): Quad[] {
  if (width < height * 1.2 || width > height * 8) return [];
  return [
    [
      { x: 0, y: 0 },
      { x: width, y: 0 },
      { x: width, y: height },
      { x: 0, y: height },
    ],
  ];
}

export function viewsOf(pyramid: Pyramid): View[][] {
  const lines = findTextLines(pyramid, most.lines);
  const regions = pyramid
    .flatMap((grey, level) => findRegions(grey, 2 ** level))
    .sort((a, b) => b.score - a.score)
    .slice(0, most.regions);
  return [
    ...lines.map(({ quad, score }) => lineMargins.map((margin) => ({ text: quad, margin, weight: 0.3 + score }))),
    ...regions.map(({ quad }) => regionMargins.map((margin) => ({ text: quad, margin, weight: 0.5 }))),
    ...wholePhoto(pyramid[0]!).map((quad) =>
      [...regionMargins, evenMargin(-0.05, -0.05)].map((margin) => ({ text: quad, margin, weight: 0.7 })),
    ),
  ];
}

const valueOf = ({ read, weight }: Look, country?: CountryCode): number =>
  read.text.length < 3 ? 0 : weight * Math.exp(read.weight / 2) * expectationOf(read.text, country);

const isOver = (a: Quad, b: Quad): boolean => {
  const [one, two] = [centreOf(a), centreOf(b)];
  return (
    Math.abs(one.x - two.x) < Math.max(widthOf(a), widthOf(b)) / 2 &&
    Math.abs(one.y - two.y) < Math.max(heightOf(a), heightOf(b)) / 2
  );
};

interface Place {
  readonly looks: Look[];
  value: number;
  best: Look;
}

/** Looks at one place together, the best place first. */
function gather(looks: readonly Look[], country?: CountryCode): Place[] {
  const sorted = looks
    .map((look) => ({ look, value: valueOf(look, country) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const places: Place[] = [];
  for (const { look, value } of sorted) {
    const seen = textSeen(look) ?? look.text;
    const place = places.find(({ best }) => isOver(textSeen(best) ?? best.text, seen));
    if (place) {
      place.looks.push(look);
      place.value += value;
    } else places.push({ looks: [look], value, best: look });
  }
  return places.sort((a, b) => b.value - a.value);
}

const secondMargins = [evenMargin(0.3, 0.12), evenMargin(0.6, 0.25), evenMargin(0.9, 0.35), evenMargin(0.15, 0.3)];

function secondViews({ looks }: Place): View[] {
  return looks.slice(0, 3).flatMap((look) => {
    const text = textSeen(look);
    return text ? secondMargins.map((margin) => ({ text, margin, weight: look.weight })) : [];
  });
}

export async function readPhoto(grey: Grey, readStrips: ReadStrips, country?: CountryCode): Promise<PlaceRead[]> {
  const pyramid = toPyramid(grey, levels);
  const first = await lookAt(pyramid, viewsOf(pyramid).flat(), readStrips);
  const places = gather(first, country).slice(0, most.places);
  const reads = await Promise.all(
    places.map(async (place) => {
      const again = await lookAt(pyramid, secondViews(place), readStrips);
      const looks = [...place.looks, ...again];
      const texts = rank(looks, country);
      const value = looks.reduce((sum, look) => sum + valueOf(look, country), 0);
      return { looks, best: place.best, texts, value };
    }),
  );
  return reads.filter(({ texts }) => texts.length > 0).sort((a, b) => b.value - a.value);
}
