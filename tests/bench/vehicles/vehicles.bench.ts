import type { Connection } from 'mongoose';
import {
  createVehicles, createVehicleSearch, vehicleModel, type VehicleRecord, type VehicleSearch,
} from '../../../core/vehicles/index.ts'; // prettier-ignore
import { numberBehind } from '../fines/arguments.ts';
import { onFreshDatabase } from '../fines/collection.ts';
import { chance } from '../fines/fine-records.ts';
import { measureGrowing, type Lookup } from '../growing.ts';
import { registeredAt } from './vehicle-records.ts';

const sizes = [10_000, 100_000, 1_000_000];
const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** The plate with one sign of it typed wrongly, always the same one. */
function nearly(plate: string, number: number): string {
  const at = Math.floor(chance(number, 51) * plate.length);
  const other = signs.charAt((signs.indexOf(plate.charAt(at)) + 1 + Math.floor(chance(number, 52) * 35)) % 36);
  return plate.slice(0, at) + other + plate.slice(at + 1);
}

const has = (found: readonly { readonly plate: string }[], plate: string): boolean =>
  found.some((one) => one.plate === plate);

function ours(search: VehicleSearch): Lookup[] {
  return [
    {
      name: 'plate',
      times: 400,
      async ask(number) {
        const { country, plate } = registeredAt(number);
        const found = await search.find(plate, country);
        return (found.kind === 'one' && found.vehicle.plate === plate) || (found.kind === 'several' && has(found.vehicles, plate));
      },
    },
    {
      name: 'nearly a plate: one sign is wrong',
      times: 400,
      // More plates may be as near as are shown.
      mayMiss: 0.01,
      async ask(number) {
        const { plate } = registeredAt(number);
        return has(await search.near(nearly(plate, number)), plate);
      },
    },
    {
      name: 'whole chassis number',
      times: 400,
      async ask(number) {
        const { plate, vin = '' } = registeredAt(number);
        return has(await search.byVin(vin), plate);
      },
    },
    {
      name: 'last eight signs of a chassis number',
      times: 400,
      async ask(number) {
        const { plate, vin = '' } = registeredAt(number);
        return has(await search.byVin(vin.slice(-8)), plate);
      },
    },
  ];
} // prettier-ignore

/** What a first version would do: a pattern in which any one sign may be another, over every plate. */
function peers(connection: Connection): Lookup[] {
  const collection = connection.collection<VehicleRecord>('vehicles');
  const times = 12;
  return [
    {
      name: 'peer: nearly a plate, a pattern',
      times,
      async ask(number) {
        const { plate } = registeredAt(number);
        const asked = nearly(plate, number);
        const oneOff = Array.from(asked, (_sign, at) => `${asked.slice(0, at)}.${asked.slice(at + 1)}`).join('|');
        return has(await collection.find({ plate: new RegExp(`^(?:${oneOff})$`) }).hint({ $natural: 1 }).limit(5).toArray(), plate);
      },
    },
    {
      name: 'peer: end of a chassis number, /...$/',
      times,
      async ask(number) {
        const { plate, vin = '' } = registeredAt(number);
        return has(await collection.find({ vin: new RegExp(`${vin.slice(-8)}$`) }).limit(5).toArray(), plate);
      },
    },
  ];
} // prettier-ignore

/** `npm run bench -- vehicles [--most 100000]`: what people type, right and nearly right, in ever larger registers. */
export async function run(args: readonly string[]): Promise<void> {
  const most = numberBehind(args, '--most', Infinity);
  const chosen = sizes.filter((size) => size <= most);
  await onFreshDatabase((connection) => {
    const search = createVehicleSearch({ connection, vehicles: createVehicles({ connection }) });
    return measureGrowing({
      what: 'vehicles',
      connection,
      model: vehicleModel(connection),
      recordAt: registeredAt,
      sizes: chosen.length > 0 ? chosen : [most],
      lookups: [...ours(search), ...peers(connection)],
    });
  });
}
