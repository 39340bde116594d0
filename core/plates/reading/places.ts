import type { CountryCode } from '../../dialog/types.ts';
import { centreOf, heightOf, widthOf } from './geometry.ts';
import type { Quad } from './geometry.ts';
import { expectationOf } from './layouts.ts';
import { textSeen } from './looks.ts';
import type { Look } from './looks.ts';

/** Looks at one place of the photo. */
export interface Place {
  /** The one with the most value first. */
  readonly looks: Look[];
  value: number;
}

const fewestSigns = 3;

/** How much a look speaks for a plate: how sure the reading is, and how often plates read so. */
export const valueOf = ({ read, weight }: Look, country?: CountryCode): number =>
  read.text.length < fewestSigns ? 0 : weight * Math.exp(read.weight / 2) * expectationOf(read.text, country);

const isOver = (a: Quad, b: Quad): boolean => {
  const [one, two] = [centreOf(a), centreOf(b)];
  return (
    Math.abs(one.x - two.x) < Math.max(widthOf(a), widthOf(b)) / 2 &&
    Math.abs(one.y - two.y) < Math.max(heightOf(a), heightOf(b)) / 2
  );
};

/** Looks that show something, by place; the place with the most value first. */
export function gather(looks: readonly Look[], country?: CountryCode): Place[] {
  const places: { place: Place; text: Quad }[] = [];
  const valued = looks.map((look) => ({ look, value: valueOf(look, country) })).sort((a, b) => b.value - a.value);
  for (const { look, value } of valued) {
    if (value === 0) break;
    const text = textSeen(look) ?? look.text;
    const over = places.find((other) => isOver(other.text, text));
    if (over) {
      over.place.looks.push(look);
      over.place.value += value;
    } else places.push({ place: { looks: [look], value }, text });
  }
  return places.map(({ place }) => place).sort((a, b) => b.value - a.value);
}
