import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import {
  createReportsPart,
  type CategoryCode,
  type NewReport,
  type Report,
  type ReportsPart,
} from '../../../core/reports/index.ts';
import { reportModel } from '../../../core/reports/report.model.ts';
import { supportModel } from '../../../core/reports/support.model.ts';
import { reportAt, reportsEnd } from '../../bench/reports/report-records.ts';
import { watchQueries, type QueryWatch } from '../../support/query-watch.ts';
import { strictSpeak } from '../../support/talk.ts';
import { inLemba, reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

const many = 3_000;
let world: ReportWorld;
let watch: QueryWatch;
let part: ReportsPart;
let operator: StaffMember;
let mado: StaffMember;

beforeAll(async () => {
  world = await reportWorld();
  world.setNow(reportsEnd);
  [operator, mado] = [await world.staff('operator'), await world.neighbour()];
  await world.body({ operators: [operator.actor.personId] });
  // The others are what must not be looked at.
  for (let nth = 0; nth < 120; nth += 1) await world.body({ areas: ['lubumbashi.cd'], operators: [newId()] });
  const records = Array.from({ length: many }, (_, nth) => reportAt(nth));
  await reportModel(world.connection).collection.insertMany(records as never);
  const wishes = records.flatMap(({ _id, createdAt: at }, nth) =>
    ['x', 'y'].map((who) => ({
      ...{ _id: `${_id}:${who}${nth}`, reportId: _id, personId: `${who}${nth}` },
      ...{ voted: nth % 2 === 0, follows: true, at },
    })),
  );
  await supportModel(world.connection).collection.insertMany(wishes as never);
  watch = await watchQueries(world.database.uri, ['reports', 'report-bodies', 'report-supports']);
  const { files, identity: people, clock } = world;
  part = createReportsPart({
    ...world,
    ...{ connection: watch.connection, clock, files, people, log: silentLog, speak: strictSpeak },
    secret: 'y'.repeat(32),
  });
}, 60_000);
afterAll(async () => {
  await watch.close();
  await world.database.drop();
});

async function faultsOf(uses: Readonly<Record<string, () => Promise<unknown>>>): Promise<string[]> {
  const faults: string[] = [];
  for (const [what, work] of Object.entries(uses)) faults.push(...(await watch.faults(what, work)));
  return faults;
}

it('the same thing told before is found by an index, near by and by its street', async () => {
  const ask = (category: CategoryCode, place: NewReport['place']) => () =>
    part.reports.duplicates({ country: 'CD', category, place, most: 5, except: newId() });
  const street = 'avenue kalema';
  expect(
    await faultsOf({
      'near by': ask('garbage', { position: inLemba }),
      'near by, and of the street': ask('garbage', { position: inLemba, street }),
      'about there': ask('insecurity', { position: inLemba }),
      'of the street': ask('garbage', { commune: 'Lemba', street }),
      'by a landmark where no city is known': ask('garbage', { region: 'kwilu', commune: 'Gungu', landmark: 'marché' }),
    }),
  ).toEqual([]);
}, 30_000);

it('so is whatever people and operators do with a report', async () => {
  const { reports, reportWork: work, reportBodies, reportsPersonalData } = part;
  const tell = (more: Partial<NewReport> = {}): Promise<Report> =>
    reports.report({
      key: world.key(), country: 'CD', category: 'garbage', words: 'Un tas', place: { commune: 'Lemba', street: 'Rue 5' }, photos: [],
      source: 'simulator', reporterId: mado.actor.personId, ...more,
    }); // prettier-ignore
  const told = await tell();
  const other = await tell();
  const [{ actor }, page] = [mado, { offset: 0, limit: 5 }];
  const citizen = () => ({ key: world.key(), reportId: told.id, actor });
  const own = (report = told) => ({ key: world.key(), reportId: report.id, actor: operator.actor });
  const fileId = await world.photo();
  const uses = {
    report: () => tell(),
    'report anonymously': () => tell({ reporterId: undefined }),
    get: () => reports.get(told.id),
    byNumber: () => reports.byNumber(told.number),
    ofPerson: () => reports.ofPerson(actor.personId, page),
    vote: () => reports.vote({ reportId: reportAt(1)._id, actor, on: true }),
    follow: () => reports.follow({ reportId: reportAt(2)._id, actor, on: true }),
    addPhoto: () => reports.addPhoto({ ...citizen(), fileId }),
    take: () => work.take(own()),
    giveBack: () => work.giveBack(own()),
    update: () => work.update({ ...own(), words: 'Demain' }),
    reject: () => work.reject({ ...own(), reason: 'not_ours' }),
    reconsider: () => work.reconsider(own()),
    changeCategory: () => work.changeCategory({ ...own(), category: 'sewage' }),
    resolve: () => work.resolve(own()),
    confirm: () => reports.confirm(citizen()),
    reopen: () => reports.reopen(citizen()),
    markDuplicate: () => work.markDuplicate({ ...own(), of: other.id }),
    reroute: async () => work.reroute({ ...own(other), bodyId: (await world.body({ areas: ['CD'] })).id }),
    next: () => work.next(operator.actor, {}),
    ofOperator: () => work.ofOperator(operator.actor, { mine: true, page }),
    'bodies of an operator': () => reportBodies.ofOperator(operator.actor.personId),
    see: () => part.reportSeeing.see([told, other], actor),
    collect: () => reportsPersonalData.collect(actor.personId),
    merge: async () => reportsPersonalData.merge?.(actor.personId, newId()),
    erase: () => reportsPersonalData.erase(operator.actor.personId),
  };
  expect(await faultsOf(uses)).toEqual([]);
  const all = [...Object.keys(reports), ...Object.keys(work)].filter((name) => name !== 'duplicates');
  expect(all.filter((name) => !(name in uses))).toEqual([]);
}, 60_000);

it('and what the jobs take up', async () => {
  const settle = { late: () => part.reportSettling.late(), 'to a body': () => part.reportLateRouting.run() };
  expect(await faultsOf({ ...settle, again: () => part.reportSettling.late() })).toEqual([]);
}, 30_000);
