import { z } from 'zod';
import type { Connection } from 'mongoose';
import type { Clock } from '../../core/clock.ts';
import { createReader } from '../../core/database/index.ts';
import { toVehicle, vehicleCategories, vehicleFacts, vehicleModel } from '../../core/vehicles/index.ts';
import type { Vehicle, VehicleRegistry } from '../../core/vehicles/index.ts';
import { changed } from '../changed.ts';
import {
  countrySchema,
  creation,
  idSchema,
  momentSchema,
  resource,
  revision,
  wordSchema,
  yesNoSchema,
} from '../resource.ts';
import type { Route } from '../route.ts';

export interface VehicleRoutesDeps {
  readonly connection: Connection;
  readonly vehicleRegistry: VehicleRegistry;
  readonly clock: Clock;
}

const vehicle = z.object({
  id: z.string(),
  country: z.string(),
  plate: z.string(),
  make: z.string(),
  model: z.string(),
  year: z.int().optional(),
  colour: z.string().optional(),
  category: z.string(),
  fuel: z.string().optional(),
  fiscalPower: z.int().optional().describe('Chevaux fiscaux (CV)'),
  firstRegistration: momentSchema.optional(),
  mileage: z.int().optional().describe('Kilometres, when last read'),
  vin: z.string().optional(),
  ownerId: z.string().optional(),
  ownerName: z.string().optional(),
  ownerArea: z.string().optional(),
  insuranceUntil: momentSchema.optional(),
  inspectionUntil: momentSchema.optional(),
  taxUntil: momentSchema.optional(),
  stolen: z.boolean(),
  revision: z.int().optional().describe('Counts changes'),
  createdAt: momentSchema,
});

const owner = {
  ownerId: idSchema.describe('A known person'),
  ownerName: z.string().trim().min(1).max(120).describe('Where the owner is no known person'),
  ownerPhone: z
    .string()
    .regex(/^\+\d{8,15}$/, 'must be a number with + and the country')
    .describe('Where the owner is no known person; written, never read'),
  ownerEmail: z.email().max(254).describe('Where the owner is no known person; written, never read'),
  ownerNif: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{5,20}$/, 'must be 5 to 20 letters and figures')
    .describe("The owner's fiscal number; written, never read"),
};
const stolen = z.boolean();
/** With `null`, which takes a field away. */
const removable = <T extends z.ZodRawShape>(shape: T): z.ZodObject<{ [Field in keyof T]: z.ZodNullable<T[Field]> }> =>
  z.object(Object.fromEntries(Object.entries(shape).map(([field, schema]) => [field, z.nullable(schema)])) as never);

/** What an administrator may write of a new vehicle, and of one that is there. */
function writings(clock: Clock) {
  const { plate: plateField, make, model, category, ...facts } = vehicleFacts(clock);
  const required = { plate: plateField, make, model, category };
  const optional = { ...facts, ...owner };
  return {
    newVehicle: z.strictObject({
      country: countrySchema,
      ...required,
      ...z.object(optional).partial().shape,
      stolen: stolen.optional(),
    }),
    change: z.strictObject({
      ...z.object({ ...required, stolen }).partial().shape,
      ...removable(optional).partial().shape,
    }),
  };
}

/** The audit log is never erased, so what names or reaches a person who is not known by id stays out of it. */
const toNote = ({
  ownerName,
  ownerPhone,
  ownerEmail,
  ownerArea,
  ownerNif,
  owners: _owners,
  official: _official,
  ...rest
}: Vehicle) => ({
  ...rest,
  hasOwnerName: ownerName !== undefined,
  hasOwnerPhone: ownerPhone !== undefined,
  hasOwnerEmail: ownerEmail !== undefined,
  hasOwnerArea: ownerArea !== undefined,
  hasOwnerNif: ownerNif !== undefined,
});
const plate = wordSchema.transform((typed) => typed.toUpperCase().replace(/[^A-Z0-9]/g, ''));

/** The register of vehicles. */
export function vehicleRoutes({ connection, vehicleRegistry, clock }: VehicleRoutesDeps): Route[] {
  const { newVehicle, change } = writings(clock);
  const vehicles = createReader({ model: vehicleModel(connection), toItem: toVehicle });
  return resource({
    name: 'vehicles',
    module: 'vehicles',
    one: 'a vehicle',
    item: vehicle,
    filters: {
      plate: plate.optional(),
      country: countrySchema.optional(),
      category: z.enum(vehicleCategories).optional(),
      ownerId: idSchema.optional(),
      stolen: yesNoSchema.optional(),
    },
    sorts: ['createdAt', 'plate', 'make', 'year', 'insuranceUntil', 'inspectionUntil'],
    list: ({ filter, ...page }) => vehicles.page({ ...filter }, page),
    get: (id) => vehicles.one(id),
    create: creation({
      body: newVehicle,
      async run({ body, note }) {
        const made = await vehicleRegistry.create(body);
        note({ after: toNote(made) });
        return made;
      },
    }),
    update: revision({
      body: change,
      async run({ params, body, note }, seen: Vehicle | undefined) {
        const { before, after } = await vehicleRegistry.update(params.id, body, seen);
        note(changed(toNote(before), toNote(after)));
        return after;
      },
    }),
    csv: [
      'id',
      'country',
      'plate',
      'make',
      'model',
      'year',
      'colour',
      'category',
      'fuel',
      'fiscalPower',
      'firstRegistration',
      'mileage',
      'vin',
      'insuranceUntil',
      'inspectionUntil',
      'taxUntil',
      'stolen',
      'createdAt',
    ],
  });
}
