import { z } from 'zod';

import type { Clock } from '../../clock.ts';
import { LisoloError } from '../../errors.ts';
import type { Vehicle } from '../vehicle.model.ts';
import { vehicleFacts, type SomeFacts, type VehicleFact } from '../vehicle.schema.ts';

/** What can be proposed of a vehicle, in the order in which it is offered. */
export const proposable = [
  'insuranceUntil',
  'inspectionUntil',
  'taxUntil',
  'colour',
  'ownerArea',
  'vin',
  'plate',
  'make',
  'model',
  'year',
  'category',
  'fuel',
  'fiscalPower',
  'mileage',
  'firstRegistration',
] as const satisfies readonly VehicleFact[];

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Of these facts, what the register says now. */
export const presentOf = (wish: SomeFacts, vehicle: Vehicle): SomeFacts =>
  Object.fromEntries(
    Object.keys(wish).flatMap((fact) => {
      const value = vehicle[fact as VehicleFact];
      return value === undefined ? [] : [[fact, value]];
    }),
  );

/** The facts of which the register now says something else than when they were proposed, and than what is proposed. */
export const changedMeanwhile = (
  { wish, was }: { readonly wish: SomeFacts; readonly was: SomeFacts },
  vehicle: Vehicle,
): VehicleFact[] =>
  (Object.keys(wish) as VehicleFact[]).filter(
    (fact) => !same(vehicle[fact], was[fact]) && !same(vehicle[fact], wish[fact]),
  );

/** Without what the register says already. */
export const differing = (wish: SomeFacts, vehicle: Vehicle): SomeFacts =>
  Object.fromEntries(Object.entries(wish).filter(([fact, value]) => !same(vehicle[fact as VehicleFact], value)));

/** The last six signs of a chassis number, as somebody typed them. Undefined when they are none. */
export function parseVinEnd(typed: string): string | undefined {
  const signs = typed
    .toUpperCase()
    .replace(/[\s\-./*]+/g, '')
    .replaceAll('I', '1')
    .replace(/[OQ]/g, '0');
  return /^[A-HJ-NPR-Z0-9]{6,17}$/.test(signs) ? signs.slice(-6) : undefined;
}

/** Checks what somebody wishes by the register's own schema. Each throws `invalid_input` (`details.field`). */
export function createWishes(clock: Clock) {
  const facts = vehicleFacts(clock);
  const { plate: _plate, ownerArea: _area, ...ofNew } = facts;
  const { make, model, category } = facts;
  const declared = z.strictObject({ ...z.object(ofNew).partial().shape, make, model, category });
  const changes = z.strictObject(z.object(facts).partial().shape);

  function checked(schema: z.ZodType<SomeFacts>, wish: unknown): SomeFacts {
    const parsed = schema.safeParse(wish);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new LisoloError('invalid_input', { field: String(issue?.path[0] ?? 'wish'), reason: issue?.message ?? '' });
  }

  return {
    declared: (wish: unknown) => checked(declared, wish) as z.output<typeof declared>,
    changes: (wish: unknown) => checked(changes, wish),
    /** Whether the value would be taken for this fact. */
    isFit: (fact: VehicleFact, value: unknown): boolean => facts[fact].safeParse(value).success,
  };
}
export type Wishes = ReturnType<typeof createWishes>;
