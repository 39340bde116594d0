import { createIdentityService } from '../../../../core/identity/index.ts';
import { silentLog } from '../../../../core/log.ts';
import {
  createVehicleExport, createVehicleImports, createVehicleOwners, createVehicleRegistry, createVehicles, vehicleModel,
  type VehicleImport,
} from '../../../../core/vehicles/index.ts'; // prettier-ignore
import { testDatabase } from '../../../support/mongo.ts';

export type ImportWorld = Awaited<ReturnType<typeof importWorld>>;

/** A register, and processes that take files in. */
export async function importWorld() {
  const database = await testDatabase();
  const { connection } = database;
  let now = new Date('2026-11-21T08:00:00Z');
  const clock = () => now;
  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  /** A process of its own; it dies when it has looked so many phones up. */
  const process = (lookups = Infinity) => {
    let left = lookups;
    return createVehicleImports({
      connection, clock, log: silentLog,
      people: {
        byPhone(phone) {
          left -= 1;
          return left < 0 ? Promise.reject(new Error('the process dies here')) : identity.byPhone(phone);
        },
      },
    }); // prettier-ignore
  };
  await vehicleModel(connection).init();
  const imports = process();

  return {
    database, connection, identity, process, imports, clock,
    registry: createVehicleRegistry({ connection, clock, people: identity }),
    vehicles: createVehicles({ connection }),
    export: createVehicleExport({ connection, owners: createVehicleOwners({ connection, people: identity }) }),
    pass: (seconds: number) => void (now = new Date(now.getTime() + seconds * 1_000)),
    count: () => connection.collection('vehicles').countDocuments(),
    async clear(): Promise<void> {
      for (const name of ['vehicles', 'vehicle_imports', 'vehicle_import_rows', 'vehicle_import_faults'])
        await connection.collection(name).deleteMany({});
    },
    /** Takes a text in and works on it until nothing is left to do. */
    async take(
      text: string | Uint8Array,
      over: { dryRun?: boolean; mode?: 'fill' | 'replace'; by?: ReturnType<typeof process> } = {},
    ): Promise<VehicleImport> {
      const { by = imports, dryRun = false, mode = 'fill' } = over;
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      const { id } = await by.receive({ bytes, country: 'CD', mode, dryRun, by: 'admin' });
      await by.idle();
      const done = await by.byId(id);
      if (!done) throw new Error('the import is gone');
      return done;
    },
    async faults(id: string): Promise<string[]> {
      const said: string[] = [];
      for await (const { line, column, reason } of await imports.faults(id)) said.push(`${line} ${column}: ${reason}`);
      return said;
    },
  }; // prettier-ignore
}
