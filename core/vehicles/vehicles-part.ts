import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { createLookups, type LookupLimits } from './lookups/index.ts';
import type { FileService } from '../files/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import { createOwnerNews } from './owner-news.ts';
import { createVehicleThefts, createVehicleTransfers } from './ownership/index.ts';
import { createRequestsPart } from './requests/index.ts';
import { createVehicleSearch } from './search/index.ts';
import { createVehicleOwners } from './vehicle-owners.ts';
import { createVehicleRegistry } from './vehicle.registry.ts';
import { createVehicles } from './vehicle.service.ts';

/** Builds everything about vehicles and whose they are. */
export function createVehiclesPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: IdentityService;
  readonly notifications: NotificationService;
  readonly files: FileService;
  readonly config: {
    readonly lookups: LookupLimits & { readonly keepDays: number };
    readonly ussd: { readonly serviceCode: string };
  };
}) {
  const ownerNews = createOwnerNews(deps);
  const vehicles = createVehicles(deps);
  const { keepDays, ...limits } = deps.config.lookups;
  const ussdCode = deps.config.ussd.serviceCode;
  const owners = createVehicleOwners(deps);
  const vehicleRegistry = createVehicleRegistry({ ...deps, news: ownerNews });
  const requests = createRequestsPart({ ...deps, owners, vehicleRegistry, ussdCode });
  return {
    ...requests,
    vehicles,
    vehicleSearch: createVehicleSearch({ ...deps, vehicles }),
    lookups: createLookups({ ...deps, keepDays, limits }),
    owners,
    ownerNews,
    vehicleRegistry,
    vehicleTransfers: createVehicleTransfers({
      ...deps,
      registry: vehicleRegistry,
      ussdCode,
      isClaimed: requests.vehicleRequests.isClaimed,
    }),
    vehicleThefts: createVehicleThefts({ ...deps, owners, ussdCode }),
  };
}
