import { z } from 'zod';

import type { Clock } from '../../clock.ts';
import { countryCodes } from '../../dialog/types.ts';
import { parsePlate } from '../../plates/index.ts';
import { vehicleFacts } from '../vehicle.schema.ts';
import type { OfficialVehicle } from './provider.ts';

const numbers = ['year', 'fiscalPower', 'mileage'];

/** CSV writes figures as text, and nothing as an empty cell. */
const withoutNothing = (row: unknown): unknown =>
  row === null || typeof row !== 'object'
    ? row
    : Object.fromEntries(
        Object.entries(row).flatMap(([field, value]: [string, unknown]) => {
          if (value === '' || value === null || value === undefined) return [];
          return [[field, numbers.includes(field) && typeof value === 'string' ? Number(value) : value]];
        }),
      );

/** Reads what an official register says of a vehicle; fields that are none of ours are left out. Throws a ZodError. */
export function createRowReader(clock: Clock): (row: unknown) => OfficialVehicle {
  const { plate, make, model, category, ownerArea: _area, ...rest } = vehicleFacts(clock);
  const schema = z.preprocess(
    withoutNothing,
    z.object({
      country: z.enum(countryCodes),
      plate,
      make,
      model,
      category,
      ...z.object(rest).partial().shape,
      ownerName: z.string().trim().min(1).max(120).optional(),
    }),
  );
  return (row) => {
    const { country, plate: written, ownerName, ...facts } = schema.parse(row);
    const canonical = parsePlate(written, country)?.canonical ?? written;
    return { country, plate: canonical, facts, ...(ownerName === undefined ? {} : { ownerName }) };
  };
}
