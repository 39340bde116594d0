import { countries } from '../countries/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import { cityOf, communeAt, communeNamed, type Commune, type Position } from '../geo/index.ts';
import { longestPlace } from './limits.ts';
import type { ReportPlace } from './report.model.ts';
import type { NewReport } from './types.ts';

const refuse = (reason: string): LisoloError => new LisoloError('invalid_input', { reason });

/** One line, without what only a machine writes; nothing where nothing is left. */
function plain(text: string | undefined): string | undefined {
  const line = text
    ?.normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  if (line !== undefined && [...line].length > longestPlace) throw refuse('place_too_long');
  return line === '' ? undefined : line;
}

function checked(position: Position | undefined): Position | undefined {
  if (!position) return undefined;
  const { latitude, longitude } = position;
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) throw refuse('bad_position');
  return { latitude, longitude };
}

function cityIn(country: CountryCode, id: string | undefined) {
  const city = id === undefined ? undefined : cityOf(id);
  if (id !== undefined && city?.country !== country) throw refuse('unknown_city');
  return city;
}

/**
 * Where something is: a position or a commune tells the city and the region; what a person names goes before what the
 * position seems to be. Throws `invalid_input` with reason `no_place`, `place_too_long`, `bad_position`,
 * `unknown_city`, `unknown_region`.
 */
export function toReportPlace(country: CountryCode, told: NewReport['place']): ReportPlace {
  const position = checked(told.position);
  const street = plain(told.street);
  const landmark = plain(told.landmark);
  const typed = plain(told.commune);
  const asked = cityIn(country, told.city);
  const fits = (one: Commune | undefined): one is Commune =>
    one !== undefined && (!asked || one.city === asked.id) && (told.region === undefined || one.region === told.region);
  const [near] = [position && communeAt(country, position)].filter(fits);
  const hint = asked?.region ?? told.region ?? near?.region;
  const [named] = [typed === undefined ? undefined : communeNamed(country, typed, hint)].filter(fits);
  const here = typed === undefined ? near : named;
  const region = hint ?? here?.region;
  if (region === undefined) throw refuse('no_place');
  if (!countries[country].regions.some(({ id }) => id === region)) throw refuse('unknown_region');
  const city = asked?.id ?? here?.city ?? near?.city;
  const commune = here?.name ?? typed;
  const place = {
    ...(commune !== undefined && { commune }),
    ...(street !== undefined && { street }),
    ...(landmark !== undefined && { landmark }),
    ...(position && { position }),
  };
  if (Object.keys(place).length === 0) throw refuse('no_place');
  return { region, ...(city !== undefined && { city }), ...place };
}
