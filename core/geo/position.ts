/** Degrees, WGS 84. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const earthMetres = 6_371_000;
const inRadians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres as the crow flies (haversine); a road is longer, never shorter. */
export function metresBetween(from: Position, to: Position): number {
  const half = (a: number, b: number): number => Math.sin(inRadians(b - a) / 2) ** 2;
  const chord =
    half(from.latitude, to.latitude) +
    Math.cos(inRadians(from.latitude)) * Math.cos(inRadians(to.latitude)) * half(from.longitude, to.longitude);
  return 2 * earthMetres * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** A thousandth of a degree is about 100 metres: near enough to tell what is near, too far to tell at whose door. */
const rounded = (degrees: number): number => Math.round(degrees * 1_000) / 1_000;

/** A shared position as finely as it is kept. */
export const roughly = ({ latitude, longitude }: Position): Position => ({
  latitude: rounded(latitude),
  longitude: rounded(longitude),
});
