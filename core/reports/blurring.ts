import type { CountryCode } from '../dialog/types.ts';
import { communesOf, type Position } from '../geo/index.ts';
import { categoryOf, type CategoryCode } from './categories.ts';
import type { ReportPoint } from './report.model.ts';

/** A hundredth of a degree is about a kilometre. */
const rounded = (degrees: number): number => Math.round(degrees * 100) / 100;

interface Placed {
  readonly country: CountryCode;
  readonly category: CategoryCode;
  readonly city?: string;
  readonly commune?: string;
  readonly position?: Position;
}

/**
 * Where everybody is shown a report: of a blurred category the middle of its commune, or about a kilometre where none is
 * known; undefined where no position was shared.
 */
export function shownPosition({ country, category, city, commune, position }: Placed): Position | undefined {
  if (!position || categoryOf(category).position === 'exact') return position;
  const middle = communesOf(country).find((one) => one.name === commune && one.city === city);
  return middle
    ? { latitude: middle.latitude, longitude: middle.longitude }
    : { latitude: rounded(position.latitude), longitude: rounded(position.longitude) };
}

export const toPoint = ({ latitude, longitude }: Position): ReportPoint => ({
  type: 'Point',
  coordinates: [longitude, latitude],
});
