import { z } from 'zod';

import type { Clock } from '../clock.ts';
import { vehicleCategories, vehicleColours, vehicleFuels } from './vehicle.model.ts';

const firstYear = 1900;
const word = z.string().trim().min(1).max(60);
/** A moment or a day, as it is sent. */
const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => new Date(text))
  .describe('A day or a moment');

/** What is true of a vehicle whoever owns it, field by field: one schema for the API and for the conversation. */
export const vehicleFacts = (clock: Clock) => ({
  plate: z.string().trim().min(1).max(40).describe('As it is written; stored in capitals without separators'),
  make: word,
  model: word,
  category: z.enum(vehicleCategories),
  year: z
    .int()
    .min(firstYear)
    .refine((year) => year <= clock().getUTCFullYear() + 1, 'must not lie in the future'),
  colour: z.enum(vehicleColours),
  fuel: z.enum(vehicleFuels),
  fiscalPower: z.int().min(1).max(200).describe('Chevaux fiscaux (CV)'),
  firstRegistration: instant,
  mileage: z.int().min(0).max(9_999_999).describe('Kilometres'),
  // ISO 3779 gives 17 signs without I, O and Q; chassis older than 1981 bear shorter ones.
  vin: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-HJ-NPR-Z0-9]{5,17}$/, 'must be 5 to 17 letters and figures without I, O and Q'),
  ownerArea: z.string().trim().min(1).max(120).describe('General area: a commune or a town'),
  insuranceUntil: instant,
  inspectionUntil: instant,
  taxUntil: instant,
});

export type VehicleFactSchemas = ReturnType<typeof vehicleFacts>;
export type VehicleFact = keyof VehicleFactSchemas;
/** Some of what is true of a vehicle, checked. */
export type SomeFacts = { [Fact in VehicleFact]?: z.output<VehicleFactSchemas[Fact]> | undefined };
