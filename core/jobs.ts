import { accessJobs, type AccessService, type Idempotency } from './access/index.ts';
import { appointmentJobs, type AppointmentJobsDeps } from './appointments/index.ts';
import { auditJobs, type AuditLog } from './audit/index.ts';
import { dialogJobs, type TurnStore } from './dialog/index.ts';
import {
  contestationJobs,
  deadlineJobs,
  fineJobs,
  surplusJobs,
  type ContestationNotices,
  type Deadlines,
  type OwnerNotices,
  type Surpluses,
} from './fines/index.ts';
import { fileJobs, type FileService } from './files/index.ts';
import { identityJobs, type IdentityService } from './identity/index.ts';
import { notificationJobs, type NotificationService } from './notifications/index.ts';
import {
  bankJobs,
  paymentJobs,
  reconciliationJobs,
  type BankService,
  type Callbacks,
  type KeptPhones,
  type PaymentService,
  type ReconciliationService,
  type RefundService,
} from './payments/index.ts';
import { open311Jobs, type Open311Posting } from './open311/index.ts';
import { organisationJobs, type Spreading } from './organisations/index.ts';
import { plateJobs, type PlatePhotos, type PlateReadings } from './plates/index.ts';
import {
  displayJobs,
  queueJobs,
  queueNewsJobs,
  type DisplayLog,
  type QueueNewsPart,
  type QueuesPart,
} from './queues/index.ts';
import { reportJobs, reportNewsJobs, talkJobs, type ReportNewsPart, type ReportsPart } from './reports/index.ts';
import type { Job } from './scheduling/index.ts';
import { webhookJobs, type WebhookJobsDeps } from './webhooks/index.ts';
import {
  alertJobs,
  importJobs,
  lookupJobs,
  ownershipJobs,
  paperJobs,
  type PaperCarrying,
  type PaperDrafts,
  type PaperNotices,
  requestJobs,
  vehicleJobs,
  type LookupService,
  type OwnerNews,
  type VehicleAlerts,
  type VehicleImports,
  type VehicleThefts,
  type VehicleTransfers,
  type CarryingOver,
  type RequestNotices,
  type VerificationNews,
  verificationJobs,
} from './vehicles/index.ts';

/** What timed work needs. */
export interface JobServices extends AppointmentJobsDeps, WebhookJobsDeps {
  readonly access: AccessService;
  readonly audit: AuditLog;
  readonly bank: BankService;
  readonly callbacks: Callbacks;
  readonly carryingOver: CarryingOver;
  readonly contestationNotices: ContestationNotices;
  readonly deadlines: Deadlines;
  readonly files: FileService;
  readonly idempotency: Idempotency;
  readonly identity: IdentityService;
  readonly keptPhones: KeptPhones;
  readonly lineCounts: QueuesPart['lineCounts'];
  readonly lookups: LookupService;
  readonly notifications: NotificationService;
  readonly payments: PaymentService;
  readonly platePhotos: PlatePhotos;
  readonly plateReadings: PlateReadings;
  readonly paperCarrying: PaperCarrying;
  readonly paperDrafts: PaperDrafts;
  readonly paperNotices: PaperNotices;
  readonly open311Posting: Open311Posting;
  readonly organisationSpreading: Spreading;
  readonly ownerNews: OwnerNews;
  readonly ownerNotices: OwnerNotices;
  readonly displayLog: DisplayLog;
  readonly lineNews: QueueNewsPart['lineNews'];
  readonly queueDayEnd: QueuesPart['queueDayEnd'];
  readonly queueNews: QueueNewsPart['queueNews'];
  readonly reconciliation: ReconciliationService;
  readonly refunds: RefundService;
  readonly reportLateRouting: ReportsPart['reportLateRouting'];
  readonly moderatorsNews: ReportNewsPart['moderatorsNews'];
  readonly reportGathering: ReportNewsPart['reportGathering'];
  readonly reportSettling: ReportsPart['reportSettling'];
  readonly talkCarrying: ReportsPart['talkCarrying'];
  readonly reportVocabulary: ReportsPart['reportVocabulary'];
  readonly requestNotices: RequestNotices;
  readonly surpluses: Surpluses;
  readonly ticketSettling: QueuesPart['ticketSettling'];
  readonly turns: TurnStore;
  readonly vehicleAlerts: VehicleAlerts;
  readonly vehicleImports: VehicleImports;
  readonly vehicleThefts: VehicleThefts;
  readonly vehicleTransfers: VehicleTransfers;
  readonly verificationNews: VerificationNews;
}

/** Every job of the product. A new service adds one line. */
export const allJobs = (services: JobServices): Job[] => [
  ...dialogJobs({ store: services.turns }),
  ...identityJobs(services),
  ...paymentJobs(services),
  ...bankJobs(services),
  ...reconciliationJobs(services),
  ...surplusJobs(services),
  ...fineJobs(services),
  ...contestationJobs(services),
  ...deadlineJobs(services),
  ...vehicleJobs(services),
  ...plateJobs(services),
  ...organisationJobs(services),
  ...ownershipJobs(services),
  ...alertJobs(services),
  ...importJobs(services),
  ...requestJobs(services),
  ...paperJobs(services),
  ...lookupJobs(services),
  ...verificationJobs(services),
  ...queueJobs(services),
  ...displayJobs(services),
  ...queueNewsJobs(services),
  ...appointmentJobs(services),
  ...reportJobs(services),
  ...talkJobs(services),
  ...reportNewsJobs(services),
  ...open311Jobs(services),
  ...webhookJobs(services),
  ...notificationJobs(services),
  ...fileJobs(services),
  ...accessJobs(services),
  ...auditJobs(services),
];
