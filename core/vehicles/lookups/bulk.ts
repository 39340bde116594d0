import { countryCodes, type CountryCode } from '../../dialog/types.ts';
import { parsePlate } from '../../plates/index.ts';
import type { Vehicle } from '../vehicle.model.ts';
import type { VehicleService } from '../vehicle.service.ts';
import { factsFor, type VisibleFacts } from '../visibility.ts';
import type { LookupService, NewLookup } from './lookups.service.ts';

export const mostInBulk = 500;

export interface PlateWish {
  /** As it is written. */
  readonly plate: string;
  readonly country: CountryCode;
}

/** What came of one plate of many. */
export interface BulkRow {
  readonly asked: string;
  /** Canonical; absent where it is no plate. */
  readonly plate?: string;
  readonly result: 'found' | 'unknown' | 'unreadable';
  readonly vehicle?: VisibleFacts;
}

export interface BulkLookup {
  /** Looks up many plates for one written reason; each is noted as a look of its own. */
  look(
    plates: readonly PlateWish[],
    as: Pick<NewLookup, 'key' | 'viewer' | 'by'> & { readonly reason: string },
  ): Promise<BulkRow[]>;
}

type Read = {
  readonly wish: PlateWish;
  readonly home: CountryCode;
  readonly plate: string;
  readonly vehicle?: Vehicle;
};

export function createBulkLookup({
  vehicles,
  lookups,
}: {
  vehicles: Pick<VehicleService, 'byPlate'>;
  lookups: Pick<LookupService, 'recordMany'>;
}): BulkLookup {
  /** The best reading of which there is a vehicle; in the country that was named before any other. */
  async function read(wish: PlateWish): Promise<Read | undefined> {
    const parsed = parsePlate(wish.plate, wish.country);
    if (!parsed) return undefined;
    const home = parsed.country ?? wish.country;
    const places = parsed.country ? [home] : [home, ...countryCodes.filter((code) => code !== home)];
    // Those of all plates are asked for in the same moment, and so go in few commands.
    const found = await Promise.all(
      parsed.candidates.flatMap((plate) => places.map((country) => vehicles.byPlate(country, plate))),
    );
    const vehicle = found.find((one) => one !== undefined);
    return { wish, home, plate: vehicle?.plate ?? parsed.canonical, ...(vehicle ? { vehicle } : {}) };
  }

  return {
    async look(plates, { key, reason, viewer, by }) {
      const all = await Promise.all(plates.map(read));
      const looked = { viewer, by, reason, what: 'bulk' as const };
      await lookups.recordMany(
        all.flatMap((one, nth): NewLookup[] => {
          if (!one) return [];
          const own = { ...looked, key: `${key}:${nth}`, found: one.vehicle !== undefined };
          return [one.vehicle ? { ...own, vehicle: one.vehicle } : { ...own, country: one.home, plate: one.plate }];
        }),
      );
      return plates.map(({ plate: asked }, nth): BulkRow => {
        const one = all[nth];
        if (!one) return { asked, result: 'unreadable' };
        if (!one.vehicle) return { asked, plate: one.plate, result: 'unknown' };
        return { asked, plate: one.plate, result: 'found', vehicle: factsFor(viewer, one.vehicle) };
      });
    },
  };
}
