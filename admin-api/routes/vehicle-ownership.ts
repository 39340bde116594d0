import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import { LisoloError } from '../../core/errors.ts';
import { factsFor, toTransfer, transferModel, transferStates } from '../../core/vehicles/index.ts';
import type { LookupService, Theft, Vehicle, VehicleService, VehicleThefts } from '../../core/vehicles/index.ts';
import { historySchema, idSchema, momentSchema, plateSchema, resource, type AnyCall } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { lookOf, viewerIn } from '../vehicle-viewer.ts';

export interface VehicleOwnershipRoutesDeps {
  readonly connection: Connection;
  readonly vehicleThefts: VehicleThefts;
  readonly vehicles: Pick<VehicleService, 'byId'>;
  readonly lookups: Pick<LookupService, 'record'>;
}

const transfer = z.object({
  id: z.string(),
  vehicleId: z.string(),
  country: z.string(),
  plate: z.string(),
  sellerId: z.string().optional(),
  buyerId: z.string().optional(),
  state: z.enum(transferStates),
  history: historySchema,
  until: momentSchema.describe('Until when the buyer can answer'),
  createdAt: momentSchema,
});

const change = z.object({
  stolen: z.boolean(),
  at: momentSchema,
  as: z.enum(['owner', 'administration']),
  by: z.string().optional(),
  reason: z.string().optional(),
});
const theft = z.object({
  id: z.string(),
  plate: z.string(),
  stolen: z.boolean(),
  theft: z.object({ day: z.string(), place: z.string(), report: z.string().optional() }).optional(),
  thefts: z.array(change).describe('Each time it was reported stolen or found, oldest first'),
});
const facts = z.strictObject({
  day: z.iso.date(),
  place: z.string().trim().min(2).max(60),
  report: z.string().trim().min(1).max(30).optional().describe("Number of the police's report"),
});

const toTheft = ({ day, place, report }: z.output<typeof facts>): Theft => ({
  day,
  place,
  ...(report === undefined ? {} : { report }),
});

/** What the caller may see of it. */
function shownTo(call: AnyCall, vehicle: Vehicle) {
  const shown = factsFor(viewerIn(call), vehicle);
  return { ...shown, thefts: shown.thefts ?? [] };
}

const params = z.strictObject({ id: idSchema });
const stolenPath = '/vehicles/:id/theft';

/** Vehicles that change hands, and those that were stolen or found. */
export function vehicleOwnershipRoutes(deps: VehicleOwnershipRoutesDeps): Route[] {
  const { connection, vehicleThefts, vehicles, lookups } = deps;
  const transfers = createReader({ model: transferModel(connection), toItem: toTransfer });
  return [
    ...resource({
      name: 'vehicle-transfers',
      module: 'vehicle-transfers',
      one: 'a transfer of a vehicle',
      item: transfer,
      filters: {
        state: z.enum(transferStates).optional(),
        plate: plateSchema.optional(),
        sellerId: idSchema.optional(),
        buyerId: idSchema.optional(),
        vehicleId: idSchema.optional(),
      },
      sorts: ['createdAt'],
      list: ({ filter, ...page }) => transfers.page(filter, page),
      get: (id) => transfers.one(id),
    }),
    defineRoute({
      method: 'get',
      path: stolenPath,
      summary: 'Shows whether a vehicle is stolen, and each time that it was reported so or found',
      permission: 'vehicles.update',
      params,
      response: theft,
      async handler(call) {
        const vehicle = await vehicles.byId(call.params.id);
        if (!vehicle) throw new LisoloError('not_found', { reason: 'there is no such vehicle' });
        await lookups.record({ ...lookOf(call), vehicle, found: true });
        return shownTo(call, vehicle);
      },
    }),
    defineRoute({
      method: 'post',
      path: stolenPath,
      summary: 'Marks a vehicle as stolen, or as found; its owner is told',
      permission: 'vehicles.update',
      params,
      body: z.discriminatedUnion('stolen', [
        z.strictObject({ stolen: z.literal(true), theft: facts.optional() }),
        z.strictObject({ stolen: z.literal(false), reason: z.string().trim().min(3).max(300) }),
      ]),
      response: theft,
      audit: 'vehicles.theft',
      idempotent: true,
      async handler({ params, body, note, ...call }) {
        const { caller, traceId } = call;
        const actor = { by: caller.personId, as: 'administration', key: traceId } as const;
        const changed = body.stolen
          ? await vehicleThefts.report(params.id, body.theft && toTheft(body.theft), actor)
          : await vehicleThefts.lift(params.id, body.reason, actor);
        // Words may name people, and the audit log is never erased.
        note({ subject: { kind: 'vehicles', id: params.id }, after: { stolen: changed.stolen } });
        return shownTo(call, changed);
      },
    }),
  ];
}
