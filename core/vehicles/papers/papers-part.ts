import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import type { FileService } from '../../files/index.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import type { VehicleRegistry } from '../vehicle.registry.ts';
import type { VehicleService } from '../vehicle.service.ts';
import { createPaperCarrying } from './carrying.ts';
import { createPaperDrafts } from './drafts.ts';
import { createPaperNotices } from './paper-notices.ts';
import { createPaperReading } from './paper-reading.ts';
import { createVehiclePapers } from './papers.service.ts';
import { createPageReader, type PageReader } from './reading/page-reader.ts';
import { createPaperWorkList } from './work-list.ts';

export interface PapersPartDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: FileService;
  readonly notifications: Pick<NotificationService, 'notify'>;
  readonly vehicles: VehicleService;
  readonly owners: VehicleOwners;
  readonly vehicleRegistry: VehicleRegistry;
  /** The product's own by default, whose threads start with the first page. */
  readonly pageReader?: PageReader;
}

/** Builds everything about the papers of vehicles. */
export function createPapersPart({ pageReader = createPageReader(), ...deps }: PapersPartDeps) {
  const paperCarrying = createPaperCarrying(deps);
  const reading = createPaperReading({ ...deps, pageReader });
  return {
    pageReader,
    paperCarrying,
    paperDrafts: createPaperDrafts(deps),
    vehiclePapers: createVehiclePapers({ ...deps, carrying: paperCarrying, reading }),
    paperNotices: createPaperNotices(deps),
    paperWorkList: createPaperWorkList(deps),
  };
}
