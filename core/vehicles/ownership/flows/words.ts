import type { Caller, Looking, View } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import type { Money } from '../../../money.ts';
import { showPlate } from '../../../plates/index.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import type { VehicleService } from '../../vehicle.service.ts';

export interface OwnVehicleDeps {
  readonly vehicles: Pick<VehicleService, 'byOwner'>;
}

interface Chosen {
  readonly vehicleId: string;
}

/** The vehicle that was chosen, where it is this person's own. */
export async function ownVehicle(
  { data, deps, caller }: Pick<Looking<Chosen, OwnVehicleDeps>, 'data' | 'deps' | 'caller'>,
  otherId?: string,
): Promise<Vehicle | undefined> {
  const id = otherId ?? data.vehicleId;
  return (await ofCaller(caller, deps)).find((vehicle) => vehicle.id === id);
}

const ofCaller = async ({ personId }: Pick<Caller, 'personId'>, { vehicles }: OwnVehicleDeps): Promise<Vehicle[]> =>
  personId ? vehicles.byOwner(personId) : [];

/** "Toyota Corolla 2018". */
export const nameOf = ({ make, model, year }: Pick<Vehicle, 'make' | 'model' | 'year'>): string =>
  [make, model, ...(year ? [String(year)] : [])].join(' ');

export const plateOf = ({ plate }: Pick<Vehicle, 'plate'>): string => showPlate(plate);

/** Which of the person's own vehicles it is about. */
export async function whichVehicle(
  { caller, deps }: Pick<Looking<Chosen, OwnVehicleDeps>, 'caller' | 'deps'>,
  ask: Words,
): Promise<View> {
  const own = await ofCaller(caller, deps);
  if (own.length === 0) return { text: t('ownership:which.none'), final: true };
  return {
    text: ask,
    options: own.map((vehicle) => ({
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
