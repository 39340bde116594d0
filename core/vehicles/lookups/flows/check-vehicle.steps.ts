import type { CountryCode, Outcome, Turn } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { plateTaken, type PlateSought, type ReadPlateDeps } from '../../../plates/index.ts';
import type { VehiclePapers } from '../../papers/index.ts';
import type { OfficialRegister } from '../../providers/index.ts';
import type { VehicleSearch } from '../../search/index.ts';
import type { VehicleOwners } from '../../vehicle-owners.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { noteLook, tooManyLooks, type LooksDeps } from './looks.ts';

export type ScreenId = 'ask' | 'choose' | 'card' | 'unknown';

export interface Data extends PlateSought {
  /** What was typed, or read from a photo. */
  readonly typed: string;
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
}

export interface CheckVehicleDeps extends Pick<ReadPlateDeps, 'plateReadings'>, LooksDeps {
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  /** Asked for plates that ours does not know; without it ours alone is. */
  readonly officialRegister?: Pick<OfficialRegister, 'vehicleOf'>;
  readonly vehicleSearch: VehicleSearch;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  /** Without them the card says nothing of papers. */
  readonly vehiclePapers?: Pick<VehiclePapers, 'statesOf'>;
}

export type CheckTurn = Turn<Data, CheckVehicleDeps>;
export type Next = Outcome<ScreenId, Data>;

/** Shows the card of a vehicle, or that there is none, once the look is noted. */
export async function open(turn: CheckTurn, country: CountryCode, plate: string): Promise<Next> {
  const { officialRegister, vehicles } = turn.deps;
  const known = await vehicles.byPlate(country, plate);
  const refused = await tooManyLooks(turn, plate, { vehicle: known });
  if (refused) return { retry: refused };
  const vehicle = officialRegister ? await officialRegister.vehicleOf(country, plate) : known;
  await noteLook(turn, 'card', vehicle ? { vehicle } : { country, plate });
  await plateTaken(turn, plate);
  return { go: vehicle ? 'card' : 'unknown', set: { country, plate, plateIn: '' } };
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
      // A word alone is rarely a plate: refused here, it opens what it is the keyword of ("signaler", "amende").
      if (!/\d/.test(typed)) return { retry: t('vehicles:check.notOne') };
      return open(turn, found.asked.country, found.asked.plate);
    case 'noVin':
    case 'several':
    case 'near': {
      // Lists and refusals tell something too: whoever tries one number after the other is stopped in the end.
      const refused = await tooManyLooks(turn, typed.toUpperCase().slice(0, 40));
      if (refused) return { retry: refused };
      if (found.kind === 'noVin') return { retry: t('vehicles:check.noVin') };
      if (found.kind === 'near') await noteLook(turn, 'card', found.asked);
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
