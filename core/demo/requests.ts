import type { CountryCode } from '../dialog/types.ts';
import type { Person } from '../identity/index.ts';
import { openKey, type VehicleRequestRecord } from '../vehicles/index.ts';
import { before, idOf, vehicleIdOf } from './ids.ts';
import { demoVehicles } from './vehicles.ts';

interface DemoRequest {
  readonly country: CountryCode;
  readonly plate: string;
  /** Key of a demo person. */
  readonly by: string;
  readonly daysAgo: number;
  readonly asked:
    | { readonly kind: 'claim'; readonly words: string }
    | { readonly kind: 'change'; readonly wish: VehicleRequestRecord['wish']; readonly words: string };
}

/** What waits for the administrators of the demo. */
const requests: readonly DemoRequest[] = [
  {
    country: 'CD',
    plate: '6789GH01',
    by: 'chantal',
    daysAgo: 3,
    asked: { kind: 'claim', words: "J'ai acheté ce RAV4 à Mme Kalala à Masina." },
  },
  {
    country: 'CD',
    plate: '4567EF03',
    by: 'grace',
    daysAgo: 1,
    asked: { kind: 'change', wish: { colour: 'blue' }, words: 'La voiture a été repeinte.' },
  },
  {
    country: 'SN',
    plate: 'AB789EF',
    by: 'fatou',
    daysAgo: 1,
    asked: { kind: 'change', wish: { colour: 'grey' }, words: 'La voiture a été repeinte.' },
  },
];

const shownOfVin = 6;

export function requestRecords(people: ReadonlyMap<string, Person>, now: Date): VehicleRequestRecord[] {
  return requests.flatMap(({ country, plate, by, daysAgo, asked }) => {
    const vehicle = demoVehicles.find((one) => one.country === country && one.plate === plate);
    const personId = people.get(by)?.id;
    if (!vehicle || personId === undefined) return [];
    const { kind, words } = asked;
    const at = before(now, daysAgo);
    const _id = idOf('request', `${country} ${plate} ${kind}`);
    const changed =
      asked.kind === 'change'
        ? { wish: asked.wish, was: { colour: vehicle.colour } }
        : { wish: {}, was: {}, vinEnd: vehicle.vin.slice(-shownOfVin) };
    return [
      {
        _id,
        key: `demo:${_id}`,
        kind,
        state: 'pending' as const,
        revision: 1,
        personId,
        country,
        plate,
        vehicleId: vehicleIdOf(country, plate),
        ...changed,
        words,
        photos: [],
        history: [{ to: 'pending' as const, at, by: personId }],
        decideFrom: at,
        open: openKey({ personId, country, plate, kind }),
        createdAt: at,
      },
    ];
  });
}
