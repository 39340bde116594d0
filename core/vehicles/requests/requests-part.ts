import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import type { FileService } from '../../files/index.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import type { VehicleRegistry } from '../vehicle.registry.ts';
import { createCarryingOver } from './carrying-over.ts';
import { createRequestNotices } from './request-notices.ts';
import { createVehicleRequests } from './requests.service.ts';
import { createRequestWorkList } from './work-list.ts';

/** Builds everything about what people ask of the register of vehicles. */
export function createRequestsPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: FileService;
  readonly notifications: Pick<NotificationService, 'notify'>;
  readonly owners: VehicleOwners;
  readonly vehicleRegistry: VehicleRegistry;
  readonly ussdCode: string;
}) {
  const carryingOver = createCarryingOver(deps);
  const vehicleRequests = createVehicleRequests({ ...deps, carryingOver });
  return {
    carryingOver,
    vehicleRequests,
    requestWorkList: createRequestWorkList(deps),
    requestNotices: createRequestNotices({ ...deps, vehicleRequests }),
  };
}
