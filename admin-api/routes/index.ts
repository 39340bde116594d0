import type { Route } from '../route.ts';
import { appointmentRoutes } from './appointments.ts';
import type { AppointmentRoutesDeps } from './appointments.ts';
import { auditRoutes } from './audit.ts';
import { authRoutes } from './auth.ts';
import type { AuthRoutesDeps } from './auth.ts';
import { bankRoutes } from './bank-statements.ts';
import { contestationRoutes } from './contestations.ts';
import type { ContestationRoutesDeps } from './contestations.ts';
import { contentRoutes } from './content.ts';
import { conversationRoutes } from './conversations.ts';
import { fineRoutes } from './fines.ts';
import type { FineRoutesDeps } from './fines.ts';
import { jobRoutes } from './jobs.ts';
import { notificationRoutes } from './notifications.ts';
import { queueFiguresRoutes } from './queue-figures.ts';
import type { QueueFiguresRoutesDeps } from './queue-figures.ts';
import { reconciliationRoutes } from './reconciliation.ts';
import { refundRoutes } from './refunds.ts';
import { paymentRoutes } from './payments.ts';
import { plateReadingRoutes } from './plate-readings.ts';
import type { PlateReadingRoutesDeps } from './plate-readings.ts';
import { openDataRoutes } from './open-data.ts';
import type { OpenDataRoutesDeps } from './open-data.ts';
import { open311KeyRoutes } from './open311-keys.ts';
import type { Open311KeyRoutesDeps } from './open311-keys.ts';
import { organisationRoutes } from './organisations.ts';
import type { OrganisationRoutesDeps } from './organisations.ts';
import { counterCallRoutes } from './counter-calls.ts';
import type { CounterCallRoutesDeps } from './counter-calls.ts';
import { queueRoutes } from './queues.ts';
import type { QueueRoutesDeps } from './queues.ts';
import { peopleRoutes } from './people.ts';
import type { PeopleRoutesDeps } from './people.ts';
import { reportBodyRoutes } from './report-bodies.ts';
import type { ReportBodyRoutesDeps } from './report-bodies.ts';
import { reportFiguresRoutes } from './report-figures.ts';
import type { ReportFiguresRoutesDeps } from './report-figures.ts';
import { reportModerationRoutes } from './report-moderation.ts';
import type { ReportModerationRoutesDeps } from './report-moderation.ts';
import { reportPhotoRoutes } from './report-photos.ts';
import type { ReportPhotoRoutesDeps } from './report-photos.ts';
import { reportTalkRoutes } from './report-talk.ts';
import type { ReportTalkRoutesDeps } from './report-talk.ts';
import { reportRoutes } from './reports.ts';
import type { ReportRoutesDeps } from './reports.ts';
import { statisticsRoutes } from './statistics.ts';
import type { StatisticsRoutesDeps } from './statistics.ts';
import { ticketRoutes } from './tickets.ts';
import type { TicketRoutesDeps } from './tickets.ts';
import { vehicleLookupRoutes } from './vehicle-lookups.ts';
import type { VehicleLookupRoutesDeps } from './vehicle-lookups.ts';
import { vehicleRoutes } from './vehicles.ts';
import type { VehicleRoutesDeps } from './vehicles.ts';
import { vehicleExportRoutes } from './vehicle-export.ts';
import type { VehicleExportRoutesDeps } from './vehicle-export.ts';
import { vehicleImportRoutes } from './vehicle-imports.ts';
import type { VehicleImportRoutesDeps } from './vehicle-imports.ts';
import { vehicleOwnershipRoutes } from './vehicle-ownership.ts';
import type { VehicleOwnershipRoutesDeps } from './vehicle-ownership.ts';
import { vehicleRequestRoutes } from './vehicle-requests.ts';
import type { VehicleRequestRoutesDeps } from './vehicle-requests.ts';
import { vehiclePaperRoutes } from './vehicle-papers.ts';
import type { VehiclePaperRoutesDeps } from './vehicle-papers.ts';
import { vehicleVerificationRoutes } from './vehicle-verifications.ts';
import type { VehicleVerificationRoutesDeps } from './vehicle-verifications.ts';
import { webhookRoutes } from './webhooks.ts';
import type { WebhookRoutesDeps } from './webhooks.ts';

export type ApiDeps = AuthRoutesDeps &
  PeopleRoutesDeps &
  VehicleRoutesDeps &
  VehicleLookupRoutesDeps &
  VehicleExportRoutesDeps &
  VehicleImportRoutesDeps &
  VehicleOwnershipRoutesDeps &
  VehicleRequestRoutesDeps &
  VehiclePaperRoutesDeps &
  VehicleVerificationRoutesDeps &
  PlateReadingRoutesDeps &
  FineRoutesDeps &
  ContestationRoutesDeps &
  StatisticsRoutesDeps &
  OrganisationRoutesDeps &
  QueueRoutesDeps &
  TicketRoutesDeps &
  CounterCallRoutesDeps &
  QueueFiguresRoutesDeps &
  AppointmentRoutesDeps &
  ReportRoutesDeps &
  ReportPhotoRoutesDeps &
  ReportTalkRoutesDeps &
  ReportModerationRoutesDeps &
  ReportBodyRoutesDeps &
  ReportFiguresRoutesDeps &
  OpenDataRoutesDeps &
  Open311KeyRoutesDeps &
  WebhookRoutesDeps &
  Parameters<typeof paymentRoutes>[0] &
  Parameters<typeof refundRoutes>[0] &
  Parameters<typeof bankRoutes>[0] &
  Parameters<typeof reconciliationRoutes>[0] &
  Parameters<typeof conversationRoutes>[0] &
  Parameters<typeof notificationRoutes>[0] &
  Parameters<typeof jobRoutes>[0] &
  Parameters<typeof auditRoutes>[0] &
  Parameters<typeof contentRoutes>[0];

/** Every route of the REST API. A new domain adds one line. */
export const apiRoutes = (deps: ApiDeps): Route[] => [
  ...authRoutes(deps),
  ...peopleRoutes(deps),
  ...vehicleExportRoutes(deps),
  ...vehicleRoutes(deps),
  ...vehicleLookupRoutes(deps),
  ...vehicleImportRoutes(deps),
  ...vehicleOwnershipRoutes(deps),
  ...vehicleRequestRoutes(deps),
  ...vehiclePaperRoutes(deps),
  ...vehicleVerificationRoutes(deps),
  ...plateReadingRoutes(deps),
  ...fineRoutes(deps),
  ...contestationRoutes(deps),
  ...statisticsRoutes(deps),
  ...organisationRoutes(deps),
  ...queueRoutes(deps),
  ...ticketRoutes(deps),
  ...counterCallRoutes(deps),
  ...queueFiguresRoutes(deps),
  ...appointmentRoutes(deps),
  ...reportFiguresRoutes(deps),
  ...reportRoutes(deps),
  ...reportPhotoRoutes(deps),
  ...reportTalkRoutes(deps),
  ...reportModerationRoutes(deps),
  ...reportBodyRoutes(deps),
  ...openDataRoutes(deps),
  ...open311KeyRoutes(deps),
  ...webhookRoutes(deps),
  ...paymentRoutes(deps),
  ...refundRoutes(deps),
  ...bankRoutes(deps),
  ...reconciliationRoutes(deps),
  ...conversationRoutes(deps),
  ...notificationRoutes(deps),
  ...jobRoutes(deps),
  ...auditRoutes(deps),
  ...contentRoutes(deps),
];
