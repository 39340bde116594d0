import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import type { PrintVerification } from '../../documents/index.ts';
import type { FileService } from '../../files/index.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import type { LookupService } from '../lookups/index.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import type { VehicleService } from '../vehicle.service.ts';
import { createVerificationReports } from './reports.ts';
import { createSightings } from './sightings.ts';
import { createVerificationNews, type VerificationNewsDeps } from './verification-news.ts';
import { createVerifications, type ReadPaperPage, type VerificationsDeps } from './verification.service.ts';

export interface VerificationPartDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: FileService;
  readonly people: Pick<IdentityService, 'byId' | 'list'>;
  readonly notifications: Pick<NotificationService, 'notify'>;
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly lookups: Pick<LookupService, 'record'>;
  readonly thefts: VerificationNewsDeps['thefts'];
  readonly printVerification: PrintVerification;
  /** Without one, photos of papers are kept and nothing is read on them. */
  readonly readPaper?: ReadPaperPage;
  readonly papers?: VerificationsDeps['papers'];
  readonly officialRegister?: VerificationsDeps['officialRegister'];
  /** True where vehicles and people are invented: demo. */
  readonly specimen?: boolean;
}

/** Builds everything about checks of vehicles on the road. */
export function createVerificationPart(deps: VerificationPartDeps) {
  const verificationNews = createVerificationNews(deps);
  const sightings = createSightings(deps);
  return {
    verificationNews,
    sightings,
    verifications: createVerifications({ ...deps, sightings, news: verificationNews }),
    verificationReports: createVerificationReports(deps),
  };
}
