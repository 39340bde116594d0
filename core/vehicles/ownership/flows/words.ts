import type { Looking, View } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import type { Money } from '../../../money.ts';
import { showPlate } from '../../../plates/index.ts';
import { ownedOptions } from '../../owned-page.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import type { VehicleService } from '../../vehicle.service.ts';

export interface OwnVehicleDeps {
  readonly vehicles: Pick<VehicleService, 'byId' | 'pageOfOwner'>;
}

interface Chosen {
  readonly vehicleId: string;
  /** Of one's own vehicles, where there are many. */
  readonly page: number;
}

/** The vehicle that was chosen, where it is this person's own. */
export async function ownVehicle(
  { data, deps, caller }: Pick<Looking<Chosen, OwnVehicleDeps>, 'data' | 'deps' | 'caller'>,
  otherId?: string,
): Promise<Vehicle | undefined> {
  const vehicle = await deps.vehicles.byId(otherId ?? data.vehicleId ?? '');
  return vehicle && vehicle.ownerId === caller.personId ? vehicle : undefined;
}

/** "Toyota Corolla 2018". */
export const nameOf = ({ make, model, year }: Pick<Vehicle, 'make' | 'model' | 'year'>): string =>
  [make, model, ...(year ? [String(year)] : [])].join(' ');

export const plateOf = ({ plate }: Pick<Vehicle, 'plate'>): string => showPlate(plate);

/** Which of the person's own vehicles it is about. */
export async function whichVehicle(
  { data, caller, deps }: Pick<Looking<Chosen, OwnVehicleDeps>, 'data' | 'caller' | 'deps'>,
  ask: Words,
): Promise<View> {
  const own = await deps.vehicles.pageOfOwner(caller.personId ?? '', data.page);
  if (own.total === 0) return { text: t('ownership:which.none'), final: true };
  return {
    text: ask,
    options: ownedOptions(own, (vehicle) => ({
      value: vehicle.id,
      label: t('ownership:which.item', { plate: plateOf(vehicle), name: nameOf(vehicle) }),
    })),
  };
}

/** Sums of one currency each, the greatest first. */
export function sumsOf(amounts: readonly Money[]): Money[] {
  const sums = new Map<Money['currency'], number>();
  for (const { amount, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].map(([currency, amount]) => ({ amount, currency })).sort((a, b) => b.amount - a.amount);
}
