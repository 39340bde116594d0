import { appointmentsPersonalData } from './appointments/index.ts';
import { turnsPersonalData, type TurnStore } from './dialog/index.ts';
import { finesPersonalData } from './fines/index.ts';
import type { Foundation, PartDeps } from './foundation.ts';
import { organisationsPersonalData } from './organisations/index.ts';
import { paymentsPersonalData, type LedgerService } from './payments/index.ts';
import type { PlatePhotos } from './plates/index.ts';
import type { QueuesPart } from './queues/index.ts';
import type { ReportsPart, ReportWebhooks } from './reports/index.ts';
import {
  alertsPersonalData,
  importsPersonalData,
  lookupsPersonalData,
  papersPersonalData,
  requestsPersonalData,
  transfersPersonalData,
  vehiclesPersonalData,
  verificationsPersonalData,
} from './vehicles/index.ts';

/** Everybody who keeps data of persons, and has to show or erase it when asked. A new service adds one line. */
export function registerPersonalData(
  deps: PartDeps &
    Foundation & {
      readonly turns: TurnStore;
      readonly ledger: LedgerService;
      readonly platePhotos: PlatePhotos;
    } & Pick<QueuesPart, 'ticketsPersonalData'> &
    Pick<ReportsPart, 'reportsPersonalData' | 'talkPersonalData'> &
    Pick<ReportWebhooks, 'reportWebhooksPersonalData'>,
): void {
  for (const part of [
    turnsPersonalData(deps),
    finesPersonalData(deps),
    transfersPersonalData(deps),
    importsPersonalData(deps),
    requestsPersonalData(deps),
    papersPersonalData(deps),
    lookupsPersonalData(deps),
    verificationsPersonalData(deps),
    // After those that find by the owner what they hold, and before the alerts, which would be written anew.
    vehiclesPersonalData(deps),
    alertsPersonalData(deps),
    organisationsPersonalData(deps),
    paymentsPersonalData(deps),
    deps.platePhotos.personalData,
    appointmentsPersonalData(deps),
    deps.ticketsPersonalData,
    // Finds by the reports what was said of them.
    deps.reportWebhooksPersonalData,
    // What is still to be written into a report of what somebody said names nobody, before the reports are forgotten.
    deps.talkPersonalData,
    deps.reportsPersonalData,
    deps.files.personalData,
    deps.notifications.personalData,
  ])
    deps.identity.register(part);
}
