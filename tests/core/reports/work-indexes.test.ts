import { afterAll, beforeAll, expect, it } from 'vitest';
import { reportBodyRoutes } from '../../../admin-api/routes/report-bodies.ts';
import { reportRoutes } from '../../../admin-api/routes/reports.ts';
import { silentLog } from '../../../core/log.ts';
import { createReportsPart, reportModel, type ReportsPart } from '../../../core/reports/index.ts';
import type { OpenDataQuery } from '../../../core/reports/open-data/open-data.ts';
import { reportAt, reportsEnd } from '../../bench/reports/report-records.ts';
import { watchQueries, type QueryWatch } from '../../support/query-watch.ts';
import { strictSpeak } from '../../support/talk.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

const many = 4_000;
let world: ReportWorld;
let watch: QueryWatch;
let part: ReportsPart;
let operator: StaffMember;
let admin: StaffMember;

beforeAll(async () => {
  world = await reportWorld();
  world.setNow(reportsEnd);
  [operator, admin] = [await world.staff('operator'), await world.staff('admin')];
  const operators = [operator.actor.personId];
  await world.body({ _id: 'body lubumbashi.cd', areas: ['lubumbashi.cd'], operators });
  await world.body({ _id: 'body kinshasa.cd' });
  const taken = { takenBy: operator.actor.personId, state: 'in_progress' } as const;
  const records = Array.from({ length: many }, (_, nth) => reportAt(nth));
  const own = records.filter(({ bodyId }) => bodyId === 'body lubumbashi.cd').slice(0, 5);
  await reportModel(world.connection).collection.insertMany(
    records.map((record) => (own.includes(record) ? { ...record, ...taken } : record)) as never,
  );
  watch = await watchQueries(world.database.uri, ['reports', 'report-bodies']);
  const given = { ...world, connection: watch.connection, people: world.identity, log: silentLog, speak: strictSpeak };
  part = createReportsPart({ ...given, secret: 'y'.repeat(32) });
}, 60_000);
afterAll(async () => {
  await watch.close();
  await world.database.drop();
});

const none = { offset: 0, limit: 0 };
const page = { offset: 0, limit: 40 };

it('what operators and administrators ask for is answered by an index', async () => {
  const { reportWork } = part;
  const faults: string[] = [];
  for (const { actor } of [operator, admin]) {
    const asks = {
      next: () => reportWork.next(actor, {}),
      'next in a city': () => reportWork.next(actor, { area: 'lubumbashi.cd', except: [reportAt(1)._id] }),
      counted: () => reportWork.ofOperator(actor, { state: 'open', page: none }),
      'next at home': () => reportWork.next(actor, { area: 'CD' }),
      'counted at home': () => reportWork.ofOperator(actor, { state: 'open', area: 'CD', page: none }),
      mine: () => reportWork.ofOperator(actor, { mine: true, state: 'in_progress', page }),
      listed: () => reportWork.ofOperator(actor, { state: 'resolved', page }),
      'listed in a commune': () => reportWork.ofOperator(actor, { state: 'open', area: 'lubumbashi.cd/Kenya', page }),
    };
    // Of a place, those of the country are passed over that wait longer.
    for (const [what, ask] of Object.entries(asks))
      faults.push(...(await watch.faults(`${actor.role}: ${what}`, ask, { docs: 300, sorted: 300 })));
  }
  expect(faults).toEqual([]);
}, 30_000);

it('what waits in one place is found without reading what waits elsewhere', async () => {
  // A commune that is far down the list of what everybody wants.
  const area = 'lubumbashi.cd/Kenya';
  const next = (): Promise<unknown> => part.reportWork.next(admin.actor, { area });
  expect(await next()).toMatchObject({ city: 'lubumbashi.cd', commune: 'Kenya' });
  expect(await watch.faults('next', next, { docs: 8, sorted: 20 })).toEqual([]);
}, 30_000);

it('every list of the API is answered by an index, for whoever asks', async () => {
  const { connection } = watch;
  const deps = { ...part, connection, files: world.files };
  const routes = [...reportRoutes(deps), ...reportBodyRoutes(deps)];
  const bodyId = 'b'.repeat(24);
  const days = { after: '2026-01-01', before: '2026-02-01' };
  const filters: Record<string, Record<string, string>[]> = {
    '/reports': [
      {}, { number: reportAt(7).number }, { state: 'open' }, { category: 'noise' }, { country: 'CD' }, { city: 'kinshasa.cd' },
      { city: 'kinshasa.cd', commune: 'Gombe' }, { hidden: 'true' }, { bodyId }, days, { ...days, state: 'open' },
      { ...days, city: 'kinshasa.cd', category: 'pothole' }, { country: 'CD', state: 'open', category: 'noise', hidden: 'false' },
    ],
    '/report-bodies': [{}, { country: 'CD' }, { active: 'true' }],
  }; // prettier-ignore
  const faults: string[] = [];
  for (const [path, all] of Object.entries(filters)) {
    const route = routes.find((one) => one.method === 'get' && one.path === path);
    for (const { actor } of [operator, admin])
      for (const filter of all.filter(
        (one) => actor.role !== 'operator' || !('bodyId' in one || 'hidden' in one || 'city' in one),
      )) {
        const caller = { personId: actor.personId, roles: [actor.role === 'operator' ? 'operator' : 'admin'] };
        const ask = async () => route?.handler({ query: route.query?.parse(filter), caller } as never);
        faults.push(...(await watch.faults(`${actor.role} ${path} ${JSON.stringify(filter)}`, ask, { docs: 150 })));
      }
  }
  expect(faults).toEqual([]);
}, 30_000);

it('open data and figures look at no more than they give', async () => {
  const { reportOpenData, reportFigures } = part;
  type Asked = Omit<OpenDataQuery, 'country'>;
  const all = async (query: Asked): Promise<number> => {
    let count = 0;
    for await (const _one of reportOpenData.reports({ country: 'CD', ...query })) count += 1;
    return count;
  };
  const faults: string[] = [];
  const queries: readonly Asked[] = [
    {}, { city: 'kinshasa.cd' }, { category: 'noise' }, { state: 'open' }, { from: '2026-05-01', to: '2026-05-31' },
    { city: 'kinshasa.cd', category: 'pothole', state: 'open', from: '2026-05-01' },
  ]; // prettier-ignore
  for (const query of queries) {
    const asked = JSON.stringify(query);
    faults.push(...(await watch.faults(`data ${asked}`, () => all(query))));
    faults.push(...(await watch.faults(`version ${asked}`, () => reportOpenData.version({ country: 'CD', ...query }))));
  }
  expect(await all({})).toBe(await world.connection.collection('reports').countDocuments({ hidden: false }));
  const period = { country: 'CD', from: '2026-05-01', to: '2026-05-31' } as const;
  const wide = { docs: 400 };
  for (const more of [{}, { city: 'kinshasa.cd' }, { category: 'noise' as const }, { bodyIds: ['body lubumbashi.cd'] }])
    faults.push(
      ...(await watch.faults(`figures ${JSON.stringify(more)}`, () => reportFigures.of({ period, ...more }), wide)),
    );
  expect(faults).toEqual([]);
}, 30_000);
