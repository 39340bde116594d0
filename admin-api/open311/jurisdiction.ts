import { countryCodes } from '../../core/dialog/types.ts';
import { cityOf, communeAt, communesOf, metresBetween, type City, type Position } from '../../core/geo/index.ts';
import { missing, refuseAll, unknown } from './faults.ts';
import { fieldOf, type Fields } from './form.ts';

const field = 'jurisdiction_id';

/** The city that was named; undefined where none was. Throws `not_found`. */
export function askedCity(fields: Fields): City | undefined {
  const asked = fieldOf(fields, field);
  if (asked === undefined) return undefined;
  const city = cityOf(asked.toLowerCase());
  if (!city) throw refuseAll([unknown(field)]);
  return city;
}

/** The city that lies around a place. */
export function cityAround(position: Position): City | undefined {
  const id = countryCodes.map((country) => communeAt(country, position)?.city).find((city) => city !== undefined);
  return id === undefined ? undefined : cityOf(id);
}

/** The one that is meant where none is named: the only one of the key, or the one around the place. Throws `invalid_input`. */
export function meantCity(fields: Fields, only: readonly string[], position: Position | undefined): City {
  const [first, ...others] = only;
  const named = askedCity(fields);
  const around = position && cityAround(position);
  const city = named ?? around ?? (first !== undefined && others.length === 0 ? cityOf(first) : undefined);
  if (!city) throw refuseAll([missing(field)]);
  return city;
}

/** About as far as the outskirts reach from the middle of the outermost commune. */
const outskirtsMetres = 15_000;

export const liesIn = (position: Position, { country, id }: City): boolean =>
  communesOf(country, id).some((commune) => metresBetween(position, commune) <= outskirtsMetres);
