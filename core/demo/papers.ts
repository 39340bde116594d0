import type { CountryCode } from '../dialog/types.ts';
import type { FileService } from '../files/index.ts';
import type { Person } from '../identity/index.ts';
import type { PaperKind, PaperRecord } from '../vehicles/index.ts';
import { before, idOf, vehicleIdOf } from './ids.ts';
import { demoActors } from './people.ts';
import { demoVehicles, type DemoVehicle } from './vehicles.ts';

interface DemoPaper {
  readonly country: CountryCode;
  readonly plate: string;
  readonly kind: PaperKind;
  readonly sentDaysAgo: number;
  /** Days from now until it ends; a registration card does not. */
  readonly days?: number;
  /** No administrator has decided on it yet. */
  readonly waits?: boolean;
}

/** Of each kind of standing one that can be seen in a minute: valid, ending soon, waiting for an administrator. */
const papers: readonly DemoPaper[] = [
  { country: 'CD', plate: '1234AB01', kind: 'insurance', sentDaysAgo: 240, days: 120 },
  { country: 'CD', plate: '2345BC02', kind: 'inspection', sentDaysAgo: 300, days: 7 },
  { country: 'CD', plate: '2345BC02', kind: 'insurance', sentDaysAgo: 1, days: 380, waits: true },
  { country: 'CD', plate: '4567EF03', kind: 'registration', sentDaysAgo: 2, waits: true },
  { country: 'SN', plate: 'AA123BC', kind: 'insurance', sentDaysAgo: 275, days: 90 },
  { country: 'SN', plate: 'AA456CD', kind: 'inspection', sentDaysAgo: 200, days: 10 },
  { country: 'SN', plate: 'AA456CD', kind: 'insurance', sentDaysAgo: 1, days: 385, waits: true },
];

const insurers: Readonly<Record<CountryCode, string>> = { CD: 'Assurances de démonstration', SN: 'Assurances Exemple' };
const deciders: Readonly<Record<CountryCode, string>> = { CD: 'beatrice', SN: 'cheikh' };
const yearDays = 364;

/** A paper says days, not moments. */
const dayOf = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));

function saidOn({ kind, days, country }: DemoPaper, vehicle: DemoVehicle, holder: string, now: Date) {
  const same = { plate: vehicle.plate, vin: vehicle.vin, holder };
  if (days === undefined) return same;
  const until = dayOf(before(now, -days));
  const policy = `${country}-${vehicle.plate.slice(0, 4)}-${until.getUTCFullYear()}`;
  const insured = kind === 'insurance' ? { insurer: insurers[country] } : {};
  return { ...same, ...insured, policy, from: before(until, yearDays), until };
}

/** The papers with their photos, drawn and stored: without a photo nobody could decide on them. */
export async function paperRecords(
  people: ReadonlyMap<string, Person>,
  files: Pick<FileService, 'put' | 'byKey'>,
  now: Date,
): Promise<PaperRecord[]> {
  // Loaded when it is needed: the program must start quickly.
  const { drawPaper } = await import('./paper-picture.ts');
  const record = async (paper: DemoPaper): Promise<PaperRecord[]> => {
    const { country, plate, kind, sentDaysAgo, waits = false } = paper;
    const vehicle = demoVehicles.find((one) => one.country === country && one.plate === plate);
    const owner = vehicle && people.get(vehicle.owner);
    const decider = people.get(deciders[country]);
    if (!vehicle || !owner || !decider) return [];
    const name = demoActors.find(({ key }) => key === vehicle.owner)?.name ?? '';
    const said = saidOn(paper, vehicle, name, now);
    const _id = idOf('paper', `${country} ${plate} ${kind}`);
    const key = `demo:${_id}`;
    const kept = { name: 'papier', owner: owner.id, key: `paper:${key}` };
    const photo =
      (await files.byKey(kept.key)) ??
      (await files.put({ bytes: await drawPaper({ kind, country, vehicle, said }), ...kept }));
    const at = before(now, sentDaysAgo);
    const decidedAt = before(now, sentDaysAgo - 1);
    return [
      {
        _id,
        key,
        vehicleId: vehicleIdOf(country, plate),
        country,
        plate,
        kind,
        state: waits ? 'pending' : 'validated',
        revision: waits ? 1 : 2,
        personId: owner.id,
        role: 'owner',
        channel: 'whatsapp',
        ownerId: owner.id,
        photoId: photo.id,
        said,
        history: [
          { to: 'pending', at, by: owner.id },
          ...(waits ? [] : [{ from: 'pending' as const, to: 'validated' as const, at: decidedAt, by: decider.id }]),
        ],
        ...(waits ? {} : { decidedAt, ...('until' in said ? { until: said.until } : {}) }),
        createdAt: at,
      },
    ];
  };
  return (await Promise.all(papers.map(record))).flat();
}
