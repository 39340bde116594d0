import sharp from 'sharp';
import { bindFlow } from '../../../../core/dialog/index.ts';
import type { Caller, Surface } from '../../../../core/dialog/index.ts';
import type { VerificationFacts } from '../../../../core/documents/index.ts';
import { createFileService } from '../../../../core/files/index.ts';
import { createIdentityService, gates, identityDialogs, type Role } from '../../../../core/identity/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { createNotificationService } from '../../../../core/notifications/index.ts';
import {
  createLookups, createPapersPart, createVehicleOwners, createVehicleRegistry, createVehicles, createVehicleSearch, createVehicleThefts,
  createVerificationPart, type NewVehicle, type LookupLimits, type NewVerification, type VehicleService,
} from '../../../../core/vehicles/index.ts'; // prettier-ignore
import { createOfficialRegister, type OfficialVehicle } from '../../../../core/vehicles/providers/index.ts';
import { verifyVehicle } from '../../../../core/vehicles/verification/flows/verify-vehicle.ts';
import type { ReadPaperPage } from '../../../../core/vehicles/verification/verification.service.ts';
import { lookupsOn } from '../../../support/lookups.ts';
import { testDatabase } from '../../../support/mongo.ts';
import { strictSpeak, talk, type Talk } from '../../../support/talk.ts';

export type VerificationWorld = Awaited<ReturnType<typeof verificationWorld>>;

export const pin = '482915';
export const registeredVin = 'JTDKB20U0J3123456';
/** Goma is 1 565 km from Kinshasa as the crow flies. */
export const kinshasa = { text: 'Gombe', latitude: -4.3217, longitude: 15.3125 };
export const goma = { text: 'Goma', latitude: -1.6585, longitude: 29.2205 };
const hourMs = 3_600_000;

/** Vehicles, agents and what owners and administrators are told, on a database of its own. */
export async function verificationWorld() {
  const database = await testDatabase();
  const { connection } = database;
  let now = new Date('2026-11-21T08:00:00Z');
  const clock = () => now;
  const delivered: { address: string; text: string }[] = [];
  const printed: VerificationFacts[] = [];
  let dies = false;
  let read: Awaited<ReturnType<ReadPaperPage>>['fields'] = {};
  let official: () => Promise<OfficialVehicle | undefined> = () => Promise.resolve(undefined);
  let plays = 0;

  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const files = createFileService({ connection, publicUrl: 'https://lisolo.example', secret: 'x'.repeat(32), clock });
  const notifications = createNotificationService({
    connection, identity, files, speak: strictSpeak, clock, log: silentLog,
  }); // prettier-ignore
  for (const route of ['sms', 'email'] as const)
    notifications.registerRoute(route, (address, reply) => {
      const text = reply.body.map((words) => strictSpeak(words, reply.language, { short: true })).join('\n');
      delivered.push({ address, text });
      return Promise.resolve({});
    });
  const mortal = <G extends unknown[]>(send: (...given: G) => Promise<void>) => (...given: G): Promise<void> =>
    dies ? Promise.reject(new Error('the process dies here')) : send(...given); // prettier-ignore
  const owners = createVehicleOwners({ connection, people: identity });
  const registry = createVehicleRegistry({ connection, clock, people: identity });
  const vehicles: VehicleService = createVehicles({ connection });
  const lookups = createLookups({ connection, clock, log: silentLog });
  const thefts = createVehicleThefts({
    connection, clock, log: silentLog, owners, people: identity, notifications: { notifyMany: mortal(notifications.notifyMany) }, ussdCode: '*384*123#',
  }); // prettier-ignore
  const { vehiclePapers } = createPapersPart({
    connection, clock, log: silentLog, files, notifications, vehicles, owners, vehicleRegistry: registry,
    pageReader: { read: () => Promise.reject(new Error('no page is read here')), close: () => Promise.resolve() },
  }); // prettier-ignore
  const officialRegister = createOfficialRegister({
    clock, log: silentLog, vehicles, vehicleRegistry: registry, maxAgeDays: 30,
    providers: [{ id: 'test', find: () => official() }],
  }); // prettier-ignore
  const part = createVerificationPart({
    connection, clock, log: silentLog, files, people: identity, vehicles, owners, lookups, thefts,
    notifications: { notify: mortal(notifications.notify) },
    papers: vehiclePapers,
    officialRegister,
    readPaper: () => Promise.resolve({ fields: read }),
    printVerification: (facts) => (printed.push(facts), Promise.resolve(Buffer.from('%PDF-1.4\n%%EOF'))),
  }); // prettier-ignore
  const agent = await identity.create({
    name: 'Didier Mukendi', phone: '+243810000011', country: 'CD', roles: ['pcr_agent'], pin,
  }); // prettier-ignore
  const admin = await identity.create({ name: 'Béatrice', phone: '+243830000014', country: 'CD', roles: ['admin'] });
  const owner = await identity.create({ name: 'Patrick Ilunga', phone: '+243810000001', country: 'CD' });
  let keys = 0;
  const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();

  const callerFor = (role: Role): Caller => ({
    channel: 'simulator', address: agent.phone ?? '', phone: agent.phone ?? '', personId: agent.id, language: 'fr',
    country: 'CD', roles: [role], consent: 'given',
  }); // prettier-ignore

  return {
    ...part,
    database,
    connection,
    identity,
    notifications,
    owners,
    registry,
    thefts,
    lookups,
    owner,
    agent,
    admin,
    delivered,
    printed,
    files,
    now: clock,
    pass: (hours: number) => void (now = new Date(now.getTime() + hours * hourMs)),
    /** From here on nobody can be told anything, until it lives again. */
    die: (dead: boolean) => void (dies = dead),
    /** What the official register answers from here on. */
    officially: (answer: typeof official) => void (official = answer),
    vehiclePapers,
    reads: (fields: typeof read) => void (read = fields),
    photo: async () => (await files.put({ bytes: photo, name: 'photo', owner: 'simulator' })).id,
    vehicle: (plate: string, over: Partial<NewVehicle> = {}) =>
      registry.create({
        country: 'CD', plate, make: 'Toyota', model: 'Corolla', year: 2018, colour: 'white', category: 'car', ownerId: owner.id,
        insuranceUntil: new Date(now.getTime() + 90 * 24 * hourMs), inspectionUntil: new Date(now.getTime() + 90 * 24 * hourMs),
        taxUntil: new Date(now.getTime() + 90 * 24 * hourMs), ...over,
      }), // prettier-ignore
    verify: (plate: string, over: Partial<NewVerification> = {}) =>
      part.verifications.verify({
        key: `check ${(keys += 1)}`, country: 'CD', plate, by: { personId: agent.id, roles: ['pcr_agent'], channel: 'telegram' }, ...over,
      }), // prettier-ignore
    told: (phone: string | undefined): string[] =>
      delivered.filter(({ address }) => address === phone).map(({ text }) => text),
    async settle(): Promise<void> {
      await part.verificationNews.idle();
      await thefts.idle();
      await notifications.settled();
      await notifications.sendDue();
    },
    async play(
      options: {
        surface?: Surface;
        data?: Record<string, unknown>;
        role?: Role;
        language?: Caller['language'];
        limits?: LookupLimits;
      } = {},
    ): Promise<Talk> {
      const { surface, data, role = 'pcr_agent', language, limits } = options;
      // Every play counts its turns from the same number; in the product the conversation's name keeps them apart.
      const own = `play ${(plays += 1)}`;
      const flow = bindFlow(verifyVehicle, {
        ...part,
        vehicles, owners, notifications,
        lookups: lookupsOn({ connection }, clock, limits),
        vehicleSearch: createVehicleSearch({ connection, vehicles }),
        verifications: { ...part.verifications, verify: (wish) => part.verifications.verify({ ...wish, key: `${own} ${wish.key}` }) },
        plateReadings: { read: () => Promise.reject(new Error('no photo is read here')) } as never,
      }); // prettier-ignore
      const talking = await talk({
        flows: [flow, ...identityDialogs({ identity, files })],
        gates,
        caller: { ...callerFor(role), ...(language ? { language } : {}), ...(surface ? { channel: surface.channel } : {}) },
        now: clock,
        ...(surface ? { surface } : {}),
        ...(data ? { data } : {}),
      }); // prettier-ignore
      await talking.says(pin);
      return talking;
    },
  };
}
