import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../../admin-api/route.ts';
import type { App } from '../../../core/app.ts';
import { fineAt } from '../../bench/fines/fine-records.ts';
import { watchedServices } from '../vehicles/every-use.ts';
import { busyWorld, manyFines, type BusyWorld } from './busy-world.ts';
import { everyUseOfMoney } from './every-use-of-money.ts';
import { everyUseOfFines } from './every-use.ts';

/** Those that grow with every fine. */
const growing = [
  'infractions', 'payments', 'refunds', 'ledger', 'bank_lines', 'outbox', 'turns', 'vehicles', 'people',
]; // prettier-ignore

let world: BusyWorld;
beforeAll(async () => void (world = await busyWorld(growing)), 60_000);
afterAll(() => world.stop());

const some = fineAt(manyFines.from, manyFines);

/** What is asked of offices, queues and appointments is watched where they are tested. */
const ofOffices = [
  'offices', 'organisationRegistry', 'branchRegistry', 'officeServiceRegistry', 'organisationSpreading', 'queueRegistry',
  'counterRegistry', 'tickets', 'counters', 'ticketSettling', 'queueDayEnd', 'lineCounts', 'ticketsPersonalData', 'onTicket',
  'appointments', 'appointmentNotices', 'branchAppointments', 'appointmentOffers', 'appointmentUpkeep', 'appointmentWaiting',
  'appointmentsOutside', 'followTicket', 'displayLog', 'displayBoards', 'displayFeed', 'announceTicket', 'queueFigures',
  'queueCharts', 'tellOfTicket', 'lineNews', 'queueNews', 'open311Keys', 'open311Listing', 'open311Posting',
]; // prettier-ignore

/** What is asked of reports is watched where they are tested. */
const ofReports = [
  'reports', 'reportWork', 'reportBodies', 'reportCharts', 'reportFigures', 'reportGathering', 'reportLateRouting',
  'reportListeners', 'reportModeration', 'reportOpenData', 'reportRouting', 'reportSearch', 'reportSeeing', 'reportSentPhotos', 'reportSettling', 'reportSpeakers',
  'reportTalk', 'reportVocabulary', 'reportWrites', 'reportsPersonalData', 'anonymousLimit', 'moderationList',
  'moderatorsNews', 'talkCarrying', 'talkPersonalData',
]; // prettier-ignore

/** Everything that is about something else. Whatever is not named here has to be used below, each function of it. */
const elsewhere = [
  'clock', 'speak', 'locales', 'signer', 'documents', 'identity', 'access', 'idempotency', 'audit', 'files',
  'notifications', 'outbound', 'webhooks', 'webhookSubscriptions', 'webhookDeliveries', 'pingWebhook', 'tellWebhooks', 'reportWebhooksPersonalData',
  'sandbox', 'callbacks', 'paymentProviders', 'providerRegistry', 'purposes', 'keptPhones', 'ledger',
  'content', 'vehicleRegistry', 'turns', 'conversation', 'jobs', 'scheduler', 'demoAccounts', 'people', 'start', 'stop',
  'infractionTypes', 'notes', 'fineOfPhoto', 'statisticsCharts', 'pageReader', ...watchedServices, ...ofOffices, ...ofReports,
]; // prettier-ignore
/** Used by other uses only, or by a job. */
const within = [
  'payments.settle', 'payments.lookAfter', 'payments.idle', 'refunds.lookAfter', 'bankDebts.together',
  'receipts.nextNumber', 'receipts.print', 'receipts.attachment', 'ownerNews.onOwner',
]; // prettier-ignore

/** The app, and which functions of its services were called through it. */
function spied(app: App): { app: App; called: Set<string>; all: string[] } {
  const called = new Set<string>();
  const all: string[] = [];
  const services = Object.entries(app as unknown as Record<string, unknown>).map(([name, service]) => {
    if (elsewhere.includes(name)) return [name, service];
    const members = Object.entries(service as Record<string, unknown>).map(([each, member]) => {
      if (typeof member !== 'function') return [each, member];
      all.push(`${name}.${each}`);
      return [each, (...given: unknown[]): unknown => (called.add(`${name}.${each}`), member(...given))];
    });
    return [name, Object.fromEntries(members)];
  });
  return { app: Object.fromEntries(services) as App, called, all };
}

describe('what is asked about fines and money', () => {
  it('is found out where no index answers it', async () => {
    const fines = world.connection.collection('infractions');
    const ask = (what: object, sort = {}) => world.watch.faults('asked', () => fines.find(what).sort(sort).toArray());
    expect(await ask({ 'type.article': 'art. 1' })).toEqual([expect.stringContaining('reads the whole collection')]);
    expect(await ask({ agentId: some.agentId, 'place.text': 'x' })).toEqual([expect.stringContaining('too much')]);
    expect(await ask({ agentId: some.agentId }, { paidAmount: 1 })).toEqual([expect.stringContaining('in memory')]);
    expect(await ask({ reference: some.reference })).toEqual([]);
  });

  it('is counted no further than an officer needs to know', async () => {
    const officer = { id: 'officer', country: 'CD' } as const;
    expect((await world.app.workList.counts(officer)).undecided).toBe(1_000);
    const counting = (): Promise<unknown> => world.app.workList.counts(officer);
    expect(await world.watch.faults('counts', counting, { docs: 50 })).toEqual([]);
  });

  it('is answered by an index, whatever it is', async () => {
    const { app, called, all } = spied(world.app);
    const faults: string[] = [];
    for (const [what, work, most] of [...everyUseOfMoney(app), ...everyUseOfFines(app, world)])
      faults.push(...(await world.watch.faults(what, work, most)));
    expect(all.filter((each) => !called.has(each) && !within.includes(each))).toEqual([]);
    expect(faults).toEqual([]);
  }, 60_000);

  it('by the jobs, is answered by an index', async () => {
    const faults: string[] = [];
    for (const { name, run } of world.app.jobs)
      faults.push(...(await world.watch.faults(name, () => run(world.app.clock()))));
    expect(faults).toEqual([]);
  }, 60_000);
});

describe('a list of the API', () => {
  /**
   * Lists of people are searched by parts of names; what is flagged is watched where it is moderated; the others are
   * short, or of what is kept for days only.
   */
  const elsewhere = ['/people', '/conversations', '/audit', '/infraction-types', '/report-flags'];
  /** What a filter may be asked for, where its schema does not say. */
  const examples: Record<string, string> = {
    after: '2026-11-01T00:00:00Z',
    before: '2025-01-01T00:00:00Z',
    plate: some.plate,
    reference: some.reference,
    type: 'red_light',
    agentId: some.agentId,
    personId: some.agentId,
    takenBy: some.agentId,
    ownerId: some.agentId,
    sellerId: some._id,
    buyerId: some._id,
    vehicleId: some.agentId,
    purposeId: some._id,
    paymentId: some._id,
    provider: 'sandbox',
    providerRef: 'some',
    receiptNumber: 'Q-CD-2026-0000001',
    stolen: 'true',
    account: 'main',
    statementId: some._id,
    from: '2026-11-01',
    to: '2026-11-21',
    day: '2026-11-21',
    open: 'true',
    agent: some.agentId,
    organisationId: some._id,
    branchId: some._id,
    queueId: some._id,
    serviceId: some._id,
    listed: 'true',
    active: 'true',
    number: 'A001',
    counterId: some._id,
    code: 'RDV-7K3F2M',
    city: 'kinshasa.cd',
    commune: 'Lemba',
    bodyId: some._id,
    subscriptionId: some._id,
    hidden: 'false',
  };
  /** What is asked for together with every filter but these: across all branches there are too many tickets to look through. */
  const together: Record<string, { readonly filter: object; readonly alone: readonly string[] }> = {
    '/tickets': {
      filter: { branchId: some._id },
      alone: ['branchId', 'queueId', 'personId', 'counterId', 'after', 'before'],
    },
    // Communes of two cities have the same name.
    '/reports': {
      filter: { city: 'kinshasa.cd' },
      alone: ['number', 'state', 'category', 'country', 'city', 'bodyId', 'takenBy', 'hidden', 'after', 'before'],
    },
  };
  type Shape = Record<string, z.ZodType>;
  const shapeOf = ({ query }: Route): Shape => (query instanceof z.ZodObject ? query.shape : {});
  const choices = (schema: z.ZodType | undefined): readonly string[] =>
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
      ? choices(schema.unwrap() as z.ZodType)
      : schema instanceof z.ZodEnum
        ? schema.options.map(String)
        : [];

  /** A look at vehicles is noted with who looks. */
  const asker = { caller: { personId: some.agentId, roles: ['super_admin'] }, traceId: 'a trace', from: '::1' };

  /** Every order, and every filter in every order. */
  function queriesOf({ path, query, ...route }: Route): unknown[] {
    const { page: _page, limit: _limit, sort, ...filters } = shapeOf({ path, query, ...route });
    const asked = Object.entries(filters).map(([name, schema]) => {
      const example = examples[name] ?? choices(schema)[0];
      if (example === undefined) throw new Error(`give an example of the filter ${name} of ${path}`);
      const beside = together[path]?.alone.includes(name) ? {} : together[path]?.filter;
      return { ...beside, [name]: example };
    });
    return choices(sort).flatMap((order) => [{}, ...asked].map((filter) => ({ sort: order, ...filter })));
  }

  it('is answered by an index, in every order and by every filter', async () => {
    const lists = world.routes.filter((route) => 'page' in shapeOf(route) && !elsewhere.includes(route.path));
    expect(lists.map(({ path }) => path)).toContain('/infractions');
    const faults: string[] = [];
    for (const route of lists)
      for (const asked of queriesOf(route))
        faults.push(
          ...(await world.watch.faults(
            `${route.path} ${JSON.stringify(asked)}`,
            async () => route.handler({ query: route.query?.parse(asked), ...asker } as never),
            // A page of 50 is found in one of two ways, by the filter or by the order, whichever is shorter.
            { docs: 2 * Math.sqrt(50 * (manyFines.to - manyFines.from)), sorted: 1_000 },
          )),
        );
    expect(faults).toEqual([]);
  }, 60_000);
});
