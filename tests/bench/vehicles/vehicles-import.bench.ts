import { createIdentityService } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createVehicleExport, createVehicleImports, createVehicleOwners } from '../../../core/vehicles/index.ts';
import { numberBehind } from '../fines/arguments.ts';
import { onFreshDatabase } from '../fines/collection.ts';
import { registeredAt } from './vehicle-records.ts';

const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? '';

/** A file as an administration would send it, of so many vehicles. */
function fileOf(rows: number): Buffer {
  const lines = Array.from({ length: rows }, (_, nth) => {
    const { plate, country, make, model, vin, insuranceUntil } = registeredAt(nth);
    return [
      plate,
      country,
      make,
      model,
      vin,
      day(insuranceUntil),
      `Nom ${nth}`,
      `+24381${1_000_000 + (nth % 9_000_000)}`,
    ].join(';');
  });
  return Buffer.from(['plaque;pays;marque;modele;chassis;assurance;proprietaire;telephone', ...lines].join('\n'));
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MiB`;

/** Does some work, and says how long it took and the most memory that it had on the way. */
async function timed(what: string, work: () => Promise<string>): Promise<void> {
  let most = 0;
  const look = setInterval(() => void (most = Math.max(most, process.memoryUsage().rss)), 50);
  const begun = performance.now();
  const said = await work();
  clearInterval(look);
  console.log(
    `${what.padEnd(24)} ${((performance.now() - begun) / 1_000).toFixed(1).padStart(7)} s  ${mebibytes(most).padStart(9)}  ${said}`,
  );
}

/** `npm run bench -- vehicles-import [--rows N]`: a register comes in, comes again, and goes out. */
export async function run(args: readonly string[]): Promise<void> {
  const rows = numberBehind(args, '--rows', 100_000);
  await onFreshDatabase(async (connection) => {
    const clock = (): Date => new Date();
    const people = createIdentityService({ connection, clock, defaultCountry: 'CD' });
    const imports = createVehicleImports({ connection, clock, people, log: silentLog });
    const register = createVehicleExport({ connection, owners: createVehicleOwners({ connection, people }) });
    const bytes = fileOf(rows);
    console.log(`${rows} vehicles, ${mebibytes(bytes.length)}`);
    const take = async (dryRun: boolean): Promise<string> => {
      const { id } = await imports.receive({ bytes, country: 'CD', mode: 'fill', dryRun, by: 'bench' });
      await imports.idle();
      const { checked, applied } = (await imports.byId(id)) ?? {};
      const { created, changed, unchanged, refused } = applied ?? checked ?? {};
      return `created ${created}, changed ${changed}, unchanged ${unchanged}, refused ${refused}`;
    };
    await timed('dry run', () => take(true));
    await timed('import', () => take(false));
    await timed('import again', () => take(false));
    await timed('export', async () => {
      let count = -1;
      for await (const _row of register.rows('admin', {})) count += 1;
      return `${count} rows`;
    });
  });
}
