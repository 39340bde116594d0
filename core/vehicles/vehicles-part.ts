import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { createOwnerNews } from './owner-news.ts';
import { createVehicleOwners } from './vehicle-owners.ts';
import { createVehicleRegistry } from './vehicle.registry.ts';
import { createVehicles } from './vehicle.service.ts';

/** Builds everything about vehicles and whose they are. */
export function createVehiclesPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: IdentityService;
}) {
  const ownerNews = createOwnerNews(deps);
  return {
    vehicles: createVehicles(deps),
    owners: createVehicleOwners(deps),
    ownerNews,
    vehicleRegistry: createVehicleRegistry({ ...deps, news: ownerNews }),
  };
}
