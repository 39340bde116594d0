import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Speak } from '../dialog/words.ts';
import { createVerificationPrinter, type Signer } from '../documents/index.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { createBulkLookup, createLookups, type LookupLimits } from './lookups/index.ts';
import type { FileService } from '../files/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import { createVehicleAlerts } from './alerts/index.ts';
import { createOwnerNews } from './owner-news.ts';
import { createVehicleThefts, createVehicleTransfers } from './ownership/index.ts';
import { createPapersPart } from './papers/index.ts';
import { createOfficialRegister, pluggedIn } from './providers/index.ts';
import { createRequestsPart } from './requests/index.ts';
import { createVehicleSearch } from './search/index.ts';
import { createVehicleExport, createVehicleImports } from './transport/index.ts';
import { createVehicleOwners } from './vehicle-owners.ts';
import { createVehicleRegistry } from './vehicle.registry.ts';
import { createVehicles } from './vehicle.service.ts';
import { createVerificationPart } from './verification/index.ts';

/** Builds everything about vehicles and whose they are. */
export function createVehiclesPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: IdentityService;
  readonly notifications: NotificationService;
  readonly files: FileService;
  readonly speak: Speak;
  readonly signer: Pick<Signer, 'sign'>;
  readonly config: {
    readonly publicUrl: string;
    readonly demo: { readonly on: boolean };
    readonly lookups: LookupLimits & { readonly keepDays: number };
    readonly vehicleRegister: Pick<Parameters<typeof pluggedIn>[0], 'file' | 'http'> & { readonly maxAgeDays: number };
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
  const lookups = createLookups({ ...deps, keepDays, limits });
  const thefts = createVehicleThefts({ ...deps, owners, ussdCode });
  // A verification tells of it itself, with the place.
  lookups.onStolenSeen(async ({ id }, { what }) => {
    if (what !== 'verification') await thefts.seenWhileStolen(id, {});
  });
  const vehicleTransfers = createVehicleTransfers({
    ...deps,
    registry: vehicleRegistry,
    ussdCode,
    isClaimed: requests.vehicleRequests.isClaimed,
  });
  ownerNews.onOwner((vehicle) => vehicleTransfers.vehicleChanged(vehicle));
  const papers = createPapersPart({ ...deps, vehicles, owners, vehicleRegistry });
  const officialRegister = createOfficialRegister({
    ...deps,
    ...deps.config.vehicleRegister,
    providers: pluggedIn({ ...deps, ...deps.config.vehicleRegister }),
    vehicles,
    vehicleRegistry,
  });
  return {
    ...requests,
    ...papers,
    vehicles,
    vehicleSearch: createVehicleSearch({ ...deps, vehicles }),
    lookups,
    officialRegister,
    bulkLookup: createBulkLookup({ vehicles, lookups }),
    owners,
    ownerNews,
    vehicleRegistry,
    vehicleTransfers,
    vehicleAlerts: createVehicleAlerts({ ...deps, ussdCode }),
    vehicleImports: createVehicleImports(deps),
    vehicleExport: createVehicleExport({ ...deps, owners }),
    vehicleThefts: thefts,
    ...createVerificationPart({
      ...deps,
      vehicles,
      owners,
      lookups,
      thefts,
      readPaper: papers.vehiclePapers.read,
      papers: papers.vehiclePapers,
      officialRegister,
      printVerification: createVerificationPrinter({ ...deps, publicUrl: deps.config.publicUrl }),
      specimen: deps.config.demo.on,
    }),
  };
}
