import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import { LisoloError } from '../../core/errors.ts';
import { importLimits, importModel, importModes, importStates, toImport } from '../../core/vehicles/index.ts';
import type { VehicleImports } from '../../core/vehicles/index.ts';
import { countrySchema, idSchema, momentSchema, resource, yesNoSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

export interface VehicleImportRoutesDeps {
  readonly connection: Connection;
  readonly vehicleImports: VehicleImports;
}

const counts = z.object({
  rows: z.int().describe('Looked at so far'),
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.int().describe('Nothing of these rows is taken over; see errors.csv'),
  kept: z.int().describe('Values that were left aside, since the register knows better; see errors.csv'),
});

const vehicleImport = z.object({
  id: z.string(),
  by: z.string().optional(),
  country: z.string(),
  mode: z.enum(importModes),
  encoding: z.string(),
  delimiter: z.string(),
  ignored: z.array(z.string()).describe('Columns that mean nothing here'),
  state: z.enum(importStates),
  rows: z.int(),
  checked: counts.optional().describe('What the dry run found'),
  applied: counts.optional().describe('What was taken over'),
  createdAt: momentSchema,
  endedAt: momentSchema.optional(),
});

const params = z.strictObject({ id: idSchema });

/** Files of vehicles and their owners. */
export function vehicleImportRoutes({ connection, vehicleImports }: VehicleImportRoutesDeps): Route[] {
  const imports = createReader({ model: importModel(connection), toItem: toImport });
  const act = (what: 'apply' | 'cancel', summary: string): Route =>
    defineRoute({
      method: 'post',
      path: `/vehicle-imports/:id/${what}`,
      summary,
      permission: 'vehicles.import',
      params,
      response: vehicleImport,
      status: 202,
      audit: 'vehicles.import',
      async handler({ params, note }) {
        const moved = await vehicleImports[what](params.id);
        note({ subject: { kind: 'vehicle-imports', id: params.id }, after: { state: moved.state } });
        return moved;
      },
    });

  return [
    ...resource({
      name: 'vehicle-imports',
      module: 'vehicle-imports',
      one: 'a file of vehicles',
      item: vehicleImport,
      filters: { state: z.enum(importStates).optional() },
      sorts: ['createdAt'],
      list: ({ filter, ...page }) => imports.page(filter, page),
      get: (id) => vehicleImports.byId(id),
    }),
    defineRoute({
      method: 'post',
      path: '/vehicle-imports',
      summary: 'Takes a file of vehicles and owners in, first as a dry run; heads in French or English',
      permission: 'vehicles.import',
      query: z.strictObject({
        country: countrySchema.default('CD').describe('Of rows that name none'),
        mode: z
          .enum(importModes)
          .default('fill')
          .describe('fill: add what the register does not know; replace: also what it knows otherwise'),
        dryRun: yesNoSchema.default(true).describe('Only says what would happen, until it is applied'),
      }),
      consumes: 'text/csv',
      most: `${importLimits.bytes / 1_000_000}mb`,
      body: z.custom<Buffer>((body) => Buffer.isBuffer(body), 'must be a CSV file'),
      response: vehicleImport,
      status: 202,
      audit: 'vehicles.import',
      async handler({ query, body, caller, note }) {
        const received = await vehicleImports.receive({ bytes: body, ...query, by: caller.personId });
        const { rows, mode, state } = received;
        note({ subject: { kind: 'vehicle-imports', id: received.id }, after: { rows, mode, state } });
        return received;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/vehicle-imports/:id/errors.csv',
      summary: 'What was wrong in a file, row by row',
      permission: 'vehicles.import',
      params,
      produces: 'text/csv',
      async handler({ params }) {
        if (!(await vehicleImports.byId(params.id)))
          throw new LisoloError('not_found', { reason: 'there is no such file' });
        const faults = await vehicleImports.faults(params.id);
        return (async function* () {
          yield ['line', 'column', 'reason', 'rest of the row'];
          for await (const { line, column, reason, kept } of faults)
            yield [line, column, reason, kept ? 'taken over' : 'refused'];
        })();
      },
    }),
    act('apply', 'Takes over what was checked'),
    act('cancel', 'Leaves a file where it is; what was taken over stays'),
  ];
}
