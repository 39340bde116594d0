import type { Connection } from 'mongoose';
import { createAppointmentsPart } from './appointments/index.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createContent } from './content/index.ts';
import { createConversationPart } from './conversation-part.ts';
import { demoBanks, demoPeople, loadDemo } from './demo/index.ts';
import type { DemoAccount } from './demo/index.ts';
import { createNotePrinter } from './documents/index.ts';
import { bringUpOldFines, createFinesPart } from './fines/index.ts';
import { createFoundation } from './foundation.ts';
import { allJobs } from './jobs.ts';
import type { Log } from './log.ts';
import { createMoneyPart } from './money-part.ts';
import { createOpen311Part } from './open311/index.ts';
import { createOrganisationsPart } from './organisations/index.ts';
import { createBank, createReconciliation } from './payments/index.ts';
import { registerPersonalData } from './personal-data.ts';
import { createPlateReader, createPlatesPart } from './plates/index.ts';
import { createDesks, createHallPart, createQueueNewsPart, createQueuesPart } from './queues/index.ts';
import { createReportNewsPart, createReportsPart, createReportWebhooks } from './reports/index.ts';
import { createScheduler } from './scheduling/index.ts';
import { createFineStatistics, createStatisticsCharts } from './statistics/index.ts';
import { bringUpSearchKeys, createVehiclesPart } from './vehicles/index.ts';
import { createWebhooksPart } from './webhooks/index.ts';

export interface AppOptions {
  readonly config: Config;
  readonly connection: Connection;
  readonly log: Log;
  readonly clock?: Clock;
}

export type App = Awaited<ReturnType<typeof createApp>>;

const drainMs = 2_500;

/** Where citizens can pay otherwise; the demo has banks of its own. */
const treasuryOf = ({ demo, treasury }: Config): Config['treasury'] =>
  demo.on ? { ...treasury, banks: { ...demoBanks, ...treasury.banks } } : treasury;

/**
 * Builds every service and connects them, part by part: the only place where things are wired. Throws when the dialogs
 * or the locale files have faults. `start` begins timed work.
 */
export async function createApp({ config, connection, log, clock = systemClock }: AppOptions) {
  const options = { config, connection, log, clock };
  const foundation = createFoundation(options);
  const { identity, signer, speak, files, notifications } = foundation;
  const base = { ...options, ...foundation, people: identity };

  const money = createMoneyPart(base);
  const vehicles = createVehiclesPart(base);
  const fines = createFinesPart({
    ...base,
    ...money,
    ...vehicles,
    publicUrl: config.publicUrl,
    ussdCode: config.ussd.serviceCode,
    printNote: createNotePrinter({ speak, signer, publicUrl: config.publicUrl, specimen: config.demo.on }),
    treasury: treasuryOf(config),
    specimen: config.demo.on,
  });
  const organisations = createOrganisationsPart(base);
  const plateReader = createPlateReader({ log });
  const queues = createQueuesPart({ ...base, offices: organisations.offices });
  const appointments = createAppointmentsPart({ ...base, ...organisations, ...queues });
  queues.onTicket(appointments.followTicket);
  const hall = createHallPart({ ...base, ...organisations });
  queues.onTicket(hall.announceTicket);
  const queueNews = createQueueNewsPart({ ...base, ...organisations, ...queues });
  queues.onTicket(queueNews.tellOfTicket);
  const reports = createReportsPart({ ...base, secret: config.secret });
  const webhooks = createWebhooksPart({ ...base, secret: config.secret, httpsOnly: config.isProduction });
  const reportNews = createReportNewsPart({
    ...base,
    speakers: reports.reportSpeakers,
    ussdCode: config.ussd.serviceCode,
  });
  reports.onReport(reportNews.reportListeners);
  const reportWebhooks = createReportWebhooks({ ...base, ...webhooks });
  reports.onReport({ webhooks: reportWebhooks.tellWebhooks });
  const services = {
    ...foundation,
    documents: signer,
    ...money,
    ...vehicles,
    ...fines,
    ...organisations,
    ...createDesks({ ...base, ...organisations }),
    ...createPlatesPart({ ...base, plateReader }),
    ...queues,
    ...appointments,
    ...hall,
    ...queueNews,
    ...reports,
    ...reportNews,
    ...webhooks,
    ...reportWebhooks,
    ...createOpen311Part({ ...base, ...reports }),
    bank: createBank({ ...base, deposits: money.deposits, debts: fines.bankDebts, profiles: config.bankProfiles }),
    reconciliation: createReconciliation({ ...base, registry: money.providerRegistry }),
    fineStatistics: createFineStatistics(base),
    statisticsCharts: createStatisticsCharts({ speak, files, clock }),
    content: createContent(),
  };

  const { turns, conversation } = createConversationPart({ ...options, ...services });
  registerPersonalData({ ...options, ...services, turns });
  const jobs = allJobs({ ...services, turns });
  const scheduler = createScheduler({ connection, clock, log, jobs });

  await turns.ready();
  await bringUpOldFines({ connection, clock, log });
  await bringUpSearchKeys({ connection, clock, log });
  const demoAccounts: readonly DemoAccount[] = config.demo.on
    ? await loadDemo({
        connection,
        identity,
        files,
        tickets: queues.tickets,
        reportVocabulary: reports.reportVocabulary,
        isProduction: config.isProduction,
        secret: config.demo.secret,
        now: clock(),
      })
    : [];

  return {
    ...services,
    turns,
    conversation,
    /** The timed work, as the scheduler runs it. */
    jobs,
    scheduler,
    demoAccounts,
    /** Whom the simulator can play. */
    people: () => Promise.resolve(config.demo.on ? demoPeople() : []),
    start: () => scheduler.start(),
    async stop(): Promise<void> {
      // First what may still cause messages and payments, then those themselves.
      await Promise.allSettled(
        [
          vehicles.ownerNews,
          vehicles.lookups,
          vehicles.vehicleTransfers,
          vehicles.requestNotices,
          vehicles.paperNotices,
          vehicles.vehicleThefts,
          vehicles.vehicleImports,
          vehicles.verificationNews,
          fines.ownerNotices,
          fines.contestationNotices,
          appointments.appointmentOffers.freed,
          appointments.appointmentNotices,
          services.open311Posting,
        ].map((one) => one.idle()),
      );
      await Promise.allSettled([
        scheduler.drain(drainMs),
        webhooks.webhooks.stop(drainMs),
        vehicles.pageReader.close(),
        plateReader.close(),
        notifications.drain(),
        ...[money.sandbox, money.callbacks, money.payments].map((one) => one.idle()),
      ]);
    },
  };
}
