import { t, type Words } from '../../core/dialog/words.ts';
import { communeNamed, type City, type Position } from '../../core/geo/index.ts';
import { attributesOf, type ApiKey, type Wish } from '../../core/open311/index.ts';
import { categoryOf, isCategory, longestPlace, longestWords, type CategoryCode } from '../../core/reports/index.ts';
import { answersOf } from './answers-of.ts';
import { missing, other, refusal, refuseAll, tooLong, unknown, wrong, type Fault } from './faults.ts';
import { fieldOf, type Fields } from './form.ts';
import { askedCity, liesIn, meantCity } from './jurisdiction.ts';
import type { InLanguage } from './services.ts';

/** "Free form text limited to 4,000 characters." */
const longestDescription = 4_000;
const longestUrl = 2_000;
const longestAddress = 2 * longestPlace;
/** No commune has a longer one; to look for a sentence among them takes long. */
const longestName = 40;
/** What names a person: taken, and not kept. */
const contact = ['email', 'device_id', 'account_id', 'first_name', 'last_name', 'phone'];

export interface ReadWish {
  readonly wish: Wish;
  /** What whoever told it should know. */
  readonly notices: readonly Words[];
}

function degreesOf(fields: Fields, name: 'lat' | 'long', most: number, faults: Fault[]): number | undefined {
  const text = fieldOf(fields, name);
  if (text === undefined) return undefined;
  const degrees = /^[+-]?\d{1,3}(\.\d{1,20})?$/.test(text) ? Number(text) : NaN;
  if (Math.abs(degrees) <= most) return degrees;
  faults.push(wrong(name, `-${most} - ${most}`));
  return undefined;
}

function positionOf(fields: Fields, faults: Fault[]): Position | undefined {
  const latitude = degreesOf(fields, 'lat', 90, faults);
  const longitude = degreesOf(fields, 'long', 180, faults);
  if (fields.has('lat') !== fields.has('long')) faults.push(missing(fields.has('lat') ? 'long' : 'lat'));
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

const partsOf = (address: string): string[] =>
  address
    .replaceAll('\n', ',')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** "From most specific to most general": the city stands last, and a commune that is known by its name before it. */
function addressed(address: string, { country, id, name, region }: City) {
  const all = partsOf(address);
  // Of the commune of Kinshasa in the city of Kinshasa, the city is meant.
  const parts = all.at(-1)?.toLowerCase() === name.toLowerCase() && all.length > 1 ? all.slice(0, -1) : all;
  const communes = parts.map((part) => (part.length > longestName ? undefined : communeNamed(country, part, region)));
  const at = communes.findLastIndex((commune) => commune?.city === id);
  const commune = communes[at]?.name;
  const signs = [...parts.filter((_part, index) => index !== at).join(', ')];
  return {
    ...(commune !== undefined && { commune }),
    ...(signs.length > 0 && { street: signs.slice(0, longestPlace).join('') }),
    ...(signs.length > longestPlace && { landmark: signs.slice(longestPlace).join('') }),
  };
}

function placeOf(fields: Fields, { jurisdictions }: ApiKey, faults: Fault[]) {
  const position = positionOf(fields, faults);
  const written = fieldOf(fields, 'address_string');
  const address = written !== undefined && /[\p{L}\p{N}]/u.test(written) ? written : undefined;
  if (!position && address === undefined && faults.length === 0)
    faults.push(fields.has('address_id') ? unknown('address_id') : other('location'));
  if (address !== undefined && [...address].length > longestAddress)
    faults.push(tooLong('address_string', longestAddress));
  // What else is wrong is told in the same answer, and without a place there is no city to mean.
  if (faults.length > 0 && !askedCity(fields)) return undefined;
  const city = meantCity(fields, jurisdictions, position);
  if (jurisdictions.length > 0 && !jurisdictions.includes(city.id)) throw refusal('keyRights');
  if (position && !liesIn(position, city)) faults.push(other('outside', { city: city.name }));
  const told = address === undefined || faults.length > 0 ? {} : addressed(address, city);
  return {
    country: city.country,
    place: { city: city.id, region: city.region, ...told, ...(position && { position }) },
  };
}

function categoryIn(fields: Fields, faults: Fault[]): CategoryCode | undefined {
  const code = fieldOf(fields, 'service_code');
  if (code !== undefined && isCategory(code)) return code;
  faults.push(code === undefined ? missing('service_code') : unknown('service_code'));
  return undefined;
}

function wordsOf(fields: Fields, answers: readonly string[], faults: Fault[]): { words: string; isCut: boolean } {
  const description = [...(fieldOf(fields, 'description') ?? '')];
  if (description.length > longestDescription) faults.push(tooLong('description', longestDescription));
  // The answers are short, and none of them is lost.
  const rest = answers.join('\n');
  const room = longestWords - (rest === '' ? 0 : [...rest].length + 1);
  const kept = description.slice(0, Math.max(0, room)).join('').trim();
  return { words: [kept, rest].filter((part) => part !== '').join('\n'), isCut: description.length > room };
}

function mediaOf(fields: Fields, faults: Fault[]): string | undefined {
  const url = fieldOf(fields, 'media_url');
  if (url !== undefined && url.length > longestUrl) faults.push(tooLong('media_url', longestUrl));
  return url;
}

/** What POST Service Request asks for. Throws `invalid_input`, `not_found` or `forbidden` with all that is wrong. */
export function toWish(fields: Fields, key: ApiKey, reader: InLanguage): ReadWish {
  const faults: Fault[] = [];
  const located = placeOf(fields, key, faults);
  const category = categoryIn(fields, faults);
  const answers = category ? answersOf(attributesOf(category), fields, reader, faults) : [];
  const { words, isCut } = wordsOf(fields, answers, faults);
  const mediaUrl = mediaOf(fields, faults);
  if (faults.length > 0 || !category || !located) throw refuseAll(faults);
  const { targetHours } = categoryOf(category);
  return {
    wish: { keyId: key.id, category, words, ...located, ...(mediaUrl !== undefined && { mediaUrl }) },
    notices: [
      t('open311:notice.target', { hours: targetHours }),
      ...(contact.some((name) => fields.has(name)) ? [t('open311:notice.anonymous')] : []),
      ...(isCut ? [t('open311:notice.cut', { most: longestWords })] : []),
    ],
  };
}
