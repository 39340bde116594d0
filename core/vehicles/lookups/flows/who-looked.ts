import { countries } from '../../../countries/index.ts';
import { defineFlow } from '../../../dialog/types.ts';
import type { Caller, Looking, View } from '../../../dialog/types.ts';
import { moment, t, type Text } from '../../../dialog/words.ts';
import type { IdentityService } from '../../../identity/index.ts';
import { showPlate } from '../../../plates/index.ts';
import { ownedSince } from '../../owner-history.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import type { Lookup } from '../lookup.model.ts';
import type { LookupService, MonthOfLooks } from '../lookups.service.ts';
import { viewerIn } from '../../viewer.ts';

interface Data {
  readonly vehicleId: string;
  /** The last look of the page above; empty on the first one. */
  readonly before: string;
}

export interface WhoLookedDeps {
  readonly vehicles: Pick<VehicleService, 'byId'>;
  readonly lookups: Pick<LookupService, 'of' | 'perMonth'>;
  readonly people: Pick<IdentityService, 'byId'>;
}

type Looks = Looking<Data, WhoLookedDeps>;

const perPage = 8;
const months = 3;

/** Roles by which an officer is named; everybody else in the administration is the administration. */
const officers = ['pcr_agent', 'opj'] as const;
const kindOf = (role: string): string => officers.find((officer) => officer === role) ?? 'office';

/** Officers are named, with their role; a citizen who looks is nobody's business. */
async function whoOf({ personId, role }: Lookup, { personId: self }: Caller, { people }: WhoLookedDeps): Promise<Text> {
  if (personId !== undefined && personId === self) return t('vehicles:looked.you');
  if (role === undefined) return t('vehicles:looked.someone');
  const name = personId === undefined ? undefined : (await people.byId(personId))?.name;
  const kind = t(`vehicles:looked.role.${kindOf(role)}`);
  return name === undefined ? kind : t('vehicles:looked.officer', { role: kind, name });
}

async function lineOf(look: Lookup, { caller, deps }: Looks): Promise<Text> {
  return t('vehicles:looked.item', {
    at: moment(look.at, countries[caller.country].timeZone, 'datetime'),
    who: await whoOf(look, caller, deps),
    what: t(`vehicles:looked.what.${look.what}`),
    channel: t(`vehicles:looked.channel.${look.channel}`),
  });
}

const monthLine = ({ month, count }: MonthOfLooks): Text =>
  t('vehicles:looked.month', { month: month.split('-').reverse().join('/'), count });

async function show(looking: Looks): Promise<View> {
  const { data, deps, caller } = looking;
  const before = data.before || undefined;
  const vehicle = await deps.vehicles.byId(data.vehicleId ?? '');
  const viewer = vehicle && viewerIn(looking, vehicle);
  if (!vehicle || (viewer !== 'owner' && viewer !== 'admin')) return { text: t('vehicles:looked.notYours') };
  // Who looked while it was somebody else's is that owner's affair.
  const since = viewer === 'owner' ? ownedSince(vehicle) : undefined;
  const { timeZone } = countries[caller.country];
  const [found, counts] = await Promise.all([
    deps.lookups.of(vehicle.id, { before, since, limit: perPage + 1 }),
    before === undefined ? deps.lookups.perMonth(vehicle.id, months, timeZone, since) : [],
  ]);
  const page = found.slice(0, perPage);
  const last = page.at(-1);
  const plate = showPlate(vehicle.plate);
  if (!last && before === undefined) return { text: t('vehicles:looked.none', { plate }) };
  return {
    text: [
      t('vehicles:looked.head', { plate }),
      ...counts.filter(({ count }) => count > 0).map(monthLine),
      ...(await Promise.all(page.map((look) => lineOf(look, looking)))),
    ],
    options: [
      ...(last && found.length > perPage ? [{ value: last.id, label: t('vehicles:looked.older') }] : []),
      ...(before === undefined ? [] : [{ value: 'newest', label: t('vehicles:looked.newest') }]),
    ],
  };
}

/** B7: the owner reads who looked at the vehicle, newest first. */
export const whoLooked = defineFlow<'list', Data, WhoLookedDeps>({
  id: 'who-looked',
  version: 1,
  start: 'list',
  screens: {
    list: {
      show,
      on: {
        choice: (_turn, value) => ({ go: 'list', set: { before: value === 'newest' ? '' : value } }),
      },
    },
  },
});
