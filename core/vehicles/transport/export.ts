import type { Connection, QueryFilter } from 'mongoose';

import type { VehicleOwners } from '../vehicle-owners.ts';
import { toVehicle, vehicleModel, type VehicleRecord } from '../vehicle.model.ts';
import { factsFor, visibleTo, type VehicleFacts, type Viewer } from '../visibility.ts';

/** A field, with - before it greatest first; each has an index. */
export const exportOrders = ['-createdAt', 'createdAt', 'plate', '-plate'] as const;
export type ExportOrder = (typeof exportOrders)[number];

export interface VehicleExport {
  /** The register as this viewer may see it, the head first, one row after the other: never all of it at once. */
  rows(viewer: Viewer, filter: QueryFilter<VehicleRecord>, order?: ExportOrder): AsyncGenerator<readonly unknown[]>;
}

/** In this order; an import takes the same heads. */
const exported = [
  'id', 'country', 'plate', 'make', 'model', 'year', 'colour', 'category', 'fuel', 'fiscalPower', 'firstRegistration',
  'mileage', 'vin', 'ownerName', 'ownerPhone', 'ownerEmail', 'ownerArea', 'ownerNif', 'insuranceUntil', 'inspectionUntil',
  'taxUntil', 'stolen', 'createdAt',
] as const satisfies readonly (keyof VehicleFacts)[]; // prettier-ignore

const chunk = 200;

/** B9: the register by filter, for whom it is: which columns there are is decided where every field's viewers are. */
export function createVehicleExport({
  connection,
  owners,
}: {
  connection: Connection;
  owners: Pick<VehicleOwners, 'ownerOf'>;
}): VehicleExport {
  const vehicles = vehicleModel(connection);

  return {
    async *rows(viewer, filter, order = '-createdAt') {
      const columns = exported.filter((column) => visibleTo[column].includes(viewer));
      const rowOf = async (record: VehicleRecord): Promise<readonly unknown[]> => {
        const vehicle = toVehicle(record);
        const facts: Partial<VehicleFacts> = factsFor(viewer, vehicle, await owners.ownerOf(vehicle));
        return columns.map((column) => facts[column]);
      };
      yield columns;
      let waiting: VehicleRecord[] = [];
      const cursor = vehicles
        .find(filter)
        .sort(order.startsWith('-') ? `${order} -_id` : `${order} _id`)
        .lean<VehicleRecord[]>()
        .cursor({ batchSize: chunk });
      for await (const record of cursor as AsyncIterable<VehicleRecord>) {
        waiting.push(record);
        if (waiting.length < chunk) continue;
        yield* await Promise.all(waiting.map(rowOf));
        waiting = [];
      }
      yield* await Promise.all(waiting.map(rowOf));
    },
  };
}
