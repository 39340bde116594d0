import { communesOf, type Commune, type Position } from '../../../core/geo/index.ts';
import {
  categories,
  categoryOf,
  type CategoryCode,
  type ReportRecord,
  type ReportState,
} from '../../../core/reports/index.ts';
import { shownPosition, toPoint } from '../../../core/reports/blurring.ts';
import { foundWords } from '../../../core/reports/search/found-words.ts';
import { chance } from '../fines/fine-records.ts';

/** The moment up to which reports were told. */
export const reportsEnd = new Date('2026-11-21T08:00:00Z');
const tellingDays = 730;
const dayMs = 86_400_000;

const pick = <T>(list: readonly T[], number: number, salt: number): T =>
  list[Math.floor(chance(number, salt) * list.length)] as T;

const things = [
  'trou', 'lampadaire', 'tuyau', 'caniveau', 'poubelle', 'poteau', 'arbre', 'mur', 'câble', 'panneau', 'fuite', 'tas',
  'bruit', 'ravin', 'camion', 'égout',
]; // prettier-ignore
const sights = [
  'dangereux', 'ouvert', 'cassé', 'bouché', 'tombé', 'devant la maison', 'depuis trois jours', 'la nuit', 'encore',
  'près du marché', 'au carrefour', 'personne ne vient', 'les enfants passent', 'beaucoup de monde', 'odeur forte',
]; // prettier-ignore
const beginnings = [
  'ka',
  'lu',
  'mbu',
  'ngo',
  'tshi',
  'ma',
  'ki',
  'bo',
  'mo',
  'ndo',
  'sa',
  'wa',
  'be',
  'li',
  'nga',
  'ku',
];
const middles = [
  'lem',
  'band',
  'sang',
  'pemb',
  'zol',
  'mvul',
  'tumb',
  'kond',
  'binz',
  'yamb',
  'fwam',
  'las',
  'rond',
  'vit',
  'gomb',
  'dek',
];
const ends = ['a', 'o', 'e', 'u', 'ela', 'ini', 'oko', 'ula', 'aba', 'ebo', 'ika', 'umu'];

/** About three thousand names: of a street some tens of reports are told among a hundred thousand. */
const streetOf = (number: number): string =>
  `avenue ${pick(beginnings, number, 31)}${pick(middles, number, 32)}${pick(ends, number, 33)}`;

const stateOf = (number: number): ReportState => {
  const at = chance(number, 41);
  if (at < 0.2) return 'open';
  if (at < 0.3) return 'in_progress';
  return at < 0.9 ? 'resolved' : at < 0.96 ? 'rejected' : 'duplicate';
};

const signs = '23456789ACDEFHJKMNPQRTWXY';
const numberOf = (number: number): string =>
  Array.from({ length: 6 }, (_sign, at) => signs[Math.floor(number / signs.length ** at) % signs.length]).join('');

/** Within some two kilometres of the middle of its commune; every fifth was told in words. */
function positionOf(number: number, commune: Commune): Position | undefined {
  if (chance(number, 51) < 0.2) return undefined;
  const off = (salt: number): number => (chance(number, salt) - 0.5) * 0.04;
  return { latitude: commune.latitude + off(52), longitude: commune.longitude + off(53) };
}

/** Report `number`: always the same one. */
export function reportAt(number: number): ReportRecord {
  const commune = pick(communesOf('CD'), number, 61);
  const category: CategoryCode = pick(categories, number, 62).code;
  const createdAt = new Date(reportsEnd.getTime() - Math.floor(chance(number, 63) * tellingDays * dayMs));
  const state = stateOf(number);
  const position = positionOf(number, commune);
  const place = {
    country: 'CD' as const,
    category,
    city: commune.city,
    commune: commune.name,
    street: streetOf(number),
  };
  const shown = shownPosition({ ...place, ...(position && { position }) });
  const words = `${pick(things, number, 64)} ${pick(sights, number, 65)}, ${pick(sights, number, 66)}`;
  return {
    _id: number.toString(16).padStart(24, '0'),
    key: `report ${number}`,
    number: numberOf(number),
    ...place,
    words,
    region: commune.region,
    ...(position && { location: toPoint(position) }),
    ...(shown && { shown: toPoint(shown) }),
    photos: [],
    source: 'telegram',
    ...(chance(number, 67) < 0.7 && { reporterId: `person ${Math.floor(number / 3)}` }),
    state,
    revision: 1,
    bodyId: `body ${commune.city}`,
    votes: Math.floor(chance(number, 68) ** 4 * 40),
    followers: 1,
    comments: 0,
    flags: 0,
    hidden: chance(number, 69) < 0.01,
    toModerate: false,
    createdAt,
    changedAt: createdAt,
    dueAt: new Date(createdAt.getTime() + categoryOf(category).targetHours * 3_600_000),
    counted: 1,
    found: foundWords({ ...place, words }),
    announced: 1,
    done: [],
    history: [{ seq: 1, what: 'reported', at: createdAt, role: 'citizen' }],
  };
}
