import type { Connection } from 'mongoose';

import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../clock.ts';
import { readQr, type PrintNote, type Signer } from '../documents/index.ts';
import type { FileService } from '../files/index.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { PurposeRegistry, Receipts } from '../payments/index.ts';
import type { OwnerNews, Sightings, VehicleOwners, VehicleService } from '../vehicles/index.ts';
import { createAgentRecords } from './agent-records.ts';
import { createCodeOfPhoto } from './code-of-photo.ts';
import { createContestationList } from './contestations/contestation-list.ts';
import { createContestations } from './contestations/contestations.service.ts';
import { createDeadlines } from './deadlines/deadlines.service.ts';
import { createContestationNotices } from './contestations/notices.ts';
import { createDocumentCheck } from './document-check.ts';
import { createFineOfPhoto } from './fine-of-photo.ts';
import { createBankDebts } from './bank-debts.ts';
import { createFinePapers } from './fine-papers.ts';
import { createFinePurpose } from './fine-purpose.ts';
import { createFines } from './fines.service.ts';
import { createInfractionTypes } from './infraction-type.registry.ts';
import { createNotes, type Treasury } from './notes.ts';
import { createWorkList } from './opj/work-list.ts';
import { createOwnerNotices } from './owner-notices.ts';
import { createPlateSearch } from './plate-search.ts';
import { createSeenPlates } from './seen-plates.ts';
import { createFineTakeBack, createSurpluses } from './take-back.ts';

export interface FinesPartDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly publicUrl: string;
  /** `*384*123#`. */
  readonly ussdCode: string;
  readonly treasury?: Treasury;
  /** True where nobody owes anything: demo. */
  readonly specimen?: boolean;
  readonly audit: Pick<AuditLog, 'record' | 'list'>;
  readonly files: FileService;
  readonly signer: Signer;
  readonly printNote: PrintNote;
  readonly people: Pick<IdentityService, 'byId' | 'byPhone'>;
  readonly notifications: Pick<NotificationService, 'notify' | 'notifyMany'>;
  readonly vehicles: VehicleService;
  readonly owners: VehicleOwners;
  readonly ownerNews: Pick<OwnerNews, 'onOwner'>;
  /** Without them, nobody asks where plates were seen. */
  readonly sightings?: Pick<Sightings, 'alsoFrom'>;
  readonly purposes: PurposeRegistry;
  readonly receipts: Receipts;
}

/** Builds everything about fines, and lets them be paid. */
export function createFinesPart(deps: FinesPartDeps) {
  const { vehicles, files } = deps;
  const infractionTypes = createInfractionTypes(deps);
  const fines = createFines(deps);
  deps.purposes.register({ ...createFinePurpose(fines, deps.ussdCode), ...createFineTakeBack(deps) });
  const notes = createNotes(deps);
  const ownerNotices = createOwnerNotices({ ...deps, papers: createFinePapers({ ...deps, notes }) });
  deps.ownerNews.onOwner((vehicle) => ownerNotices.ownerKnown(vehicle));
  deps.sightings?.alsoFrom(createSeenPlates(deps));
  const codeOfPhoto = createCodeOfPhoto({ files, readQr });
  return {
    infractionTypes,
    fines,
    notes,
    bankDebts: createBankDebts({ ...deps, fines }),
    surpluses: createSurpluses(deps),
    contestations: createContestations(deps),
    contestationNotices: createContestationNotices(deps),
    contestationList: createContestationList(deps),
    workList: createWorkList(deps),
    deadlines: createDeadlines(deps),
    agentRecords: createAgentRecords(deps),
    ownerNotices,
    plates: createPlateSearch({ fines, vehicles }),
    fineOfPhoto: createFineOfPhoto({ ...deps, codeOfPhoto, fines }),
    documentCheck: createDocumentCheck({ ...deps, codeOfPhoto, fines }),
  };
}

export type FinesPart = ReturnType<typeof createFinesPart>;
