import { z } from 'zod';
import { lookupChannels, lookupKinds, mostInBulk, viewers } from '../../core/vehicles/index.ts';
import type { BulkLookup, LookupService } from '../../core/vehicles/index.ts';
import { countrySchema, idSchema, instantSchema, momentSchema, plateSchema, resource } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';
import { lookOf } from '../vehicle-viewer.ts';
import { vehicleSchema } from './vehicles.ts';

export interface VehicleLookupRoutesDeps {
  readonly lookups: Pick<LookupService, 'page' | 'byId'>;
  readonly bulkLookup: BulkLookup;
}

const look = z.object({
  id: z.string(),
  at: momentSchema,
  what: z.enum(lookupKinds),
  country: z.string().optional(),
  plate: z.string().optional(),
  vehicleId: z.string().optional().describe('Absent for a plate that nobody has registered'),
  filter: z.string().optional().describe('What a list was asked for'),
  found: z.boolean(),
  viewer: z.enum(viewers).describe('As whom: it says which fields were shown'),
  personId: z.string().optional().describe('Absent for people who have not agreed that anything is kept'),
  role: z.string().optional(),
  channel: z.enum(lookupChannels),
  reason: z.string().optional(),
});

const wish = z.strictObject({ plate: z.string().trim().min(1).max(40), country: countrySchema });

/** B7: who looked at which vehicle; and looking up many at once. */
export function vehicleLookupRoutes({ lookups, bulkLookup }: VehicleLookupRoutesDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/vehicle-lookups/bulk',
      summary: 'Looks up many plates at once, for a reason that is kept with each look',
      permission: 'vehicle-lookups.bulk',
      body: z.strictObject({
        plates: z.array(wish).min(1).max(mostInBulk),
        reason: z.string().trim().min(10).max(500).describe('What it is needed for, in words'),
      }),
      response: z.object({
        items: z.array(
          z.object({
            asked: z.string(),
            plate: z.string().optional(),
            result: z.enum(['found', 'unknown', 'unreadable']),
            vehicle: vehicleSchema.optional(),
          }),
        ),
      }),
      audit: 'vehicle-lookups.bulk',
      async handler(call) {
        const { plates, reason } = call.body;
        const items = await bulkLookup.look(plates, { ...lookOf(call), key: `bulk:${call.traceId}`, reason });
        // The reason stays with the looks: free text may name people, and the audit log is never erased.
        const found = items.filter(({ result }) => result === 'found').length;
        call.note({ subject: { kind: 'vehicle-lookups', id: call.traceId }, after: { plates: plates.length, found } });
        return { items };
      },
    }),
    ...resource({
      name: 'vehicle-lookups',
      module: 'vehicle-lookups',
      one: 'a look at a vehicle',
      item: look,
      filters: {
        plate: plateSchema.optional(),
        country: countrySchema.optional(),
        vehicleId: idSchema.optional(),
        personId: idSchema.optional(),
        what: z.enum(lookupKinds).optional(),
        channel: z.enum(lookupChannels).optional(),
        viewer: z.enum(viewers).optional(),
        after: instantSchema.optional(),
        before: instantSchema.optional(),
      },
      sorts: ['at'],
      list: ({ filter, ...page }) => lookups.page({ ...filter }, page),
      get: (id) => lookups.byId(id),
      csv: ['at', 'what', 'country', 'plate', 'vehicleId', 'filter', 'found', 'viewer', 'role', 'personId', 'channel', 'reason'],
    }),
  ];
} // prettier-ignore
