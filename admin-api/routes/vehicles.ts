import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import { toVehicle, vehicleCategories, vehicleModel } from '../../core/vehicles/index.ts';
import { countrySchema, idSchema, momentSchema, resource, wordSchema } from '../resource.ts';
import type { Route } from '../route.ts';

const vehicle = z.object({
  id: z.string(),
  country: z.string(),
  plate: z.string(),
  make: z.string(),
  model: z.string(),
  year: z.int().optional(),
  colour: z.string().optional(),
  category: z.string(),
  vin: z.string().optional(),
  ownerId: z.string().optional(),
  ownerName: z.string().optional(),
  insuranceUntil: momentSchema.optional(),
  inspectionUntil: momentSchema.optional(),
  taxUntil: momentSchema.optional(),
  stolen: z.boolean(),
  createdAt: momentSchema,
});

const yesNo = z.enum(['true', 'false']).transform((word) => word === 'true');
/** Plates are stored in capitals without separators. */
const plate = wordSchema.transform((typed) => typed.toUpperCase().replace(/[^A-Z0-9]/g, ''));

/** The register of vehicles. */
export function vehicleRoutes({ connection }: { connection: Connection }): Route[] {
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
      stolen: yesNo.optional(),
    },
    sorts: ['createdAt', 'plate', 'make', 'year', 'insuranceUntil', 'inspectionUntil'],
    list: ({ filter, ...page }) => vehicles.page({ ...filter }, page),
    get: (id) => vehicles.one(id),
    csv: [
      'id',
      'country',
      'plate',
      'make',
      'model',
      'year',
      'colour',
      'category',
      'vin',
      'insuranceUntil',
      'inspectionUntil',
      'taxUntil',
      'stolen',
      'createdAt',
    ],
  });
}
