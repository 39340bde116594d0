import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import { toVehicle, vehicleCategories, vehicleColours, vehicleFuels, vehicleModel } from '../../core/vehicles/index.ts';
import type { Vehicle, VehicleRegistry } from '../../core/vehicles/index.ts';
import { changed } from '../changed.ts';
import {
  countrySchema,
  creation,
  instantSchema,
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

const firstYear = 1900;
const word = z.string().trim().min(1).max(60);
const required = {
  plate: z.string().trim().min(1).max(40).describe('As it is written; stored in capitals without separators'),
  make: word,
  model: word,
  category: z.enum(vehicleCategories),
};
const optional = {
  year: z
    .int()
    .min(firstYear)
    .refine((year) => year <= new Date().getUTCFullYear() + 1, 'must not lie in the future'),
  colour: z.enum(vehicleColours),
  fuel: z.enum(vehicleFuels),
  fiscalPower: z.int().min(1).max(200).describe('Chevaux fiscaux (CV)'),
  firstRegistration: instantSchema,
  mileage: z.int().min(0).max(9_999_999).describe('Kilometres'),
  // ISO 3779 gives 17 signs without I, O and Q; chassis older than 1981 bear shorter ones.
  vin: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-HJ-NPR-Z0-9]{5,17}$/, 'must be 5 to 17 letters and figures without I, O and Q'),
  ownerId: idSchema.describe('A known person'),
  ownerName: z.string().trim().min(1).max(120).describe('Where the owner is no known person'),
  ownerPhone: z
    .string()
    .regex(/^\+\d{8,15}$/, 'must be a number with + and the country')
    .describe('Where the owner is no known person; written, never read'),
  ownerEmail: z.email().max(254).describe('Where the owner is no known person; written, never read'),
  ownerArea: z.string().trim().min(1).max(120).describe('General area: a commune or a town'),
  ownerNif: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{5,20}$/, 'must be 5 to 20 letters and figures')
    .describe("The owner's fiscal number; written, never read"),
  insuranceUntil: instantSchema,
  inspectionUntil: instantSchema,
  taxUntil: instantSchema,
};
const stolen = z.boolean();
const newVehicle = z.strictObject({
  country: countrySchema,
  ...required,
  ...z.object(optional).partial().shape,
  stolen: stolen.optional(),
});
const change = z.strictObject({
  ...z.object({ ...required, stolen }).partial().shape,
  ...z.object({
    year: optional.year.nullable(),
    colour: optional.colour.nullable(),
    fuel: optional.fuel.nullable(),
    fiscalPower: optional.fiscalPower.nullable(),
    firstRegistration: optional.firstRegistration.nullable(),
    mileage: optional.mileage.nullable(),
    vin: optional.vin.nullable(),
    ownerId: optional.ownerId.nullable(),
    ownerName: optional.ownerName.nullable(),
    ownerPhone: optional.ownerPhone.nullable(),
    ownerEmail: optional.ownerEmail.nullable(),
    ownerArea: optional.ownerArea.nullable(),
    ownerNif: optional.ownerNif.nullable(),
    insuranceUntil: optional.insuranceUntil.nullable(),
    inspectionUntil: optional.inspectionUntil.nullable(),
    taxUntil: optional.taxUntil.nullable(),
  }).partial().shape,
}); // prettier-ignore

/** The audit log is never erased, so what names or reaches a person who is not known by id stays out of it. */
const toNote = ({ ownerName, ownerPhone, ownerEmail, ownerArea, ownerNif, ...rest }: Vehicle) => ({
  ...rest,
  hasOwnerName: ownerName !== undefined,
  hasOwnerPhone: ownerPhone !== undefined,
  hasOwnerEmail: ownerEmail !== undefined,
  hasOwnerArea: ownerArea !== undefined,
  hasOwnerNif: ownerNif !== undefined,
});
const plate = wordSchema.transform((typed) => typed.toUpperCase().replace(/[^A-Z0-9]/g, ''));

/** The register of vehicles. */
export function vehicleRoutes({ connection, vehicleRegistry }: VehicleRoutesDeps): Route[] {
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
