import { readFile, stat } from 'node:fs/promises';

import { parse } from 'csv-parse/sync';

import type { Clock } from '../../clock.ts';
import { LisoloError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createRowReader } from './official-row.ts';
import type { AskedOf, OfficialVehicle, VehicleProvider } from './provider.ts';

const keyOf = (asked: AskedOf): string => ('vin' in asked ? `vin ${asked.vin}` : `${asked.country} ${asked.plate}`);

interface Shelf {
  readonly written: number;
  readonly byKey: ReadonlyMap<string, OfficialVehicle>;
}

/**
 * A register that an authority hands over as a CSV file: a header with our names of fields, one vehicle a line. It is read
 * again whenever the file has changed; lines that cannot be read are left out and counted in the log.
 */
export function createFileProvider({ file, clock, log }: { file: string; clock: Clock; log: Log }): VehicleProvider {
  const toVehicle = createRowReader(clock);
  let shelf: Promise<Shelf> | undefined;

  async function load(written: number): Promise<Shelf> {
    const rows = parse(await readFile(file), { columns: true, bom: true, trim: true, skip_empty_lines: true });
    const byKey = new Map<string, OfficialVehicle>();
    let bad = 0;
    for (const row of rows) {
      try {
        const vehicle = toVehicle(row);
        byKey.set(keyOf(vehicle), vehicle);
        if (vehicle.facts.vin !== undefined) byKey.set(keyOf({ vin: vehicle.facts.vin }), vehicle);
      } catch {
        bad += 1;
      }
    }
    log.info({ vehicles: byKey.size, unreadable: bad }, 'the official register was read from its file');
    return { written, byKey };
  }

  return {
    id: 'file',
    async find(asked) {
      try {
        const { mtimeMs } = await stat(file);
        const known = await shelf?.catch(() => undefined);
        if (known?.written !== mtimeMs) shelf = load(mtimeMs);
        return (await shelf)?.byKey.get(keyOf(asked));
      } catch (error) {
        shelf = undefined;
        throw new LisoloError(
          'unavailable',
          { reason: 'the file of the official register cannot be read' },
          { cause: error },
        );
      }
    },
  };
}
