import { newId } from '../../../../core/database/index.ts';
import { bindFlow } from '../../../../core/dialog/index.ts';
import type { BoundFlow, Caller, Surface } from '../../../../core/dialog/index.ts';
import { createFileService, type FileService } from '../../../../core/files/index.ts';
import { contestFine } from '../../../../core/fines/contestations/flows/contest-fine.ts';
import { fines as findFines } from '../../../../core/fines/flows/find-fines.ts';
import { myFines } from '../../../../core/fines/flows/my-fines.ts';
import { payFine } from '../../../../core/fines/flows/pay-fine.ts';
import {
  createContestationNotices, createContestations, createPlateSearch, createSurpluses, createWorkList, infractionTypeModel,
  surplusJobs, type ContestationNotices, type Contestations, type Fine, type NewInfraction, type Terms, type WorkList,
} from '../../../../core/fines/index.ts'; // prettier-ignore
import { decideCases } from '../../../../core/fines/opj/flows/decide-cases.ts';
import { silentLog } from '../../../../core/log.ts';
import type { Notice } from '../../../../core/notifications/index.ts';
import { createVehicles, vehicleModel } from '../../../../core/vehicles/index.ts';
import { lookupsOn } from '../../../support/lookups.ts';
import { platesPart } from '../../../support/plates/part.ts';
import { strictSpeak, talk, type Talk } from '../../../support/talk.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from '../../payments/money-world.ts';
import { paperNotes } from '../paper-notes.ts';

/** 30 % off for 14 days, 25 % more a day after the deadline, forwarded after 90. */
export const terms: Terms = {
  daysToPay: 30,
  daysToContest: 30,
  discount: { percent: 30, days: 14 },
  increases: [{ afterDays: 1, percent: 25 }],
  forwardAfterDays: 90,
};
export const day = 24 * 60;
export const francs = (units: number): number => units * 100;
export const author = 'a'.repeat(24);
export const officer = 'b'.repeat(24);

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface PlayOptions {
  readonly start?: 'contest' | 'pay' | 'find' | 'mine' | 'decide';
  readonly surface?: Surface;
  readonly caller?: Partial<Caller>;
  readonly data?: Record<string, unknown>;
}

export interface ContestWorld extends MoneyWorld {
  readonly contestations: Contestations;
  readonly contestationNotices: ContestationNotices;
  readonly workList: WorkList;
  readonly files: FileService;
  readonly told: Notice[];
  /** The next so many calls to the outbox fail. */
  fail(times: number): void;
  /** Of a kind with a discount (`early`) or without one (`plain`); 50 000 FC. */
  recorded(typeCode?: 'early' | 'plain', over?: Partial<NewInfraction>): Promise<Fine>;
  contested(typeCode?: 'early' | 'plain', over?: Partial<NewInfraction>): Promise<Fine>;
  pay(fine: Fine, units: number): Promise<void>;
  /** What the job of surpluses and the refunds do until nothing is left to do. */
  giveBack(): Promise<void>;
  photo(): Promise<string>;
  textOf(notice: Notice | undefined, language?: 'fr' | 'en' | 'ln' | 'sw' | 'wo'): string;
  play(options?: PlayOptions): Promise<Talk>;
}

export async function contestWorld(): Promise<ContestWorld> {
  const world = await moneyWorld();
  const { connection } = world.database;
  const clock = world.now;
  const told: Notice[] = [];
  let failing = 0;
  let plays = 0;
  let payments = 0;
  const notifications = {
    async notify(notice: Notice): Promise<void> {
      if (failing-- > 0) throw new Error('the process dies here');
      if (!told.some(({ key }) => key === notice.key)) told.push(notice);
    },
  };
  const files = createFileService({ connection, clock, publicUrl: 'https://lisolo.example', secret: 'x'.repeat(32) });
  const deps = { connection, clock, files, log: silentLog, notifications, ussdCode: '*384*123#' };
  const contestations = createContestations(deps);
  const contestationNotices = createContestationNotices(deps);
  const workList = createWorkList(deps);
  const vehicles = createVehicles({ connection });
  await vehicleModel(connection).init();
  for (const code of ['early', 'plain'] as const)
    await infractionTypeModel(connection).create({
      _id: newId(), country: 'CD', code, version: 1, labels: { fr: 'Feu rouge non respecté' }, article: 'Loi 78-022, art. 9',
      tariff: { kind: 'fixed', amount: francs(50_000), currency: 'CDF' }, activeFrom: clock(), createdAt: clock(),
      ...(code === 'early' ? { terms } : {}),
    }); // prettier-ignore

  const recorded: ContestWorld['recorded'] = (typeCode = 'plain', over = {}) =>
    world.fines.record({
      country: 'CD', plate: '1234AB01', typeCode, place: { text: 'Boulevard du 30 Juin, Gombe', commune: 'Gombe' }, at: clock(),
      agentId: 'c'.repeat(24), ...over,
    }); // prettier-ignore

  return {
    ...world,
    contestations,
    contestationNotices,
    workList,
    files,
    told,
    fail: (times) => void (failing = times),
    recorded,
    async contested(typeCode, over) {
      const { id } = await recorded(typeCode, over);
      const key = `opening:${id}`;
      return contestations.open({ fineId: id, personId: author, phone: payerPhone, ground: 'not_there', key });
    },
    async pay(fine, units) {
      const payment = await world.payments.request(
        world.wish([fine], units, { anyway: true }),
        `paid:${(payments += 1)}`,
      );
      const money = { amount: francs(units), currency: 'CDF' as const };
      await world.payments.settle('sandbox', { ref: payment.providerRef, outcome: 'confirmed', money });
      await world.idle();
    },
    async giveBack() {
      await surplusJobs({ surpluses: createSurpluses({ connection }), refunds: world.refunds })[0]?.run({} as never);
      await world.settleDown();
    },
    photo: async () => (await files.put({ bytes: pixel, name: 'photo', owner: 'simulator' })).id,
    textOf: (notice, language = 'fr') => (notice?.body ?? []).map((words) => strictSpeak(words, language)).join('\n'),
    async play({ start = 'contest', surface, caller, data } = {}) {
      // Every play counts its turns from the same number; in the product the conversation's name keeps them apart.
      const play = (plays += 1);
      const own = <W extends { readonly key: string }>(wish: W): W => ({ ...wish, key: `play ${play} ${wish.key}` });
      const { fines, receipts, keptPhones, refunds } = world;
      const plates = createPlateSearch({ fines, vehicles });
      const fineOfPhoto = (): Promise<undefined> => Promise.resolve(undefined);
      const services = {
        fines, vehicles, plates, contestationNotices, workList, receipts, keptPhones, refunds, fineOfPhoto,
        payments: world.payments,
        notes: paperNotes(),
        lookups: lookupsOn(world.database, clock),
        ...platesPart(world.database, clock),
        contestations: {
          ...contestations,
          open: (wish: Parameters<Contestations['open']>[0]) => contestations.open(own(wish)),
          addEvidence: (wish: Parameters<Contestations['addEvidence']>[0]) => contestations.addEvidence(own(wish)),
        },
      }; // prettier-ignore
      const flows: Record<NonNullable<PlayOptions['start']>, BoundFlow> = {
        contest: bindFlow(contestFine, services),
        pay: bindFlow(payFine, services),
        find: bindFlow(findFines, services),
        mine: bindFlow(myFines, services),
        decide: bindFlow(decideCases, services),
      };
      const first =
        start === 'decide' ? { roles: ['opj'], personId: officer } : { personId: author, phone: payerPhone };
      return talk({
        flows: [flows[start], ...Object.values(flows).filter((flow) => flow !== flows[start])],
        now: clock,
        ...(surface ? { surface } : {}),
        ...(data ? { data } : {}),
        caller: { ...first, ...(surface ? { channel: surface.channel } : {}), ...caller },
      });
    },
    async clear() {
      failing = 0;
      await contestationNotices.idle();
      told.length = 0;
      await vehicleModel(connection).collection.deleteMany({});
      await world.clear();
    },
  };
}
