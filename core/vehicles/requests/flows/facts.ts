import { DateTime } from 'luxon';

import { countries } from '../../../countries/index.ts';
import type { CountryCode, View } from '../../../dialog/types.ts';
import { moment, t, type Param, type Text } from '../../../dialog/words.ts';
import { parsePlate, showPlate } from '../../../plates/index.ts';
import { vehicleCategories, vehicleColours, vehicleFuels } from '../../vehicle.model.ts';
import type { VehicleFact } from '../../vehicle.schema.ts';
import { parseVin } from '../../vin.ts';
import { longestWords } from '../request.states.ts';
import { proposable, type Wishes } from '../wishes.ts';

/** Facts as a dialog keeps them: as the API takes them, fit for JSON. */
export type Wish = Readonly<Record<string, string | number>>;

const days = ['insuranceUntil', 'inspectionUntil', 'taxUntil', 'firstRegistration'] as const;
const numbers = ['year', 'fiscalPower', 'mileage'] as const;
const choices: Partial<Record<VehicleFact, readonly string[]>> = {
  colour: vehicleColours,
  category: vehicleCategories,
  fuel: vehicleFuels,
};
const examples: Partial<Record<VehicleFact, string>> = {
  make: 'Toyota',
  model: 'Corolla',
  year: '2018',
  vin: 'JTDKB20U093123456',
  fiscalPower: '9',
  mileage: '84000',
  ownerArea: 'Gombe',
};
const examplePlates: Readonly<Record<CountryCode, string>> = { CD: '1234AB01', SN: 'AA123BC' };

const isOneOf = (list: readonly VehicleFact[], fact: VehicleFact): boolean => list.includes(fact);
const exampleOf = (fact: VehicleFact, country: CountryCode): string =>
  fact === 'plate' ? examplePlates[country] : (examples[fact] ?? '31/12/2026');

export const toFact = (text: string): VehicleFact | undefined => proposable.find((fact) => fact === text);
export const factName = (fact: VehicleFact): Text => t(`requests:fact.${fact}`);
export const notOne = (fact: VehicleFact, country: CountryCode): Text =>
  t('requests:notOne', { example: exampleOf(fact, country) });

/** The question for one fact: a choice of what it can be, or an example of what to type. */
export function askFact(fact: VehicleFact, country: CountryCode): View {
  const what = factName(fact);
  const listed = choices[fact];
  return listed
    ? {
        text: t('requests:choose', { what }),
        options: listed.map((value) => ({ value, label: t(`vehicles:${fact}.${value}`) })),
      }
    : { text: t('requests:ask', { what, example: exampleOf(fact, country) }) };
}

/** A day as it is typed, 31/12/2026 or 2026-12-31, as the API takes it. */
function readDay(typed: string): string | undefined {
  const text = typed.replace(/[\s.-]+/g, '/');
  const day = ['d/M/yyyy', 'd/M/yy', 'yyyy/M/d']
    .map((format) => DateTime.fromFormat(text, format, { zone: 'utc' }))
    .find(({ isValid }) => isValid);
  return day?.toISODate() ?? undefined;
}

function readPlate(typed: string, country: CountryCode): string | undefined {
  const parsed = parsePlate(typed, country);
  return parsed && !parsed.partial && (parsed.country ?? country) === country ? parsed.canonical : undefined;
}

function readAs(fact: VehicleFact, typed: string, country: CountryCode): string | number | undefined {
  if (isOneOf(days, fact)) return readDay(typed);
  if (isOneOf(numbers, fact)) {
    const digits = typed.replace(/[\s.]|km|cv/gi, '');
    return /^\d{1,7}$/.test(digits) ? Number(digits) : undefined;
  }
  if (fact === 'vin') return parseVin(typed);
  return fact === 'plate' ? readPlate(typed, country) : typed;
}

/** What somebody has typed for a fact, as the API takes it; undefined when the register would not. */
export function readFact(
  fact: VehicleFact,
  typed: string,
  { country, wishes }: { readonly country: CountryCode; readonly wishes: Wishes },
): string | number | undefined {
  const value = readAs(fact, typed, country);
  return value !== undefined && wishes.isFit(fact, value) ? value : undefined;
}

/** A fact as people read it. */
export function factValue(fact: VehicleFact, value: unknown, country: CountryCode): Param {
  if (value === undefined || value === null) return t('requests:nothing');
  if (isOneOf(days, fact)) return moment(new Date(value as string), countries[country].timeZone);
  if (choices[fact]) return t(`vehicles:${fact}.${value as string}`);
  return fact === 'plate' ? showPlate(value as string) : typeof value === 'number' ? String(value) : (value as string);
}

/** The facts of a wish in the order in which they are offered. */
export const factsIn = (wish: object): readonly VehicleFact[] => proposable.filter((fact) => fact in wish);

/** "Couleur : blanche". */
export const lineOf = (fact: VehicleFact, value: unknown, country: CountryCode): Text =>
  t('requests:line', { what: factName(fact), value: factValue(fact, value, country) });

/** "Couleur : blanche -> rouge". */
export const changeLine = (fact: VehicleFact, from: unknown, to: unknown, country: CountryCode): Text =>
  t('requests:changed', {
    what: factName(fact),
    before: factValue(fact, from, country),
    after: factValue(fact, to, country),
  });

/** Why these are no words to keep; undefined when they are. */
export const badWords = (typed: string): Text | undefined => {
  if (typed.length > longestWords) return t('contestations:words.tooLong', { most: longestWords });
  return /[\p{L}\p{N}]{2}/u.test(typed) ? undefined : t('contestations:words.notOne');
};
