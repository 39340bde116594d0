import { bindFlow } from '../../../../core/dialog/index.ts';
import type { Caller, Surface } from '../../../../core/dialog/index.ts';
import { createFileService } from '../../../../core/files/index.ts';
import { createFines, infractionTypeModel } from '../../../../core/fines/index.ts';
import { demoTypes } from '../../../../core/demo/infraction-types.ts';
import { newId } from '../../../../core/database/index.ts';
import { createIdentityService, type Person } from '../../../../core/identity/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { createNotificationService } from '../../../../core/notifications/index.ts';
import { createKeptPhones } from '../../../../core/payments/kept-phones.ts';
import {
  createOwnerNews, createVehicleOwners, createVehicleRegistry, createVehicles, createVehicleThefts, createVehicleTransfers,
  transfersPersonalData, vehiclesPersonalData, type Vehicle,
} from '../../../../core/vehicles/index.ts'; // prettier-ignore
import { answerTransfer } from '../../../../core/vehicles/ownership/flows/answer-transfer.ts';
import { reportStolen } from '../../../../core/vehicles/ownership/flows/report-stolen.ts';
import { transferVehicle } from '../../../../core/vehicles/ownership/flows/transfer-vehicle.ts';
import { testDatabase } from '../../../support/mongo.ts';
import { strictSpeak, talk } from '../../../support/talk.ts';

export type OwnershipWorld = Awaited<ReturnType<typeof ownershipWorld>>;

const flows = { transfer: transferVehicle, answer: answerTransfer, stolen: reportStolen };

/** People, their vehicles, and what they are told, on a database of its own. */
export async function ownershipWorld() {
  const database = await testDatabase();
  const { connection } = database;
  let now = new Date('2026-11-21T08:00:00Z');
  const clock = () => now;
  const delivered: { address: string; text: string }[] = [];
  const claimed = new Set<string>();
  let people = 0;
  let plays = 0;
  let dies = false;

  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const files = createFileService({ connection, publicUrl: 'https://lisolo.example', secret: 'x'.repeat(32), clock });
  const notifications = createNotificationService({
    connection, identity, files, speak: strictSpeak, clock, log: silentLog,
  }); // prettier-ignore
  notifications.registerRoute('sms', (address, reply) => {
    delivered.push({ address, text: reply.body.map((words) => strictSpeak(words, reply.language)).join('\n') });
    return Promise.resolve({});
  });
  const owners = createVehicleOwners({ connection, people: identity });
  const ownerNews = createOwnerNews({ connection, log: silentLog });
  const registry = createVehicleRegistry({ connection, clock, people: identity, news: ownerNews });
  const vehicles = createVehicles({ connection });
  const fines = createFines({ connection, clock });
  const keptPhones = createKeptPhones({ connection, clock });
  const common = { connection, clock, log: silentLog, people: identity, ussdCode: '*384*123#' };
  const telling = {
    notifyMany: (notices: Parameters<typeof notifications.notifyMany>[0]) =>
      dies ? Promise.reject(new Error('the process dies here')) : notifications.notifyMany(notices),
  };
  const transfers = createVehicleTransfers({
    ...common,
    notifications: telling,
    registry: {
      update: (...change) => (dies ? Promise.reject(new Error('the process dies here')) : registry.update(...change)),
    },
    isClaimed: (id) => Promise.resolve(claimed.has(id)),
  });
  ownerNews.onOwner((vehicle) => transfers.vehicleChanged(vehicle));
  const thefts = createVehicleThefts({ ...common, notifications: telling, owners });
  for (const part of [transfersPersonalData({ connection, identity }), vehiclesPersonalData({ connection, identity })])
    identity.register(part);
  await infractionTypeModel(connection).insertMany(
    demoTypes.CD.map((type) => ({
      _id: newId(), country: 'CD' as const, version: 1, activeFrom: now, createdAt: now, ...type,
    })),
  ); // prettier-ignore

  const services = {
    vehicles, fines, identity, keptPhones, vehicleThefts: thefts,
  }; // prettier-ignore
  return {
    database,
    connection,
    identity,
    registry,
    vehicles,
    fines,
    transfers,
    thefts,
    claimed,
    delivered,
    ownerNews,
    now: clock,
    pass: (hours: number) => void (now = new Date(now.getTime() + hours * 3_600_000)),
    /** From here on nothing follows any more, until it lives again. */
    die: (dead: boolean) => void (dies = dead),
    async person(name: string, over: { language?: 'fr' | 'en' | 'ln' | 'sw' | 'wo' } = {}): Promise<Person> {
      people += 1;
      return identity.create({ name, phone: `+24381${String(5_000_000 + people)}`, country: 'CD', ...over });
    },
    vehicle: (ownerId: string, plate = `${String(1_000 + (people += 1))}AB01`): Promise<Vehicle> =>
      registry.create({
        country: 'CD', plate, make: 'Toyota', model: 'Corolla', category: 'car', ownerId,
        ownerArea: 'Gombe', ownerNif: `A${String(1_000_000 + people)}`,
      }), // prettier-ignore
    async owner(vehicle: Vehicle): Promise<string | undefined> {
      return (await vehicles.byPlate(vehicle.country, vehicle.plate))?.ownerId;
    },
    /** All that is under way, and all that is due. */
    async settle(): Promise<void> {
      await transfers.idle();
      await thefts.idle();
      await ownerNews.idle();
      await notifications.settled();
      await notifications.sendDue();
    },
    told: (person: Pick<Person, 'phone'>): string[] =>
      delivered.filter(({ address }) => address === person.phone).map(({ text }) => text),
    play: (
      start: keyof typeof flows,
      who: Person,
      options: { surface?: Surface; data?: Record<string, unknown> } = {},
    ) => {
      const all = { ...flows };
      const dialog = (plays += 1);
      // Each dialog has turns of its own, which the dialogs that are played here have not.
      const vehicleTransfers: typeof transfers = {
        ...transfers,
        offer: (wish) => transfers.offer({ ...wish, key: `${dialog}:${wish.key}` }),
      };
      const [first, ...rest] = [all[start], ...Object.values(all).filter((flow) => flow !== all[start])];
      const caller: Partial<Caller> = {
        personId: who.id, language: who.language, country: who.country, address: who.phone ?? '',
        ...(who.phone ? { phone: who.phone } : {}),
      }; // prettier-ignore
      const bound = [first, ...rest].map((flow) =>
        bindFlow(flow as typeof transferVehicle, { ...services, vehicleTransfers }),
      );
      return talk({ flows: bound as [(typeof bound)[0]], caller, now: clock, ...options });
    },
  };
}
