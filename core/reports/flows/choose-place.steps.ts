import { countries } from '../../countries/index.ts';
import { foldWords } from '../../dialog/commands.ts';
import { yesOrNo } from '../../dialog/yes-no.ts';
import type { Caller, CountryCode, Outcome, Turn } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import {
  citiesOf,
  cityOf,
  communeAt,
  communesIn,
  communesOf,
  placeNamed,
  type Commune,
  type Position,
} from '../../geo/index.ts';
import { toSearchWords } from '../../search/index.ts';
import { longestPlace } from '../limits.ts';
import type { NewReport, ReportService } from '../types.ts';
import type { SaidChoice } from './in-words.ts';

export type ScreenId = 'where' | 'commune' | 'confirm' | 'region' | 'street' | 'landmark';

export interface Data {
  readonly position: Position;
  readonly region: string;
  readonly city: string;
  readonly commune: string;
  readonly street: string;
  /** The region of whose communes none was meant. */
  readonly declined: string;
}

export interface ChoosePlaceDeps {
  readonly reports: Pick<ReportService, 'ofPerson'>;
  readonly saidChoice: SaidChoice;
}

/** What the dialog comes back with. */
export type PlaceChosen = NewReport['place'];

export type Step = Turn<Data, ChoosePlaceDeps>;
export type Next = Outcome<ScreenId, Data>;

export const elsewhere = 'elsewhere';
export const skip = 'skip';

/** The regions in which communes are known. */
export const regionsWithCities = (country: CountryCode): readonly string[] => [
  ...new Set(citiesOf(country).map(({ region }) => region)),
];

export const regionName = (country: CountryCode, region: string): string =>
  countries[country].regions.find(({ id }) => id === region)?.name ?? region;

export const cityName = (id: string): string => cityOf(id)?.name ?? id;

/** As the choice of a commune is given back: several cities have one of the same name. */
export const valueOf = ({ city, name }: Commune): string => `${city}/${name}`;
const communeOf = (country: CountryCode, value: string): Commune | undefined =>
  communesOf(country).find((commune) => valueOf(commune) === value);

/** All that is known by now. */
const placeIn = ({ position, region, city, commune, street }: Partial<Data>): PlaceChosen => ({
  ...(region && { region }),
  ...(city && { city }),
  ...(commune && { commune }),
  ...(street && { street }),
  ...(position && { position }),
});

/** The street that was told stays where the commune does. */
const inCommune = ({ data }: Step, { region, city, name }: Commune): Partial<Data> => ({
  region,
  city,
  commune: name,
  street: data.city === city && data.commune === name ? (data.street ?? '') : '',
});
const notHere = { city: '', commune: '', street: '' };

/** A shared position tells the rest. */
function take(turn: Step, commune: Commune): Next {
  const set = inCommune(turn, commune);
  return turn.data.position ? { done: placeIn({ ...turn.data, ...set }) } : { go: 'street', set };
}

/** Of a region that has one commune only, nobody is asked which. */
function inRegion(turn: Step, region: string): Next {
  const [only, ...others] = communesIn(turn.caller.country, region);
  if (only && others.length === 0) return take(turn, only);
  return only ? { go: 'commune', set: { ...notHere, region } } : { go: 'street', set: { ...notHere, region } };
}

export function byPosition(turn: Step, { latitude, longitude }: Position): Next {
  const position = { latitude, longitude };
  const commune = communeAt(turn.caller.country, position);
  if (commune) return { go: 'confirm', set: { position, ...inCommune(turn, commune) } };
  return { go: 'region', set: { position, ...notHere } };
}

/** Whoever has shared a position already, and whoever comes without. */
export const opened = (turn: Step): Next =>
  turn.data.position ? byPosition(turn, turn.data.position) : { go: 'where' };

export function choose(turn: Step, value: string): Next {
  if (value === elsewhere) return { go: 'region', set: { ...notHere, declined: '' } };
  const commune = communeOf(turn.caller.country, value);
  return commune ? take(turn, commune) : inRegion(turn, value);
}

/** Where the communes of one region are shown; whoever means none of them may mean another region, or its villages. */
export const chooseCommune = (turn: Step, value: string): Next =>
  value === elsewhere ? { go: 'region', set: { ...notHere, declined: turn.data.region ?? '' } } : choose(turn, value);

/**
 * "Marché Gambela, Kasa-Vubu": a landmark with the commune in which it is. Where the city is named too, its communes are
 * meant; and a commune that bears its city's name only where no other is named.
 */
function communeIn({ country }: Caller, typed: string, region: string | undefined): Commune | undefined {
  const words = new Set(toSearchWords(typed));
  const isTold = (name: string): boolean => toSearchWords(name).every((word) => words.has(word));
  const sureness = (commune: Commune): number =>
    (isTold(cityName(commune.city)) ? 4 : 0) +
    (commune.region === region ? 2 : 0) +
    (commune.name === cityName(commune.city) ? 0 : 1);
  return communesOf(country)
    .filter(({ name }) => isTold(name))
    .sort((a, b) => sureness(b) - sureness(a))[0];
}

const regionNamed = (country: CountryCode, typed: string): string | undefined =>
  countries[country].regions.find(({ name }) => foldWords(name) === foldWords(typed))?.id;

/** The name of a commune, a city or a region, or a landmark that names its commune. */
export function byName(turn: Step, typed: string): Next {
  const { caller, data } = turn;
  const { country } = caller;
  if (typed.length > longestPlace) return { retry: t('reports:tooLong', { most: longestPlace }) };
  const place = placeNamed(country, typed, data.region || undefined);
  if (place && 'city' in place) return take(turn, place);
  const region = place?.region ?? regionNamed(country, typed);
  if (region !== undefined) return inRegion(turn, region);
  const commune = communeIn(caller, typed, data.region || undefined);
  if (!commune) return { retry: t('reports:place.unknown') };
  return { done: { ...placeIn({ ...data, ...inCommune(turn, commune) }), landmark: typed } };
}

export const confirm = (turn: Step, value: string): Next =>
  value === elsewhere ? { go: 'where', set: notHere } : { done: placeIn(turn.data) };

/** The answer in words, or another commune by its name. */
export function confirmInWords(turn: Step, typed: string): Next {
  const said = yesOrNo(typed);
  if (said === undefined) return byName(turn, typed);
  return confirm(turn, said === 'yes' ? said : elsewhere);
}

/** Of its communes one is asked for, unless the position lies in none, or none of them was meant. */
export function chooseRegion({ caller: { country }, data }: Step, region: string): Next {
  const isOutside = data.position !== undefined && communeAt(country, data.position) === undefined;
  const hasCommunes = communesIn(country, region).length > 0 && data.declined !== region && !isOutside;
  return { go: hasCommunes ? 'commune' : 'street', set: { ...notHere, region } };
}

export function regionByName(turn: Step, typed: string): Next {
  const region = regionNamed(turn.caller.country, typed);
  return region === undefined
    ? { retry: t(`reports:place.regionUnknown.${turn.caller.country}`) }
    : chooseRegion(turn, region);
}

export const street = (_turn: Step, typed: string): Next =>
  typed.length > longestPlace
    ? { retry: t('reports:tooLong', { most: longestPlace }) }
    : { go: 'landmark', set: { street: typed } };

export const noStreet = (): Next => ({ go: 'landmark', set: { street: '' } });

export const landmark = (turn: Step, typed: string): Next =>
  typed.length > longestPlace
    ? { retry: t('reports:tooLong', { most: longestPlace }) }
    : { done: { ...placeIn(turn.data), landmark: typed } };

export const noLandmark = (turn: Step): Next => ({ done: placeIn(turn.data) });
