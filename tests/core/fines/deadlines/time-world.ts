import { newId } from '../../../../core/database/index.ts';
import type { CountryCode } from '../../../../core/dialog/types.ts';
import { createContestations } from '../../../../core/fines/contestations/contestations.service.ts';
import {
  createDeadlines, createFines, infractionModel, infractionTypeModel, type Deadlines, type Fine, type FineService,
  type Terms,
} from '../../../../core/fines/index.ts'; // prettier-ignore
import { createIdentityService, type IdentityService } from '../../../../core/identity/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { createNotificationService, type Notice } from '../../../../core/notifications/index.ts';
import { createVehicleOwners, createVehicles, vehicleModel } from '../../../../core/vehicles/index.ts';
import { testDatabase, type TestDatabase } from '../../../support/mongo.ts';
import { strictSpeak } from '../../../support/talk.ts';

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;
/** Morning in both countries. */
export const start = new Date('2026-01-05T09:00:00Z');
export const ownerPhone = { CD: '+243810000001', SN: '+221771000001' } as const;

/** Tariff 100 000 minor units: 30 % off for 14 days; 25, 50 and 50 % more, 100 % at most; forwarded after 90 days. */
export const fullTerms: Terms = {
  daysToPay: 30,
  daysToContest: 60,
  discount: { percent: 30, days: 14 },
  increases: [
    { afterDays: 1, percent: 25 },
    { afterDays: 30, percent: 50 },
    { afterDays: 60, amount: 40_000 },
  ],
  capPercent: 100,
  forwardAfterDays: 90,
};
export const tariff = 100_000;

export interface Sent {
  readonly at: Date;
  readonly key: string;
  readonly address: string;
  readonly text: string;
}

export interface TimeWorld {
  readonly database: TestDatabase;
  readonly fines: FineService;
  readonly contestations: ReturnType<typeof createContestations>;
  readonly identity: IdentityService;
  readonly sent: Sent[];
  /** Processes on the one database. */
  readonly processes: readonly Deadlines[];
  /** The next handing over to the outbox fails, before or after it was stored. */
  crash: 'before' | 'after' | undefined;
  now(): Date;
  moveTo(moment: Date): void;
  pass(ms: number): void;
  record(over?: { country?: CountryCode; typeCode?: string; plate?: string; driverPhone?: string }): Promise<Fine>;
  /** What the job does, in so many processes at once, and then the senders. */
  run(processes?: number): Promise<void>;
  /** Until so many days have passed: the job runs whenever a fine's time or a notice's has come. */
  live(days: number, processes?: number): Promise<void>;
  fine(id: string): Promise<Fine>;
  clear(): Promise<void>;
}

export async function timeWorld(): Promise<TimeWorld> {
  const database = await testDatabase();
  const { connection } = database;
  let now = start;
  const clock = () => now;
  const sent: Sent[] = [];
  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const notifications = createNotificationService({
    connection, identity, clock, speak: strictSpeak, log: silentLog, files: { link: () => 'https://lisolo.example/f' },
  }); // prettier-ignore
  notifications.registerRoute('sms', async (address, reply, key) => {
    sent.push({
      at: now,
      key,
      address,
      text: reply.body.map((words) => strictSpeak(words, reply.language)).join('\n'),
    });
    return {};
  });
  const vehicles = createVehicles({ connection });
  const owners = createVehicleOwners({ connection, people: identity });
  const fines = createFines({ connection, clock });
  const world: Pick<TimeWorld, 'crash'> = { crash: undefined };
  const notifyMany = async (notices: readonly Notice[]): Promise<void> => {
    const { crash } = world;
    if (notices.length > 0) world.crash = undefined;
    if (notices.length > 0 && crash === 'before') throw new Error('the process dies before the outbox has it');
    await notifications.notifyMany(notices);
    if (notices.length > 0 && crash === 'after') throw new Error('the process dies when the outbox has it');
  };
  const aProcess = (): Deadlines =>
    createDeadlines({
      connection, clock, log: silentLog, vehicles, owners, people: identity, notifications: { notifyMany }, ussdCode: '*384*123#',
    }); // prettier-ignore
  const processes = [aProcess(), aProcess(), aProcess()];

  for (const model of [infractionModel, infractionTypeModel, vehicleModel]) await model(connection).init();
  for (const [country, currency] of [
    ['CD', 'CDF'],
    ['SN', 'XOF'],
  ] as const) {
    for (const [code, terms] of [['full', fullTerms], ['plain', undefined]] as const)
      await infractionTypeModel(connection).create({
        _id: newId(), country, code, version: 1, labels: { fr: 'Feu rouge' }, article: 'art. 1',
        tariff: { kind: 'fixed', amount: tariff, currency }, ...(terms ? { terms } : {}),
        activeFrom: new Date(0), createdAt: start,
      }); // prettier-ignore
    const { id } = await identity.create({ name: 'Grâce', phone: ownerPhone[country], country });
    await vehicleModel(connection).create({
      _id: newId(), country, plate: 'P1', make: 'Toyota', model: 'Corolla', category: 'car', ownerId: id, stolen: false,
      createdAt: start,
    }); // prettier-ignore
  }

  async function run(count = 1): Promise<void> {
    // A process that dies is followed by the next run of the job.
    await Promise.allSettled(processes.slice(0, count).map((process) => process.runDue()));
    await notifications.settled();
    await notifications.sendDue();
  }

  /** When something is to be done next. */
  async function nextMoment(jobRuns: boolean): Promise<Date | undefined> {
    const infractions = infractionModel(connection);
    const [fine, untold, notice] = await Promise.all([
      infractions
        .findOne({ 'schedule.nextAt': { $type: 'date' } })
        .sort({ 'schedule.nextAt': 1 })
        .lean(),
      infractions
        .findOne({ 'news.tellAt': { $type: 'date' } })
        .sort({ 'news.tellAt': 1 })
        .lean(),
      connection.collection<{ dueAt: Date }>('outbox').findOne({ state: 'queued' }, { sort: { dueAt: 1 } }),
    ]);
    const ofJob = jobRuns ? [fine?.schedule.nextAt, untold?.news?.[0]?.tellAt] : [];
    const moments = [...ofJob, notice?.dueAt].filter((moment) => moment !== undefined);
    return moments.length > 0 ? new Date(Math.min(...moments.map(Number))) : undefined;
  }

  return Object.assign(world, {
    database,
    fines,
    contestations: createContestations({
      connection,
      clock,
      files: { read: () => Promise.reject(new Error('no photos')), put: () => Promise.reject(new Error('no photos')) },
    }),
    identity,
    sent,
    processes,
    now: clock,
    moveTo: (moment: Date) => void (now = moment),
    pass: (ms: number) => void (now = new Date(now.getTime() + ms)),
    record: ({ country = 'CD' as CountryCode, typeCode = 'full', plate = 'P1', ...rest } = {}) =>
      fines.record({ country, plate, typeCode, place: { text: 'Gombe' }, at: now, agentId: 'agent', ...rest }),
    run,
    async live(days: number, count = 1) {
      const end = new Date(now.getTime() + days * dayMs);
      for (;;) {
        const next = await nextMoment(count > 0);
        if (!next || next > end) break;
        if (next > now) now = next;
        await run(count);
      }
      now = end;
    },
    async fine(id: string) {
      const fine = await fines.byId(id);
      if (!fine) throw new Error('no such fine');
      return fine;
    },
    async clear() {
      world.crash = undefined;
      sent.length = 0;
      now = start;
      await infractionModel(connection).collection.deleteMany({});
      await connection.collection('outbox').deleteMany({});
    },
  });
}
