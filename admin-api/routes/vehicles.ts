import { z } from 'zod';
import type { Connection } from 'mongoose';
import type { Clock } from '../../core/clock.ts';
import { createReader } from '../../core/database/index.ts';
import { factsFor, toVehicle, vehicleCategories, vehicleFacts, vehicleModel } from '../../core/vehicles/index.ts';
import type {
  LookupService,
  Vehicle,
  VehicleOwners,
  VehicleRegistry,
  VehicleSearch,
  VisibleFacts,
} from '../../core/vehicles/index.ts';
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
import { LisoloError } from '../../core/errors.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';
import type { AnyCall } from '../resource.ts';
import { lookOf, viewerIn, withinLimit } from '../vehicle-viewer.ts';

export interface VehicleRoutesDeps {
  readonly connection: Connection;
  readonly vehicleRegistry: VehicleRegistry;
  readonly clock: Clock;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly vehicleSearch: Pick<VehicleSearch, 'near'>;
  readonly lookups: Pick<LookupService, 'record' | 'recordMany' | 'admit'>;
}

/** A field is there where the caller may see it: without the permission vehicles.owners, as officers do. */
export const vehicleSchema = z.object({
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
  ownerPhone: z.string().optional(),
  ownerEmail: z.string().optional(),
  ownerNif: z.string().optional().describe("The owner's fiscal number"),
  insuranceUntil: momentSchema.optional(),
  inspectionUntil: momentSchema.optional(),
  taxUntil: momentSchema.optional(),
  stolen: z.boolean(),
  revision: z.int().optional().describe('Counts changes'),
  createdAt: momentSchema.optional(),
});

const owner = {
  ownerId: idSchema.describe('A known person'),
  ownerName: z.string().trim().min(1).max(120).describe('Where the owner is no known person'),
  ownerPhone: z
    .string()
    .regex(/^\+\d{8,15}$/, 'must be a number with + and the country')
    .describe('Where the owner is no known person'),
  ownerEmail: z.email().max(254).describe('Where the owner is no known person'),
  ownerNif: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{5,20}$/, 'must be 5 to 20 letters and figures')
    .describe("The owner's fiscal number"),
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

/** The audit log is never erased, so what names or reaches a person who is not known by id, and
 * what anybody has said of a theft, stays out of it. */
const toNote = ({
  ownerName,
  ownerPhone,
  ownerEmail,
  ownerArea,
  ownerNif,
  owners: _owners,
  official: _official,
  theft,
  thefts: _thefts,
  seenStolen: _seen,
  ...rest
}: Vehicle) => ({
  ...rest,
  hasTheft: theft !== undefined,
  hasOwnerName: ownerName !== undefined,
  hasOwnerPhone: ownerPhone !== undefined,
  hasOwnerEmail: ownerEmail !== undefined,
  hasOwnerArea: ownerArea !== undefined,
  hasOwnerNif: ownerNif !== undefined,
});
const plate = wordSchema.transform((typed) => typed.toUpperCase().replace(/[^A-Z0-9]/g, ''));

/** What a list was asked for; whose vehicles they are stays out of the log. */
const asked = ({ ownerId, ...filter }: Record<string, unknown>): string =>
  [
    ...Object.entries(filter).map(([name, value]) => `${name}=${String(value)}`),
    ...(ownerId === undefined ? [] : ['ownerId']),
  ].join(' ') || 'all';

/** The register of vehicles. */
export function vehicleRoutes(deps: VehicleRoutesDeps): Route[] {
  const { connection, vehicleRegistry, clock, owners, vehicleSearch, lookups } = deps;
  const { newVehicle, change } = writings(clock);
  const vehicles = createReader({ model: vehicleModel(connection), toItem: toVehicle });
  const shownTo = async (call: AnyCall, one: Vehicle): Promise<VisibleFacts> =>
    factsFor(viewerIn(call), one, await owners.ownerOf(one));

  /** Whoever is shown vehicles by a plate has looked at each of them, as their owners can read. */
  function noteLooks(call: AnyCall, filter: string, found: readonly Vehicle[]): Promise<void> {
    const look = lookOf(call);
    if (found.length === 0) return lookups.record({ ...look, filter, found: false });
    return lookups.recordMany(
      found.map((vehicle) => ({ ...look, key: `${look.key}:${vehicle.id}`, vehicle, found: true })),
    );
  }

  const near = defineRoute({
    method: 'get',
    path: '/vehicles/near',
    summary: 'Lists vehicles whose plates are nearly this one, the nearest first',
    permission: 'vehicles.read',
    query: z.strictObject({ plate: plate.refine((typed) => typed !== '', 'must be a plate') }),
    response: z.object({ items: z.array(vehicleSchema) }),
    async handler(call) {
      await withinLimit(call, call.query.plate, deps);
      const found = await vehicleSearch.near(call.query.plate);
      await noteLooks(call, `near ${call.query.plate}`, found);
      return { items: found.map((one) => factsFor(viewerIn(call), one)) };
    },
  });

  // Before the resource, whose items would be asked for by the same address.
  return [
    near,
    ...resource({
      name: 'vehicles',
      module: 'vehicles',
      one: 'a vehicle',
      item: vehicleSchema,
      filters: {
        plate: plate.optional(),
        country: countrySchema.optional(),
        category: z.enum(vehicleCategories).optional(),
        ownerId: idSchema.optional(),
        stolen: yesNoSchema.optional(),
      },
      sorts: ['createdAt', 'plate', 'make', 'year', 'insuranceUntil', 'inspectionUntil'],
      async list({ filter, ...page }, call) {
        const viewer = viewerIn(call);
        if (filter.ownerId !== undefined && viewer !== 'admin')
          throw new LisoloError('forbidden', { reason: 'the filter ownerId needs the permission vehicles.owners' });
        // Officers look at one plate after the other, and the whole register is the office's.
        if (filter.plate === undefined && viewer !== 'admin')
          throw new LisoloError('invalid_input', {
            field: 'plate',
            reason: 'a list without a plate needs the permission vehicles.owners',
          });
        if (filter.plate !== undefined) await withinLimit(call, filter.plate, deps);
        const { items, total } = await vehicles.page({ ...filter }, page);
        if (filter.plate === undefined)
          await lookups.record({ ...lookOf(call), filter: asked(filter), found: total > 0 });
        else await noteLooks(call, asked(filter), items);
        return { items: items.map((one) => factsFor(viewer, one)), total };
      },
      async get(id, call) {
        const found = await vehicles.one(id);
        return found && shownTo(call, found);
      },
      async shown(id, call) {
        const one = await vehicles.one(id);
        if (!one) return;
        await withinLimit(call, one.plate, deps);
        await lookups.record({ ...lookOf(call), vehicle: one, found: true });
      },
      create: creation({
        body: newVehicle,
        async run({ body, note, ...call }) {
          const made = await vehicleRegistry.create(body);
          note({ after: toNote(made) });
          return shownTo(call, made);
        },
      }),
      update: revision({
        body: change,
        async run({ params, body, note, ...call }, seen: VisibleFacts | undefined) {
          const { before, after } = await vehicleRegistry.update(params.id, body, seen);
          note(changed(toNote(before), toNote(after)));
          return shownTo(call, after);
        },
      }),
    }),
  ];
}
