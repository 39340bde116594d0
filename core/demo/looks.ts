import type { CountryCode } from '../dialog/types.ts';
import type { Person } from '../identity/index.ts';
import type { LookupRecord } from '../vehicles/index.ts';
import { before, idOf, vehicleIdOf } from './ids.ts';
import { demoActors } from './people.ts';

type Row = readonly [
  country: CountryCode,
  plate: string,
  by: string,
  daysAgo: number,
  what: LookupRecord['what'],
  channel: LookupRecord['channel'],
];

/** So that owners have something to read when they ask who looked. */
const looks: readonly Row[] = [
  ['CD', '1234AB01', 'didier', 38, 'verification', 'whatsapp'],
  ['CD', '1234AB01', 'joseph', 12, 'card', 'ussd'],
  ['CD', '1234AB01', 'solange', 4, 'fine', 'telegram'],
  ['CD', '2345BC02', 'solange', 14, 'verification', 'telegram'],
  ['CD', '4567EF03', 'chantal', 5, 'card', 'whatsapp'],
  ['SN', 'AA123BC', 'ousmane', 6, 'verification', 'whatsapp'],
  ['SN', 'AA123BC', 'mamadou', 2, 'card', 'ussd'],
];

const keepDays = 730;

export const lookRecords = (people: ReadonlyMap<string, Person>, now: Date): LookupRecord[] =>
  looks.map(([country, plate, by, daysAgo, what, channel]) => {
    const role = demoActors.find(({ key }) => key === by)?.role;
    const personId = people.get(by)?.id;
    const _id = idOf('look', `${country} ${plate} ${by} ${what}`);
    const at = before(now, daysAgo);
    return {
      _id,
      key: `demo:${_id}`,
      at,
      what,
      country,
      plate,
      vehicleId: vehicleIdOf(country, plate),
      found: true,
      viewer: role === 'citizen' ? ('public' as const) : ('agent' as const),
      ...(personId === undefined ? {} : { personId }),
      ...(role === undefined || role === 'citizen' ? {} : { role }),
      channel,
      expiresAt: before(at, -keepDays),
    };
  });
