import { foldWords } from '../dialog/index.ts';
import { metresBetween, type Position } from '../geo/index.ts';
import type { Place } from './infraction.model.ts';

/** Two positions this near are one place: a crossing, and what phones are wrong by. */
const nearMetres = 300;

const hasPosition = (place: Place): place is Place & Position =>
  place.latitude !== undefined && place.longitude !== undefined;

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
