import { countries } from '../../../countries/index.ts';
import type { Caller, CountryCode, Outcome, Turn } from '../../../dialog/types.ts';
import { moment, t, type Text } from '../../../dialog/words.ts';
import type { ReadPlateDeps } from '../../../plates/index.ts';
import type { VehiclePapers } from '../../papers/index.ts';
import type { OfficialRegister } from '../../providers/index.ts';
import type { VehicleSearch } from '../../search/index.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import type { VehicleOwners } from '../../vehicle-owners.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { viewerOf, type Viewer } from '../../visibility.ts';
import type { LookupService } from '../lookups.service.ts';

export type ScreenId = 'ask' | 'choose' | 'card' | 'unknown';

export interface Data {
  /** What was typed, or read from a photo. */
  readonly typed: string;
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
}

export interface CheckVehicleDeps extends Pick<ReadPlateDeps, 'plateReadings'> {
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  /** Asked for plates that ours does not know; without it ours alone is. */
  readonly officialRegister?: Pick<OfficialRegister, 'vehicleOf'>;
  readonly vehicleSearch: VehicleSearch;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly lookups: Pick<LookupService, 'record' | 'admit'>;
  /** Without them the card says nothing of papers. */
  readonly vehiclePapers?: Pick<VehiclePapers, 'statesOf'>;
}

export type CheckTurn = Turn<Data, CheckVehicleDeps>;
export type Next = Outcome<ScreenId, Data>;

export const isOnDuty = ({ staffUntil }: Caller, now: Date): boolean =>
  staffUntil !== undefined && new Date(staffUntil) > now;

/** As whom the person of this dialog looks at a vehicle. */
export const viewerIn = (
  { caller, now }: { readonly caller: Caller; readonly now: Date },
  vehicle: Pick<Vehicle, 'ownerId'>,
): Viewer => viewerOf({ personId: caller.personId, roles: caller.roles, onDuty: isOnDuty(caller, now) }, vehicle);

/** Why nothing more is shown today; undefined where something may be. */
async function tooMany(turn: CheckTurn, plate: string): Promise<Text | undefined> {
  const { caller, deps } = turn;
  const { personId, channel, address, country } = caller;
  const looker = { personId, address: `${channel}:${address}`, country, viewer: viewerIn(turn, {}) };
  const until = await deps.lookups.admit(looker, plate);
  return until && t('vehicles:check.limit', { until: moment(until, countries[country].timeZone, 'datetime') });
}

async function note(turn: CheckTurn, looked: { vehicle: Vehicle } | { country: CountryCode; plate: string }): Promise<void> {
  const { caller, deps, turnId } = turn;
  const { personId, roles, channel } = caller;
  const of = 'vehicle' in looked ? looked.vehicle : {};
  await deps.lookups.record({
    ...looked,
    key: `card:${turnId}`,
    viewer: viewerIn(turn, of),
    by: { personId, roles, channel },
    what: 'card',
    found: 'vehicle' in looked,
  });
} // prettier-ignore

/** Shows the card of a vehicle, or that there is none, once the look is noted. */
export async function open(turn: CheckTurn, country: CountryCode, plate: string): Promise<Next> {
  const refused = await tooMany(turn, plate);
  if (refused) return { retry: refused };
  const { officialRegister, vehicles } = turn.deps;
  const vehicle = await (officialRegister?.vehicleOf(country, plate) ?? vehicles.byPlate(country, plate));
  await note(turn, vehicle ? { vehicle } : { country, plate });
  return { go: vehicle ? 'card' : 'unknown', set: { country, plate } };
}

/** Looks for what was typed: one vehicle, several to choose from, or what to do next. */
export async function look(turn: CheckTurn, typed: string): Promise<Next> {
  const found = await turn.deps.vehicleSearch.find(typed, turn.caller.country);
  switch (found.kind) {
    case 'unreadable':
      return { retry: t('vehicles:check.notOne') };
    case 'one':
      return open(turn, found.vehicle.country, found.vehicle.plate);
    case 'none':
      return open(turn, found.asked.country, found.asked.plate);
    case 'noVin':
    case 'several':
    case 'near': {
      // Lists and refusals tell something too: whoever tries one number after the other is stopped in the end.
      const refused = await tooMany(turn, typed.toUpperCase().slice(0, 40));
      if (refused) return { retry: refused };
      if (found.kind === 'noVin') return { retry: t('vehicles:check.noVin') };
      if (found.kind === 'near') await note(turn, found.asked);
      return { go: 'choose', set: { typed } };
    }
  }
}

/** Entered at the card from elsewhere; somebody who may see no more goes back there. */
export async function opened(turn: CheckTurn): Promise<Next> {
  const { country = turn.caller.country, plate = '' } = turn.data;
  const next = await open(turn, country, plate);
  return 'retry' in next ? { leave: true, notice: next.retry } : next;
}
