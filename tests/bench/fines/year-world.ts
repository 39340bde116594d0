import type { Connection } from 'mongoose';
import { createAuditService } from '../../../core/audit/index.ts';
import { newId } from '../../../core/database/index.ts';
import { createSigner } from '../../../core/documents/index.ts';
import { createFileService } from '../../../core/files/index.ts';
import {
  contestationJobs,
  createFinesPart,
  deadlineJobs,
  fineJobs,
  finePurpose,
  infractionModel,
  infractionTypeModel,
  isPayable,
  surplusJobs,
  type InfractionTypeRecord,
} from '../../../core/fines/index.ts';
import { isLisoloError } from '../../../core/errors.ts';
import { createIdentityService } from '../../../core/identity/index.ts';
import { createSpeak } from '../../../core/language/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createNotificationService, notificationJobs } from '../../../core/notifications/index.ts';
import { createPaymentsPart, createSandboxProvider, paymentJobs } from '../../../core/payments/index.ts';
import type { Job } from '../../../core/scheduling/index.ts';
import {
  createOwnerNews,
  createVehicleOwners,
  createVehicles,
  type VehicleRecord,
} from '../../../core/vehicles/index.ts';
import { chance, vehicleAt } from './fine-records.ts';

export const yearBegins = new Date('2026-01-01T10:00:00Z');
const ownersKnown = 0.4;
const kind = { country: 'CD', version: 1, article: 'art. 1', activeFrom: yearBegins, createdAt: yearBegins } as const;

/** With everything that time does, with amounts instead of percents, and with reminders only. */
const kinds: readonly InfractionTypeRecord[] = [
  {
    ...kind, _id: newId(), code: 'speed', labels: { fr: 'Excès de vitesse' },
    tariff: { kind: 'fixed', amount: 5_000_000, currency: 'CDF' },
    terms: {
      daysToPay: 30, daysToContest: 30, discount: { percent: 30, days: 14 }, capPercent: 60, forwardAfterDays: 90,
      increases: [{ afterDays: 1, percent: 25 }, { afterDays: 30, percent: 50 }],
    },
  },
  {
    ...kind, _id: newId(), code: 'parking', labels: { fr: 'Stationnement interdit' },
    tariff: { kind: 'fixed', amount: 2_500_000, currency: 'CDF' },
    terms: {
      daysToPay: 15, daysToContest: 15,
      increases: [10, 20, 40].map((afterDays) => ({ afterDays, amount: 500_000 })),
    },
  },
  {
    ...kind, _id: newId(), code: 'belt', labels: { fr: 'Ceinture' },
    tariff: { kind: 'fixed', amount: 3_000_000, currency: 'CDF' },
  },
]; // prettier-ignore
export const kindOf = (number: number): string => kinds[Math.floor(chance(number, 30) * kinds.length)]?.code ?? 'belt';

/** The product's fines and money without its doors: every address and every wallet says yes at once. */
export async function yearWorld(connection: Connection, vehicles: number) {
  let now = yearBegins;
  const clock = () => now;
  const log = silentLog;
  const [publicUrl, secret, ussdCode] = ['https://lisolo.example', 's'.repeat(32), '*384*123#'];
  const base = { connection, clock, log, publicUrl, secret, ussdCode };

  const identity = createIdentityService({ ...base, defaultCountry: 'CD' });
  const files = createFileService(base);
  const notifications = createNotificationService({ ...base, identity, files, speak: createSpeak() });
  notifications.registerRoute('sms', () => Promise.resolve({}));
  const sandbox = createSandboxProvider({ ...base, wallet: () => 'approve' });
  const paper = Buffer.from('%PDF-1.4\n%%EOF');
  const money = createPaymentsPart({
    ...base,
    providers: [sandbox],
    files,
    notifications,
    // Drawing papers is measured elsewhere, and nobody here reads them.
    printReceipt: () => Promise.resolve(paper),
    approvalMinutes: 5,
  });
  sandbox.onEvent((event) => money.payments.settle(sandbox.name, event));
  const fines = createFinesPart({
    ...base,
    audit: createAuditService(base),
    files,
    signer: createSigner(base),
    printNote: () => Promise.resolve(paper),
    people: identity,
    notifications,
    vehicles: createVehicles(base),
    owners: createVehicleOwners({ ...base, people: identity }),
    ownerNews: createOwnerNews(base),
    purposes: money.purposes,
    receipts: money.receipts,
  });
  await Promise.all(Object.values(connection.models).map((model) => model.init()));
  await infractionTypeModel(connection).insertMany(kinds);
  const registered = Array.from({ length: vehicles }, (_, number): VehicleRecord => {
    const { plate, phone } = vehicleAt(number);
    const owner = chance(number, 31) < ownersKnown ? { ownerPhone: phone } : {};
    const car = { make: 'Toyota', model: 'Vitz', category: 'car' as const, stolen: false, createdAt: yearBegins };
    return { _id: newId(), country: 'CD', plate, ...car, ...owner };
  });
  await connection.collection<VehicleRecord>('vehicles').insertMany(registered);

  const services = { ...fines, ...money, notifications };
  const jobs: readonly Job[] = [
    ...fineJobs(services),
    ...contestationJobs(services),
    ...surplusJobs(services),
    ...deadlineJobs(services),
    ...paymentJobs(services),
    ...notificationJobs(services),
  ];
  return {
    ...fines,
    jobs,
    ledger: money.ledger,
    infractions: infractionModel(connection),
    clock,
    nextDay: () => void (now = new Date(now.getTime() + 86_400_000)),
    /** All that is left of a fine, from the driver's own wallet; what a decision has changed meanwhile is read again. */
    async pay(fineId: string, number: number): Promise<boolean> {
      const { phone: payerPhone } = vehicleAt(number);
      const requester = { channel: 'ussd', address: payerPhone } as const;
      const who = { payerPhone, operator: 'vodacom-cd', requester, country: 'CD', language: 'fr' } as const;
      for (;;) {
        const fine = await fines.fines.byId(fineId);
        if (!fine || !isPayable(fine)) return false;
        try {
          const wish = { ...who, purpose: finePurpose([fineId]), amount: fine.remaining };
          await money.payments.request(wish, `year:${fineId}`);
          return true;
        } catch (error) {
          const present = await fines.fines.byId(fineId);
          if (!isLisoloError(error) || present?.rev === fine.rev) throw error;
        }
      }
    },
    async idle(): Promise<void> {
      await sandbox.idle();
      await money.payments.idle();
      await fines.ownerNotices.idle();
      await fines.contestationNotices.idle();
      await notifications.settled();
    },
  };
}

export type YearWorld = Awaited<ReturnType<typeof yearWorld>>;
