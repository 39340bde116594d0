import { communesOf, type Position } from '../../geo/index.ts';
import type { SeenReport } from '../types.ts';

const map = 'https://www.openstreetmap.org/';
const atStreet = 17;
const atCommune = 14;

const written = (degrees: number): string => degrees.toFixed(5);
const view = (zoom: number, { latitude, longitude }: Position): string =>
  `#map=${zoom}/${written(latitude)}/${written(longitude)}`;

/** A page of a public map: the place marked, or only the neighbourhood where no more may be known of it, or is. */
export function mapLink({ position, blurred, country, city, commune }: SeenReport): string | undefined {
  if (position && !blurred)
    return `${map}?mlat=${written(position.latitude)}&mlon=${written(position.longitude)}${view(atStreet, position)}`;
  const middle = position ?? communesOf(country).find((one) => one.name === commune && one.city === city);
  return middle && `${map}${view(atCommune, middle)}`;
}
