import { z } from 'zod';
import { exportOrders, vehicleCategories, type VehicleExport } from '../../core/vehicles/index.ts';
import { countrySchema, idSchema, plateSchema, yesNoSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { viewerIn } from '../vehicle-viewer.ts';

export interface VehicleExportRoutesDeps {
  readonly vehicleExport: VehicleExport;
}

/** The register as a file, row by row: what its columns are depends on who asks. */
export const vehicleExportRoutes = ({ vehicleExport }: VehicleExportRoutesDeps): Route[] => [
  defineRoute({
    method: 'get',
    path: '/vehicles.csv',
    summary: 'Exports vehicles as CSV, with heads that an import takes',
    permission: 'vehicles.export',
    query: z.strictObject({
      plate: plateSchema.optional(),
      country: countrySchema.optional(),
      category: z.enum(vehicleCategories).optional(),
      ownerId: idSchema.optional(),
      stolen: yesNoSchema.optional(),
      sort: z.enum(exportOrders).default('-createdAt').describe('A field; with - before it, greatest first'),
    }),
    audit: 'vehicles.export',
    produces: 'text/csv',
    handler(call) {
      const { sort, ...asked } = call.query;
      const filter = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
      const viewer = viewerIn(call);
      call.note({ after: { filter, viewer } });
      return vehicleExport.rows(viewer, filter, sort);
    },
  }),
];
