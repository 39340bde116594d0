import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { createLookups, type LookupLimits } from './lookups/index.ts';
import { createOwnerNews } from './owner-news.ts';
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
  readonly config: { readonly lookups: LookupLimits & { readonly keepDays: number } };
}) {
  const ownerNews = createOwnerNews(deps);
  const vehicles = createVehicles(deps);
  const { keepDays, ...limits } = deps.config.lookups;
  return {
    vehicles,
    vehicleSearch: createVehicleSearch({ ...deps, vehicles }),
    lookups: createLookups({ ...deps, keepDays, limits }),
    owners: createVehicleOwners(deps),
    ownerNews,
    vehicleRegistry: createVehicleRegistry({ ...deps, news: ownerNews }),
  };
}
