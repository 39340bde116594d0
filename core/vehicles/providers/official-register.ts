import type { Clock } from '../../clock.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { isLisoloError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { OfficialRecord, Vehicle } from '../vehicle.model.ts';
import type { VehicleRegistry } from '../vehicle.registry.ts';
import type { VehicleFact } from '../vehicle.schema.ts';
import type { VehicleService } from '../vehicle.service.ts';
import type { AskedOf, OfficialVehicle, VehicleProvider } from './provider.ts';

export interface OfficialRegister {
  /**
   * The vehicle of this plate: ours, with what an official register says freshly where it came from one; else that of the
   * first official register that knows it, kept from now on. A register that does not answer changes nothing.
   */
  vehicleOf(country: CountryCode, plate: string): Promise<Vehicle | undefined>;
  /** What the official registers say, to be compared with something else; nothing is kept. */
  ask(asked: AskedOf): Promise<{ readonly source: string; readonly vehicle: OfficialVehicle } | undefined>;
}

const dayMs = 86_400_000;
/** So many faults in a row, and a register is left alone for a while. */
const mostFaults = 3;
const restMs = 60_000;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/**
 * What to write when a register says something new: only facts that are still as it said them before. Whatever was changed
 * here since is no longer the register's.
 */
export function refreshed(vehicle: Vehicle, { facts }: OfficialVehicle): Partial<OfficialVehicle['facts']> {
  const said = vehicle.official?.said ?? {};
  return Object.fromEntries(
    Object.entries(facts).filter(([fact, value]) => {
      const present = vehicle[fact as VehicleFact];
      return same(present, said[fact]) && !same(present, value);
    }),
  );
}

/** B10: the official registers that are plugged in, asked in their order, each within its time. */
export function createOfficialRegister({
  providers,
  clock,
  log,
  vehicles,
  vehicleRegistry,
  maxAgeDays,
  timeoutMs = 2_500,
}: {
  providers: readonly VehicleProvider[];
  clock: Clock;
  log: Log;
  vehicles: Pick<VehicleService, 'byPlate'>;
  vehicleRegistry: VehicleRegistry;
  /** What an official register has told is asked again after so many days. */
  maxAgeDays: number;
  timeoutMs?: number;
}): OfficialRegister {
  // Of this process alone: at worst another one asks a register that is down three times more.
  const faults = new Map<string, { count: number; until: number }>();

  function failed({ id }: VehicleProvider, error: unknown): void {
    const retryAfter = isLisoloError(error) ? error.details['retryAfterSeconds'] : undefined;
    const count = (faults.get(id)?.count ?? 0) + 1;
    const wait = typeof retryAfter === 'number' ? retryAfter * 1_000 : count >= mostFaults ? restMs : 0;
    faults.set(id, { count, until: clock().getTime() + wait });
    log.warn({ error, register: id, count }, 'an official register did not answer');
  }

  const ask: OfficialRegister['ask'] = async (asked) => {
    for (const provider of providers) {
      if ((faults.get(provider.id)?.until ?? 0) > clock().getTime()) continue;
      try {
        const vehicle = await provider.find(asked, AbortSignal.timeout(timeoutMs));
        faults.delete(provider.id);
        if (vehicle) return { source: provider.id, vehicle };
      } catch (error) {
        failed(provider, error);
      }
    }
    return undefined;
  };

  async function keep(country: CountryCode, plate: string, known: Vehicle | undefined): Promise<Vehicle | undefined> {
    const found = await ask({ country, plate });
    if (!found || found.vehicle.country !== country || found.vehicle.plate !== plate) return known;
    const { vehicle, source } = found;
    const official: OfficialRecord = { source, at: clock(), said: vehicle.facts };
    try {
      if (!known) return await vehicleRegistry.create({ ...vehicle.facts, country, plate }, { official });
      return (await vehicleRegistry.update(known.id, refreshed(known, vehicle), known, { official })).after;
    } catch (error) {
      // Somebody else was faster, or our register would not take it.
      if (!isLisoloError(error)) throw error;
      return (await vehicles.byPlate(country, plate)) ?? known;
    }
  }

  return {
    ask,
    async vehicleOf(country, plate) {
      const known = await vehicles.byPlate(country, plate);
      if (providers.length === 0 || (known && !known.official)) return known;
      const isFresh = known?.official && clock().getTime() - known.official.at.getTime() < maxAgeDays * dayMs;
      return isFresh ? known : keep(country, plate, known);
    },
  };
}
