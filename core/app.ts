import type { Connection } from 'mongoose';
import { createAccessService, createIdempotency } from './access/index.ts';
import { createAuditService } from './audit/index.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createContent } from './content/index.ts';
import { demoBanks, demoPeople, loadDemo } from './demo/index.ts';
import type { DemoAccount } from './demo/index.ts';
import {
  createConversation,
  createEngine,
  createTurnStore,
  flowFaults,
  sendLaterBySms,
  turnsPersonalData,
} from './dialog/index.ts';
import { createNotePrinter, createReceiptPrinter, createSigner } from './documents/index.ts';
import { createFileService } from './files/index.ts';
import { createFinesPart, finesPersonalData } from './fines/index.ts';
import { createFlows } from './flows.ts';
import { createIdentityService } from './identity/index.ts';
import { allJobs } from './jobs.ts';
import { createSpeak, hasText, loadLocales, localeFaults } from './language/index.ts';
import type { Log } from './log.ts';
import { createAfricasTalkingSms, createEmail, createNotificationService } from './notifications/index.ts';
import { createPaymentProviders } from './payment-providers.ts';
import { createBank, createPaymentsPart, paymentsPersonalData } from './payments/index.ts';
import { createScheduler } from './scheduling/index.ts';
import { createFineStatistics, createStatisticsCharts } from './statistics/index.ts';
import {
  createOwnerNews,
  createVehicleOwners,
  createVehicleRegistry,
  createVehicles,
  vehiclesPersonalData,
} from './vehicles/index.ts';

export interface AppOptions {
  readonly config: Config;
  readonly connection: Connection;
  readonly log: Log;
  readonly clock?: Clock;
}

export type App = Awaited<ReturnType<typeof createApp>>;

const drainMs = 2_500;

/**
 * Builds every service and connects them: the only place where things are wired. Throws when the dialogs or the
 * locale files have faults. `start` loads demo data where it belongs and begins timed work.
 */
export async function createApp({ config, connection, log, clock = systemClock }: AppOptions) {
  const { publicUrl, secret } = config;
  const locales = loadLocales();
  const speak = createSpeak({ locales, strict: config.environment === 'test' });

  const identity = createIdentityService({ connection, clock, defaultCountry: config.defaultCountry });
  const audit = createAuditService({ connection, clock });
  const access = createAccessService({ connection, clock, people: identity, audit, secret });
  const idempotency = createIdempotency({ connection, clock });
  const files = createFileService({ connection, publicUrl, secret, clock });
  const signer = createSigner({ secret });
  const notifications = createNotificationService({ connection, identity, files, speak, clock, log });
  if (config.mail) notifications.registerRoute('email', createEmail({ ...config.mail, speak, files }));
  if (config.africasTalking) notifications.registerRoute('sms', createAfricasTalkingSms(config.africasTalking));

  const { sandbox, ...providers } = createPaymentProviders({ config, connection, clock, log });
  const printReceipt = createReceiptPrinter({ speak, signer, publicUrl });
  const { payments, refunds, callbacks, ledger, receipts, purposes, keptPhones, deposits } = createPaymentsPart({
    connection,
    clock,
    log,
    ...providers,
    files,
    notifications,
    printReceipt,
    approvalMinutes: config.paymentApprovalMinutes,
  });
  sandbox.onEvent((event) => payments.settle(sandbox.name, event));

  const vehicles = createVehicles({ connection });
  const owners = createVehicleOwners({ connection, people: identity });
  const ownerNews = createOwnerNews({ connection, log });
  const vehicleRegistry = createVehicleRegistry({ connection, clock, people: identity, news: ownerNews });
  const finesPart = createFinesPart({
    connection,
    clock,
    log,
    publicUrl,
    ussdCode: config.ussd.serviceCode,
    audit,
    files,
    signer,
    printNote: createNotePrinter({
      speak,
      signer,
      publicUrl,
      specimen: config.demo.on,
    }),
    treasury: config.demo.on
      ? { ...config.treasury, banks: { ...demoBanks, ...config.treasury.banks } }
      : config.treasury,
    specimen: config.demo.on,
    people: identity,
    notifications,
    vehicles,
    owners,
    ownerNews,
    purposes,
    receipts,
  });
  const bank = createBank({
    connection,
    clock,
    log,
    deposits,
    debts: finesPart.bankDebts,
    profiles: config.bankProfiles,
  });
  const content = createContent();
  const statistics = {
    fineStatistics: createFineStatistics({ connection, people: identity }),
    statisticsCharts: createStatisticsCharts({ speak, files, clock }),
  };

  const flows = createFlows({
    ...finesPart,
    ...statistics,
    content,
    identity,
    files,
    vehicles,
    owners,
    payments,
    receipts,
    keptPhones,
  });
  const faults = flowFaults({ registry: flows, localeFaults: localeFaults(locales), has: hasText(locales) });
  if (faults.length > 0) throw new Error(`The dialogs have faults:\n  ${faults.join('\n  ')}`);

  const turns = createTurnStore({ connection });
  const engine = createEngine({ registry: flows, speak, log, now: clock });
  const conversation = createConversation({
    engine,
    store: turns,
    identity,
    clock,
    sendLater: sendLaterBySms(notifications),
  });

  for (const part of [
    turnsPersonalData({ turns }),
    finesPersonalData({ connection }),
    vehiclesPersonalData({ connection }),
    paymentsPersonalData({ connection, ledger, clock }),
    files.personalData,
    notifications.personalData,
  ])
    identity.register(part);

  const jobs = allJobs({
    ...finesPart,
    access,
    audit,
    bank,
    callbacks,
    files,
    idempotency,
    identity,
    keptPhones,
    notifications,
    ownerNews,
    payments,
    refunds,
    turns,
  });
  const scheduler = createScheduler({ connection, clock, log, jobs });
  await turns.ready();
  const demoAccounts: readonly DemoAccount[] = config.demo.on
    ? await loadDemo({
        connection,
        identity,
        isProduction: config.isProduction,
        secret: config.demo.secret,
        now: clock(),
      })
    : [];

  return {
    ...finesPart,
    ...statistics,
    clock,
    speak,
    identity,
    access,
    idempotency,
    audit,
    files,
    documents: signer,
    notifications,
    sandbox,
    payments,
    refunds,
    bank,
    callbacks,
    paymentProviders: providers.describe,
    ledger,
    receipts,
    content,
    vehicles,
    vehicleRegistry,
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
      await Promise.allSettled([ownerNews.idle(), finesPart.ownerNotices.idle(), finesPart.contestationNotices.idle()]);
      await Promise.allSettled([
        scheduler.drain(drainMs),
        notifications.drain(),
        sandbox.idle(),
        callbacks.idle(),
        payments.idle(),
      ]);
    },
  };
}
