import type { CountryCode } from '../dialog/types.ts';
import { countryCodes } from '../dialog/types.ts';
import { parsePlate, type ParsedPlate } from '../plates/index.ts';
import type { VehicleService } from '../vehicles/index.ts';
import type { FineService } from './fines.service.ts';

export interface PlateRef {
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
}

export interface PlateSearch {
  /** The plate that somebody typed, read as the one that is known here where there are several readings. */
  exact(parsed: ParsedPlate, near: CountryCode): Promise<PlateRef>;
  /** Known plates that start so, of vehicles and of fines whose vehicle nobody has registered. */
  startingWith(prefix: string): Promise<PlateRef[]>;
}

export function createPlateSearch({ fines, vehicles }: { fines: FineService; vehicles: VehicleService }): PlateSearch {
  const isKnown = async ({ country, plate }: PlateRef): Promise<boolean> =>
    (await vehicles.byPlate(country, plate)) !== undefined || (await fines.list(country, plate)).length > 0;

  return {
    async exact(parsed, near) {
      const home = parsed.country ?? near;
      const places = parsed.country ? [home] : [home, ...countryCodes.filter((code) => code !== home)];
      for (const plate of parsed.candidates) {
        for (const country of plate === parsed.canonical ? places : [parsePlate(plate, near)?.country ?? home]) {
          if (await isKnown({ country, plate })) return { country, plate };
        }
      }
      return { country: home, plate: parsed.canonical };
    },

    async startingWith(prefix) {
      const [known, fined] = await Promise.all([vehicles.byPlatePrefix(prefix), fines.platesStartingWith(prefix)]);
      const all = new Map(
        [...known, ...fined].map(({ country, plate }) => [`${country}:${plate}`, { country, plate }]),
      );
      return [...all.values()].sort((a, b) => a.plate.localeCompare(b.plate));
    },
  };
}
