import { foldWords } from '../dialog/index.ts';
import type { Place } from './infraction.model.ts';

/** Two positions this near are one place: a crossing, and what phones are wrong by. */
const nearMetres = 300;
const earthMetres = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

type Position = Required<Pick<Place, 'latitude' | 'longitude'>>;
const hasPosition = (place: Place): place is Place & Position =>
  place.latitude !== undefined && place.longitude !== undefined;

/** Metres between two positions, as on a flat sheet: right to a metre or two at this distance. */
function metresBetween(a: Position, b: Position): number {
  const north = radians(b.latitude - a.latitude);
  const east = radians(b.longitude - a.longitude) * Math.cos(radians((a.latitude + b.latitude) / 2));
  return earthMetres * Math.hypot(north, east);
}

/**
 * Whether two entries may speak of one place: near positions, else one commune, else the same words. Two that cannot be
 * compared (a position and words) may be one.
 */
export function isSamePlace(a: Place, b: Place): boolean {
  if (hasPosition(a) && hasPosition(b)) return metresBetween(a, b) <= nearMetres;
  if (a.commune && b.commune) return a.commune === b.commune;
  if (hasPosition(a) || hasPosition(b) || a.commune || b.commune) return true;
  return foldWords(a.text) === foldWords(b.text);
}
