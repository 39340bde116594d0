import type { TextLine } from './find.ts';
import type { Grey } from './image.ts';
import { textSeen } from './looks.ts';
import type { View } from './looks.ts';
import type { Place } from './places.ts';
import { evenMargin } from './rectify.ts';
import type { Region } from './regions.ts';

const lineMargins = [evenMargin(0.6, 0.2), { left: 1, right: 1, top: 0.6, bottom: 0.5 }];
/** A region is a whole plate, or one with a frame above and below its signs. */
const regionMargins = [evenMargin(0.05, 0.02), evenMargin(0, -0.17)];
const wholeMargins = [
  evenMargin(0, 0),
  evenMargin(-0.1, -0.1),
  { left: -0.05, right: -0.05, top: -0.25, bottom: -0.05 },
  { left: -0.05, right: -0.05, top: -0.05, bottom: -0.25 },
];
/** Round the signs that were seen; the network was taught with as little and as much. */
const closerMargins = [
  evenMargin(0.3, 0.1),
  evenMargin(0.6, 0.22),
  evenMargin(0.9, 0.34),
  evenMargin(0.15, 0.28),
  // A first or last sign may have been missed.
  { left: 0.3, right: 1.4, top: 0.2, bottom: 0.2 },
  { left: 1.4, right: 0.3, top: 0.2, bottom: 0.2 },
];

export const firstViews = (lines: readonly TextLine[], regions: readonly Region[]): View[] => [
  ...lines.flatMap(({ quad, score }) => lineMargins.map((margin) => ({ text: quad, margin, weight: 0.3 + score }))),
  ...regions.flatMap(({ quad }) => regionMargins.map((margin) => ({ text: quad, margin, weight: 0.5 }))),
];

/** The photo itself, when it has the shape of a plate. */
export function wholePhoto({ width, height }: Grey): View[] {
  if (width < height * 1.2 || width > height * 8) return [];
  const quad = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ] as const;
  return wholeMargins.map((margin) => ({ text: quad, margin, weight: 0.6 }));
}

/** Once more, by where the signs of the two best looks stand. */
export const closerViews = ({ looks }: Place): View[] =>
  looks.slice(0, 2).flatMap((look) => {
    const text = textSeen(look);
    return text ? closerMargins.map((margin) => ({ text, margin, weight: look.weight })) : [];
  });
