import { createAuditService, type AuditLog } from '../../../core/audit/index.ts';
import { newId } from '../../../core/database/index.ts';
import { demoTypes } from '../../../core/demo/infraction-types.ts';
import { bindFlow } from '../../../core/dialog/index.ts';
import type { Caller, Reply, Surface } from '../../../core/dialog/index.ts';
import { createSigner } from '../../../core/documents/index.ts';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { addProof } from '../../../core/fines/flows/add-proof.ts';
import { myRecord } from '../../../core/fines/flows/my-record.ts';
import { myRecords } from '../../../core/fines/flows/my-records.ts';
import { recordInfraction } from '../../../core/fines/flows/record-infraction.ts';
import { voidRecord } from '../../../core/fines/flows/void-record.ts';
import {
  createAgentRecords, createFinePapers, createFines, createNotes, createOwnerNotices, createPlateSearch,
  infractionModel, infractionTypeModel, type AgentRecords, type FineService, type OwnerNotices,
} from '../../../core/fines/index.ts'; // prettier-ignore
import { createIdentityService, gates, identityDialogs, type IdentityService } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createNotificationService, type NotificationService, type Route } from '../../../core/notifications/index.ts';
import { createKeptPhones, type KeptPhones } from '../../../core/payments/kept-phones.ts';
import { createPlatesPart, platesDialogs, type PlateReader } from '../../../core/plates/index.ts';
import {
  createOwnerNews, createVehicleOwners, createVehicleRegistry, createVehicles, vehicleModel,
  type OwnerNews, type VehicleRegistry,
} from '../../../core/vehicles/index.ts'; // prettier-ignore
import { aReader } from '../../support/plates/reader.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { strictSpeak, talk, type Talk } from '../../support/talk.ts';

export interface Delivered {
  readonly route: Route;
  readonly address: string;
  readonly text: string;
  readonly reply: Reply;
}

export interface RoadWorld {
  readonly database: TestDatabase;
  readonly fines: FineService;
  readonly agentRecords: AgentRecords;
  readonly ownerNotices: OwnerNotices;
  readonly identity: IdentityService;
  readonly notifications: NotificationService;
  readonly registry: VehicleRegistry;
  readonly ownerNews: OwnerNews;
  readonly audit: AuditLog;
  readonly files: FileService;
  readonly delivered: Delivered[];
  /** Fails the next so many calls to the outbox, after `done` of them went through. */
  fail(done: number): void;
  now(): Date;
  pass(minutes: number): void;
  /** All that is under way, and all that is due. */
  settle(): Promise<void>;
  agent(phone: string): Promise<Caller>;
  photo(): Promise<string>;
  play(who: Caller, options?: PlayOptions): Promise<Talk>;
  clear(): Promise<void>;
}

export interface PlayOptions {
  readonly start?: 'record' | 'records' | 'proof' | 'void';
  readonly surface?: Surface;
  readonly data?: Record<string, unknown>;
  readonly plateReader?: PlateReader;
  readonly language?: Caller['language'];
}

/** A pixel of a real picture. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const pin = '482915';

export async function roadWorld(): Promise<RoadWorld> {
  const database = await testDatabase();
  const { connection } = database;
  const morning = new Date('2026-11-21T08:00:00Z');
  let now = morning;
  const clock = () => now;
  const secret = 'x'.repeat(32);
  const publicUrl = 'https://lisolo.example';
  const delivered: Delivered[] = [];
  let failAfter: number | undefined;
  let plays = 0;

  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const audit = createAuditService({ connection, clock });
  const files = createFileService({ connection, publicUrl, secret, clock });
  const notifications = createNotificationService({
    connection,
    identity,
    files,
    speak: strictSpeak,
    clock,
    log: silentLog,
  });
  for (const route of ['simulator', 'telegram', 'sms', 'email'] as const)
    notifications.registerRoute(route, async (address, reply) => {
      delivered.push({
        route, address, reply, text: reply.body.map((words) => strictSpeak(words, reply.language)).join('\n'),
      }); // prettier-ignore
      return {};
    });
  const vehicles = createVehicles({ connection });
  const owners = createVehicleOwners({ connection, people: identity });
  const ownerNews = createOwnerNews({ connection, log: silentLog });
  const registry = createVehicleRegistry({ connection, clock, people: identity, news: ownerNews });
  const fines = createFines({ connection, clock });
  const plates = createPlateSearch({ fines, vehicles });
  const keptPhones: KeptPhones = createKeptPhones({ connection, clock });
  const notes = createNotes({ files, printNote: async () => Buffer.from('%PDF-1.4\n%%EOF'), ussdCode: '*384*123#' });
  const agentRecords = createAgentRecords({ connection, clock, files, audit });
  const ownerNotices = createOwnerNotices({
    connection,
    clock,
    log: silentLog,
    vehicles,
    owners,
    people: identity,
    notifications: {
      async notify(notice) {
        if (failAfter !== undefined && failAfter-- <= 0) throw new Error('the process dies here');
        await notifications.notify(notice);
      },
    },
    papers: createFinePapers({ notes, signer: createSigner({ secret }), files, publicUrl }),
    ussdCode: '*384*123#',
  });
  ownerNews.onOwner((vehicle) => ownerNotices.ownerKnown(vehicle));
  for (const model of [infractionModel, infractionTypeModel, vehicleModel]) await model(connection).init();
  await infractionTypeModel(connection).create(
    (['CD', 'SN'] as const).flatMap((country) =>
      demoTypes[country].map((type) => ({
        _id: newId(),
        country,
        version: 1,
        activeFrom: now,
        createdAt: now,
        ...type,
      })),
    ),
  );

  async function settle(): Promise<void> {
    await ownerNews.idle();
    await ownerNotices.idle();
    await notifications.settled();
    await notifications.sendDue();
  }

  return {
    database,
    fines,
    agentRecords,
    ownerNotices,
    identity,
    notifications,
    registry,
    ownerNews,
    audit,
    files,
    delivered,
    settle,
    now: clock,
    fail: (done) => void (failAfter = done),
    pass: (minutes) => void (now = new Date(now.getTime() + minutes * 60_000)),
    async agent(phone) {
      const person =
        (await identity.byPhone(phone)) ??
        (await identity.create({ name: 'Agent', phone, country: 'CD', roles: ['pcr_agent'], pin }));
      return {
        channel: 'simulator', address: phone, phone, personId: person.id, language: 'fr', country: 'CD',
        roles: ['pcr_agent'], consent: 'given',
      }; // prettier-ignore
    },
    photo: async () => (await files.put({ bytes: pixel, name: 'photo', owner: 'simulator' })).id,
    async play(who, { start = 'record', surface, data, plateReader = aReader(), language } = {}) {
      const readings = createPlatesPart({ connection, clock, files, plateReader });
      // Every play counts its turns from the same number; in the product the conversation's name keeps them apart.
      const play = (plays += 1);
      const own = (key: string | undefined): string => `play ${play} ${key ?? ''}`;
      const deps = {
        ownerNotices, vehicles, owners, plates, files, keptPhones, notes, ...readings,
        fines: { ...fines, record: (wish: Parameters<FineService['record']>[0]) => fines.record({ ...wish, key: own(wish.key) }) },
        agentRecords: {
          ...agentRecords,
          keepProof: (photoId: string, key: string) => agentRecords.keepProof(photoId, own(key)),
          addProof: (id: string, proof: Parameters<AgentRecords['addProof']>[1]) =>
            agentRecords.addProof(id, { ...proof, key: own(proof.key) }),
        },
      }; // prettier-ignore
      const flows = {
        record: bindFlow(recordInfraction, deps),
        records: bindFlow(myRecords, deps),
        proof: bindFlow(addProof, deps),
        void: bindFlow(voidRecord, deps),
        one: bindFlow(myRecord, deps),
      };
      const played = await talk({
        flows: [
          flows[start],
          ...Object.values(flows).filter((flow) => flow !== flows[start]),
          ...platesDialogs(readings),
          ...identityDialogs({ identity, files }),
        ],
        gates,
        caller: { ...who, ...(language ? { language } : {}), ...(surface ? { channel: surface.channel } : {}) },
        now: clock,
        ...(surface ? { surface } : {}),
        ...(data ? { data } : {}),
      });
      await played.says(pin);
      return played;
    },
    async clear() {
      failAfter = undefined;
      await settle();
      now = morning;
      delivered.length = 0;
      await infractionModel(connection).collection.deleteMany({});
      await vehicleModel(connection).collection.deleteMany({});
    },
  };
}
