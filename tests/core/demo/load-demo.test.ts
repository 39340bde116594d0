import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { operatorById, parsePhone } from '../../../core/countries/index.ts';
import { demoPeople, loadDemo, type DemoAccount, type DemoDeps } from '../../../core/demo/index.ts';
import { createDemoSecrets } from '../../../core/demo/secrets.ts';
import { planOf } from '../../../core/fines/deadlines/plan.ts';
import { appointmentModel, type AppointmentRecord } from '../../../core/appointments/index.ts';
import { createAuditService } from '../../../core/audit/index.ts';
import { createFines, infractionModel, toFine } from '../../../core/fines/index.ts';
import { createFileService } from '../../../core/files/index.ts';
import { createIdentityService } from '../../../core/identity/index.ts';
import {
  areasOf, bodyModel, categoryOf, commentModel, createReportsPart, dueAt, parseReportNumber, reportModel, reportStates, supportModel, toReport,
  type Actor, type CommentRecord, type ReportRecord,
} from '../../../core/reports/index.ts'; // prettier-ignore
import { createLedger } from '../../../core/payments/ledger.service.ts';
import { communeNamed } from '../../../core/geo/index.ts';
import { checkHours, createOfficeFinder, createOrganisationsPart, openAt } from '../../../core/organisations/index.ts';
import { paymentModel } from '../../../core/payments/index.ts';
import { silentLog } from '../../../core/log.ts';
import { counterModel, createQueuesPart, queueModel, strategies, ticketModel } from '../../../core/queues/index.ts';
import { createVehicles, lookupModel, paperModel, requestModel, vehicleModel } from '../../../core/vehicles/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { strictSpeak } from '../../support/talk.ts';

const now = new Date('2026-11-21T08:00:00Z');
const clock = () => now;
const secret = 'a secret of the demo';

const filesOf = (connection: TestDatabase['connection']) =>
  createFileService({ connection, publicUrl: 'https://lisolo.example', secret: 'x'.repeat(32), clock });

const ticketsOf = (connection: TestDatabase['connection']) => {
  const { offices } = createOrganisationsPart({
    connection,
    clock,
    log: silentLog,
    people: { byId: () => Promise.resolve(undefined) },
  });
  return createQueuesPart({ connection, clock, log: silentLog, offices }).tickets;
};

const reportsOf = (connection: TestDatabase['connection']) =>
  createReportsPart({
    connection,
    clock,
    log: silentLog,
    audit: createAuditService({ connection, clock }),
    files: filesOf(connection),
    people: createIdentityService({ connection, clock, defaultCountry: 'CD' }),
    secret: 'x'.repeat(32),
    speak: strictSpeak,
  });

const depsOf = ({ connection }: TestDatabase): DemoDeps => ({
  connection,
  tickets: ticketsOf(connection),
  reportVocabulary: reportsOf(connection).reportVocabulary,
  identity: createIdentityService({ connection, clock, defaultCountry: 'CD' }),
  files: filesOf(connection),
  isProduction: false,
  secret,
  now,
});

describe('on an empty database', () => {
  let database: TestDatabase;
  let accounts: DemoAccount[];
  beforeAll(async () => {
    database = await testDatabase();
    accounts = await loadDemo(depsOf(database));
  });
  afterAll(() => database.drop());

  it('loads the vehicles and fines that the guide speaks of', async () => {
    const fines = createFines({ connection: database.connection, clock });
    const corolla = await createVehicles(database).byPlate('CD', '1234AB01');
    expect(corolla).toMatchObject({ make: 'Toyota', model: 'Corolla', year: 2018, colour: 'white' });
    const due = async (country: 'CD' | 'SN', plate: string) =>
      (await fines.listUnpaid(country, plate)).map(({ remaining }) => remaining);
    expect(await due('CD', '1234AB01')).toEqual([
      { amount: 5_000_000, currency: 'CDF' },
      { amount: 10_000_000, currency: 'CDF' },
    ]);
    expect(await createVehicles(database).byPlate('CD', '5678CD05')).toBeDefined();
    expect(await due('CD', '5678CD05')).toEqual([]);
    // With the discount for whoever pays early.
    expect(await due('SN', 'AA123BC')).toEqual([{ amount: 14_000, currency: 'XOF' }]);
  });

  it('loads fines as time has left them, with no step that is still to be made and no news of long ago', async () => {
    const fines = (await infractionModel(database.connection).find().lean()).map(toFine);
    for (const fine of fines) expect(planOf(fine, now).steps, fine.reference).toEqual([]);
    const [late] = await createFines({ connection: database.connection, clock }).list('CD', '6789GH01');
    expect(late?.adjustments.map(({ key, amount }) => [key, amount])).toEqual([
      ['discount:1', -4_500_000],
      ['discount-over:1', 4_500_000],
      ['increase:1', 3_750_000],
    ]);
    expect(late).toMatchObject({
      due: { amount: 18_750_000 },
      schedule: { done: ['before:7', 'before:1', 'after:1', 'after:7'] },
    });
    expect(fines.every(({ state }) => state !== 'forwarded')).toBe(true);
  });

  it('loads paid fines whose payments and book agree', async () => {
    const payments = await paymentModel(database.connection).find().lean();
    expect(payments.length).toBeGreaterThan(3);
    expect(payments.every(({ operator }) => operatorById(operator)?.wallet)).toBe(true);
    expect(await createLedger(database).verify()).toEqual({ ok: true, entries: payments.length, unbalanced: [] });
    for (const { _id, purpose, amount } of payments) {
      const fine = await infractionModel(database.connection).findById(purpose.id).lean();
      expect(fine?.payments).toMatchObject([{ paymentId: _id, amount }]);
      expect(fine?.paidAmount).toBe(amount);
    }
  });

  it('loads something to do and to read for each service of vehicles, in both countries', async () => {
    const { connection } = database;
    const papers = await paperModel(connection).find().lean();
    for (const country of ['CD', 'SN'] as const) {
      const states = papers.filter((paper) => paper.country === country).map(({ state }) => state);
      expect(states).toEqual(expect.arrayContaining(['validated', 'pending']));
      expect(await requestModel(connection).countDocuments({ country, state: 'pending' })).toBeGreaterThan(0);
      expect(await lookupModel(connection).countDocuments({ country, viewer: 'agent' })).toBeGreaterThan(0);
    }
    for (const { photoId = '', vehicleId, personId } of papers) {
      expect((await filesOf(connection).read(photoId)).file.mimeType).toBe('image/jpeg');
      expect(await createVehicles(database).byId(vehicleId)).toMatchObject({ ownerId: personId });
    }
    const requests = await requestModel(connection).find().lean();
    expect(requests.filter(({ decideFrom }) => decideFrom > now)).toEqual([]);
    expect(
      await vehicleModel(connection).countDocuments({ _id: { $in: requests.flatMap((one) => one.vehicleId ?? []) } }),
    ).toBe(requests.length);
  });

  it('loads houses that people find, where they can queue at any hour, with staff who may call them', async () => {
    const { connection } = database;
    const offices = createOfficeFinder({ connection });
    const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
    const page = { offset: 0, limit: 50 };
    const night = new Date('2026-12-25T02:00:00Z');
    for (const country of ['CD', 'SN'] as const) {
      expect((await offices.kinds(country)).map(({ kind }) => kind)).toEqual(['bank', 'hospital', 'government']);
      const { items } = await offices.branches({ country, page });
      expect(items.filter((branch) => openAt(offices.calendarOf(branch), night)).length).toBeGreaterThan(0);
      for (const branch of items) {
        checkHours(branch.hours);
        expect(communeNamed(country, branch.commune ?? '', branch.region)?.region).toBe(branch.region);
        for (const id of [...branch.agents, ...branch.managers])
          expect((await identity.byId(id))?.roles).toEqual(['counter_agent']);
        const served = await queueModel(connection).distinct('serviceIds', { branchId: branch.id });
        const called = await counterModel(connection).distinct('queueIds', { branchId: branch.id });
        const queues = await queueModel(connection).distinct('_id', { branchId: branch.id });
        expect([...served].sort()).toEqual((await offices.services(branch.id)).map(({ id }) => id).sort());
        expect([...called].sort()).toEqual([...queues].sort());
      }
    }
    const [hospital] = (await offices.branches({ country: 'CD', text: 'hopital gombe', page })).items;
    expect(hospital?.agents).toHaveLength(2);
    expect(new Set(await queueModel(connection).distinct('strategy'))).toEqual(new Set(strategies));
  });

  it('has some wait at the houses that never close, with the one who may not wait long before the others', async () => {
    const { connection } = database;
    const tickets = await ticketModel(connection).find().lean();
    expect(new Set(tickets.map(({ state }) => state))).toEqual(new Set(['waiting']));
    for (const country of ['CD', 'SN']) {
      const [first] = tickets.filter((one) => one.country === country && one.priority === 'high');
      expect(await ticketsOf(connection).standing(first?._id ?? '')).toMatchObject({ ahead: 0 });
    }
  });

  it('gives people appointments at these houses while they are open, to come and over', async () => {
    const { connection } = database;
    const offices = createOfficeFinder({ connection });
    const all = await appointmentModel(connection).find().lean<AppointmentRecord[]>();
    expect(new Set(all.map(({ state }) => state))).toEqual(
      new Set(['pending', 'confirmed', 'rescheduled', 'completed', 'no_show', 'cancelled']),
    );
    for (const { branchId, startsAt, state, open } of all) {
      const branch = await offices.branch(branchId);
      expect(branch && openAt(offices.calendarOf(branch), startsAt)).toBeDefined();
      expect(open !== undefined).toBe(startsAt > now && !['completed', 'no_show', 'cancelled'].includes(state));
    }
  });

  describe('reports', () => {
    const everywhere = (country: 'CD' | 'SN') =>
      reportModel(database.connection).find({ country }).lean<ReportRecord[]>();

    it('of the last two months are there in every state, as they would stand had they been told and worked on', async () => {
      const { connection } = database;
      const { reportRouting, reports } = reportsOf(connection);
      const [cd, sn] = await Promise.all([everywhere('CD'), everywhere('SN')]);
      expect(new Set(cd.map(({ state }) => state))).toEqual(new Set(reportStates));
      expect(sn.map(({ state }) => state)).toEqual(
        expect.arrayContaining(['open', 'in_progress', 'resolved', 'rejected']),
      );
      for (const report of [...cd, ...sn]) {
        const { _id, number, words, history, category, createdAt, reporterId, votes, followers, comments, photos } =
          report;
        expect(parseReportNumber(number), words).toBe(number);
        expect((await reports.byNumber(number))?.id).toBe(_id);
        expect((await reportRouting.bodyFor(report))?.id, words).toBe(report.bodyId);
        expect(communeNamed(report.country, report.commune ?? '', report.region)?.city).toBe(report.city);
        expect(report.location ? report.shown : undefined).toEqual(report.shown);
        if (report.location && categoryOf(category).position === 'blurred')
          expect(report.shown).not.toEqual(report.location);
        expect(history.map(({ seq }) => seq)).toEqual(history.map((_one, index) => index + 1));
        const times = history.map(({ at }) => at.getTime());
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(times[0]).toBeGreaterThan(now.getTime() - 60 * 86_400_000);
        expect(times.at(-1)).toBeLessThanOrEqual(now.getTime());
        expect(report.announced).toBe(history.length);
        const reopened = history.findLast(({ what }) => what === 'reopened');
        expect(report.dueAt).toEqual(dueAt(category, reopened?.at ?? createdAt));
        expect(await supportModel(connection).countDocuments({ reportId: _id, voted: true })).toBe(votes);
        expect(await supportModel(connection).countDocuments({ reportId: _id, follows: true })).toBe(followers);
        expect(await commentModel(connection).countDocuments({ reportId: _id })).toBe(comments);
        for (const { fileId } of photos)
          expect((await filesOf(connection).read(fileId)).file.mimeType).toBe('image/jpeg');
        // Nothing tells who stays anonymous, the minute neither.
        if (reporterId === undefined) expect([createdAt.getTime() % 3_600_000, history[0]?.by]).toEqual([0, undefined]);
      }
      expect((await bodyModel(connection).find().lean()).flatMap(({ areas }) => areas)).toEqual(
        expect.arrayContaining(
          areasOf({ country: 'CD', region: 'kinshasa', city: 'kinshasa.cd', commune: 'Limete' }).slice(0, 2),
        ),
      );
    });

    it('wait for operators and moderators of both countries, and are found and talked about', async () => {
      const { connection } = database;
      const { reportWork, reportModeration, reportSearch, reportSettling } = reportsOf(connection);
      const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
      const actor = async (key: string, role: Actor['role']): Promise<Actor> => {
        const phone = demoPeople().find(({ name }) => name.startsWith(key))?.phone ?? '';
        return { personId: (await identity.byPhone(phone))?.id ?? '', role };
      };
      for (const key of ['Rachel', 'Ibrahima'])
        expect(await reportWork.next(await actor(key, 'operator'), {})).toMatchObject({ state: 'open' });
      const judged = [];
      for (;;) {
        const next = await reportModeration.next(
          await actor('Fiston', 'moderator'),
          judged.map(({ report }) => report.id),
        );
        if (!next) break;
        judged.push(next);
      }
      expect(judged.map(({ flags, waitingPhotos }) => [flags.length, waitingPhotos.length])).toEqual(
        expect.arrayContaining([[2, 0], [0, 1]]),
      ); // prettier-ignore
      const page = { offset: 0, limit: 5 };
      const found = await reportSearch.find({ country: 'CD', viewer: undefined, text: 'ordurs marche', page });
      expect(found.items.map(({ commune }) => commune)).toContain('Kenya');
      const spoken = await commentModel(connection).find().lean<CommentRecord[]>();
      expect(spoken.some(({ mentions }) => mentions.includes(0))).toBe(true);
      // Nothing is left to be told to anybody.
      expect(await reportSettling.late()).toBe(0);
      const [any] = (await everywhere('SN')).filter(({ votes }) => votes > 0);
      expect(await reportSettling.settle(any?._id ?? '')).toEqual(toReport({ ...any!, counted: 2 }));
    });
  });

  it('lets staff log in with what it returns', async () => {
    const identity = createIdentityService({ connection: database.connection, clock, defaultCountry: 'CD' });
    const admin = accounts.find(({ login }) => login.startsWith('admin.cd@'));
    expect((await identity.verifyPassword(admin?.login ?? '', admin?.secret ?? '')).roles).toEqual(['super_admin']);
    const agent = accounts.find(({ who }) => who.includes('pcr_agent'));
    const person = await identity.byPhone(agent?.login ?? '');
    await expect(identity.checkPin(person?.id ?? '', agent?.secret.replace('PIN ', '') ?? '')).resolves.toBeUndefined();
    await expect(identity.checkPin(person?.id ?? '', '000000')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('gives the next fine a number of its own', async () => {
    const fines = createFines({ connection: database.connection, clock });
    const fine = await fines.record({
      country: 'CD', plate: '9999ZZ09', typeCode: 'belt', place: { text: 'Gombe' }, at: now, agentId: 'a',
    }); // prettier-ignore
    expect(await fines.byReference(fine.shortCode)).toMatchObject({ plate: '9999ZZ09' });
  });

  it('loads once', async () => {
    expect(await loadDemo(depsOf(database))).toEqual([]);
  });

  it('completes a loading that was interrupted, with the same passwords and PINs from DEMO_SECRET', async () => {
    const waiting = await ticketModel(database.connection).countDocuments();
    await database.connection.collection('demo').updateOne({}, { $set: { state: 'loading' } });
    await database.connection.collection('vehicles').deleteOne({ plate: 'AA123BC' });
    expect(await loadDemo(depsOf(database))).toEqual(accounts);
    expect(await createVehicles(database).byPlate('SN', 'AA123BC')).toBeDefined();
    expect(await infractionModel(database.connection).countDocuments({ plate: '1234AB01' })).toBe(3);
    expect(await paperModel(database.connection).countDocuments({ plate: '1234AB01' })).toBe(1);
    expect(await ticketModel(database.connection).distinct('key')).toHaveLength(waiting);
  });
});

describe('elsewhere', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  it('touches no database that holds anything already', async () => {
    await vehicleModel(database.connection).create({
      _id: 'v', country: 'CD', plate: '1', make: 'a', model: 'b', category: 'car', createdAt: now,
    }); // prettier-ignore
    expect(await loadDemo(depsOf(database))).toEqual([]);
    expect(await infractionModel(database.connection).countDocuments()).toBe(0);
  });

  it('refuses to load in production', async () => {
    await expect(loadDemo({ ...depsOf(database), isProduction: true })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await infractionModel(database.connection).countDocuments()).toBe(0);
  });
});

it('draws other passwords and PINs every time where DEMO_SECRET is not set', () => {
  const [one, other] = [createDemoSecrets(undefined), createDemoSecrets(undefined)];
  expect(one.password('a')).not.toBe(other.password('a'));
  expect(one.password('a')).toMatch(/^\w{14}$/);
  expect(createDemoSecrets('x').pin('a')).toMatch(/^\d{6}$/);
  expect(createDemoSecrets('x').pin('a')).toBe(createDemoSecrets('x').pin('a'));
});

it('names people whose phones the country accepts, each once', () => {
  const people = demoPeople();
  expect(people.filter(({ phone, country }) => parsePhone(phone, country) !== phone)).toEqual([]);
  expect(new Set(people.map(({ phone }) => phone)).size).toBe(people.length);
});
