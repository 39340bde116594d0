import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { communeNamed, metresBetween } from '../../../core/geo/index.ts';
import { reportModel, type ReportSearch } from '../../../core/reports/index.ts';
import { reportWordModel } from '../../../core/reports/search/report-word.model.ts';
import { reportSearchJobs } from '../../../core/reports/search/index.ts';
import { reportAt, reportsEnd } from '../../bench/reports/report-records.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { watchQueries, type QueryWatch } from '../../support/query-watch.ts';
import { searchOn, stored, type ReportWish } from './search-world.ts';

let database: TestDatabase;
let search: ReportSearch;
const page = { offset: 0, limit: 20 };
const gombe = communeNamed('CD', 'Gombe')!;
const limete = communeNamed('CD', 'Limete')!;
type Asked = Omit<Parameters<ReportSearch['find']>[0], 'country' | 'viewer' | 'page'>;

beforeAll(async () => {
  database = await testDatabase();
  search = searchOn(database.connection).search;
  await reportModel(database.connection).init();
});
afterAll(() => database.drop());

/** The ids of the reports of this test, by the names that the test has given them. */
async function telling(wishes: Readonly<Record<string, ReportWish>>) {
  await reportModel(database.connection).deleteMany({});
  const records = await stored(database.connection, ...Object.values(wishes));
  const names = new Map(records.map(({ _id }, at) => [_id, Object.keys(wishes)[at]]));
  return async (asked: Asked, viewer?: Parameters<ReportSearch['find']>[0]['viewer']) => {
    const { items } = await search.find({ country: 'CD', viewer, page, ...asked });
    return items.map(({ id }) => names.get(id));
  };
}

describe('a report is found', () => {
  let find: Awaited<ReturnType<typeof telling>>;
  beforeAll(async () => {
    find = await telling({
      lamp: { category: 'street_light', words: "L'éclairage est coupé depuis mardi", commune: 'Gombe', street: 'avenue Kasa-Vubu', createdAt: new Date('2026-11-03') },
      hole: { category: 'pothole', words: 'Trois gros trous, les motos tombent', commune: 'Limete', landmark: 'Hôpital Saint Joseph', createdAt: new Date('2026-11-02') },
      holes: { category: 'erosion', words: 'mabulu minene na nzela', commune: 'Lemba', createdAt: new Date('2026-11-01') },
      other: { category: 'garbage', words: 'Tas immense', commune: 'Gombe', createdAt: new Date('2026-10-01') },
    }); // prettier-ignore
  });

  it.each([
    ['eclairage', ['lamp']],
    ['ÉCLAIRAGES', ['lamp']],
    ['ecalirage', ['lamp']],
    ['trou', ['hole']],
    ['la moto', ['hole']],
    ['hopital st joseph', ['hole']],
    ['hopitaux', ['hole']],
    ['saint joseh', ['hole']],
    ['kasavubu', []],
    ['avenue kasa vubu', ['lamp']],
    ['libulu', ['hole', 'holes']],
    ['eclairage limete', []],
    ['problème de trou à Limete', ['hole']],
    // By what its category is called, in any language, with a slip or without.
    ['street light', ['lamp']],
    ['taa', ['lamp']],
    ['lampadaires gombe', ['lamp']],
    ['lampadere', ['lamp']],
    ['ordures gombe', ['other']],
    ['xyzzyx', []],
    ['.*', []],
    ['$where', []],
  ] as const)('by what people type: %s', async (text, which) => {
    expect(await find({ text })).toEqual(which);
  });

  it('first where the words stand as they were typed, then the newest', async () => {
    const best = await telling({
      newer: { words: 'les poteaux', createdAt: new Date('2026-11-05') },
      exact: { words: 'un poteau de bois', createdAt: new Date('2026-11-01') },
      newest: { words: 'encore des poteaux', createdAt: new Date('2026-11-06') },
    });
    expect(await best({ text: 'poteau' })).toEqual(['exact', 'newest', 'newer']);
  });

  it('by category, state, place and days, alone and together, page by page', async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 9, day));
    const some = await telling({
      a: { category: 'garbage', state: 'open', commune: 'Gombe', createdAt: at(1) },
      b: { category: 'garbage', state: 'resolved', commune: 'Limete', createdAt: at(2) },
      c: { category: 'pothole', state: 'in_progress', commune: 'Gombe', createdAt: at(3) },
      d: { category: 'pothole', state: 'open', commune: 'Kampemba', city: 'lubumbashi.cd', createdAt: at(4) },
      e: { country: 'SN', commune: 'Plateau', city: 'dakar.sn', createdAt: at(5) },
    });
    const city = 'kinshasa.cd';
    expect(await some({})).toEqual(['d', 'c', 'b', 'a']);
    expect(await some({ category: 'garbage' })).toEqual(['b', 'a']);
    expect(await some({ states: ['open', 'in_progress'] })).toEqual(['d', 'c', 'a']);
    expect(await some({ city })).toEqual(['c', 'b', 'a']);
    expect(await some({ city, commune: 'Gombe', states: ['open'] })).toEqual(['a']);
    expect(await some({ from: at(2), to: at(4) })).toEqual(['c', 'b']);
    expect(await some({ text: 'gombe', category: 'pothole' })).toEqual(['c']);
    const second = await search.find({ country: 'CD', viewer: undefined, page: { offset: 2, limit: 1 } });
    expect(second).toMatchObject({ total: 4, items: [{ category: 'garbage', state: 'resolved' }] });
  });

  it('nearest first, with how far it is, and no farther than was asked', async () => {
    const near = await telling({
      far: { position: limete, category: 'garbage' },
      near: { position: { latitude: gombe.latitude + 0.001, longitude: gombe.longitude } },
      told: { commune: 'Gombe' },
    });
    const asked = (metres: number) => ({ near: { position: gombe, metres } });
    expect(await near(asked(20_000))).toEqual(['near', 'far']);
    expect(await near(asked(1_000))).toEqual(['near']);
    expect(await near({ ...asked(20_000), category: 'garbage' })).toEqual(['far']);
    expect(await near({ ...asked(20_000), text: 'ordures' })).toEqual(['far']);
    const { items, total } = await search.find({ country: 'CD', viewer: undefined, page, ...asked(20_000) });
    expect(total).toBe(2);
    expect(items[0]?.metres).toBeCloseTo(111, 0);
  });
});

describe('what may not be seen', () => {
  it('is never found: a hidden report, but by whoever moderates', async () => {
    const some = await telling({
      hidden: { hidden: true, words: 'insulte', position: gombe },
      open: { words: 'autre', position: gombe },
    });
    const near = { position: gombe, metres: 500 };
    const guard = { personId: 'guard', role: 'moderator' } as const;
    for (const asked of [{}, { text: 'insulte' }, { near }, { category: 'pothole' as const }])
      for (const viewer of [undefined, { personId: 'someone', role: 'operator' } as const])
        expect(await some(asked, viewer)).not.toContain('hidden');
    for (const asked of [{}, { near }, { category: 'pothole' as const }])
      expect(await some(asked, guard)).toContain('hidden');
    expect(await some({ text: 'insulte' }, guard)).toEqual(['hidden']);
  });

  it('is not told by a search: the street of a blurred report', async () => {
    const some = await telling({
      theft: { category: 'insecurity', words: 'agression', street: 'avenue Tombalbaye', commune: 'Gombe' },
    });
    expect(await some({ text: 'tombalbaye' })).toEqual([]);
    expect(await some({ text: 'agression gombe' })).toEqual(['theft']);
  });

  it('is not told by any circle: where a blurred report lies, wherever one asks from', async () => {
    const off = fc.double({ min: -0.02, max: 0.02, noNaN: true });
    const around = fc.record({ latitude: off, longitude: off });
    const from = ({ latitude, longitude }: { latitude: number; longitude: number }) => ({
      latitude: gombe.latitude + latitude,
      longitude: gombe.longitude + longitude,
    });
    await fc.assert(
      fc.asyncProperty(around, around, fc.integer({ min: 50, max: 4_000 }), async (place, asker, metres) => {
        const find = await telling({ theft: { category: 'insecurity', commune: 'Gombe', position: from(place) } });
        const near = { position: from(asker), metres };
        const toMiddle = metresBetween(near.position, gombe);
        // At the very edge of the circle the earth of the database is a little larger.
        fc.pre(Math.abs(toMiddle - metres) > 10);
        expect(await find({ near })).toEqual(toMiddle < metres ? ['theft'] : []);
        const { items } = await search.find({ country: 'CD', viewer: undefined, near, page });
        for (const { position, metres: told } of items) {
          expect(position).toEqual({ latitude: gombe.latitude, longitude: gombe.longitude });
          expect((told ?? 0) % 500).toBe(0);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a map', () => {
  it('marks the place, or shows the neighbourhood of what is blurred or was told in words', async () => {
    const [exact, blurred, told] = await stored(
      database.connection,
      { position: { latitude: -4.30123, longitude: 15.30456 } },
      { category: 'insecurity', commune: 'Gombe', position: { latitude: -4.30123, longitude: 15.30456 } },
      { commune: 'Gombe' },
    );
    const linkOf = async (id = '') => search.mapLink((await search.one(id, undefined))!);
    expect(await linkOf(exact?._id)).toBe(
      'https://www.openstreetmap.org/?mlat=-4.30123&mlon=15.30456#map=17/-4.30123/15.30456',
    );
    for (const one of [blurred, told])
      expect(await linkOf(one?._id)).toBe(
        `https://www.openstreetmap.org/#map=14/${gombe.latitude.toFixed(5)}/${gombe.longitude.toFixed(5)}`,
      );
  });
});

describe('among many reports', () => {
  const many = 4_000;
  let watch: QueryWatch;
  beforeAll(async () => {
    const reports = reportModel(database.connection);
    await reports.deleteMany({});
    await reports.collection.insertMany(Array.from({ length: many }, (_, number) => reportAt(number)) as never);
    const { vocabulary } = searchOn(database.connection);
    for (let number = 0; number < 300; number += 1) await vocabulary.learn(reportAt(number));
    watch = await watchQueries(database.uri, ['reports', 'report-words', 'report-supports']);
  }, 30_000);
  afterAll(() => watch.close());

  it('whatever is asked is answered by an index', async () => {
    const asked = searchOn(watch.connection);
    const viewers = [undefined, { personId: 'guard', role: 'moderator' }] as const;
    const category = 'pothole' as const;
    const states = ['open', 'in_progress'] as const;
    const city = 'kinshasa.cd';
    const commune = 'Gombe';
    const days = { from: new Date('2026-01-01'), to: new Date('2026-06-01') };
    const near = { position: gombe, metres: 2_000 };
    const places = [{}, { city }, { city, commune }];
    const choices = [{}, { category }, { states }, { category, states }, { category, states: ['rejected'] as const }];
    const questions: readonly Asked[] = [
      ...places.flatMap((place) =>
        choices.flatMap((choice) => [
          { ...place, ...choice },
          { ...place, ...choice, ...days },
        ]),
      ),
    ];
    const faults: string[] = [];
    const wide = { docs: 1_000, sorted: 1_000 };
    for (const viewer of viewers) {
      const ask = (more: Asked) => () => asked.search.find({ country: 'CD', viewer, page, ...more });
      // Those who see what is hidden ask the same; of each kind of question one tells.
      const every = viewer ? choices.slice(-1) : choices;
      for (const more of viewer ? questions.slice(0, 10) : questions)
        faults.push(...(await watch.faults(JSON.stringify(more), ask(more))));
      for (const more of every)
        faults.push(
          ...(await watch.faults(`near ${JSON.stringify(more)}`, ask({ near, ...more }), wide)),
          ...(await watch.faults(`words ${JSON.stringify(more)}`, ask({ text: 'avenue kalema', ...more }), wide)),
          ...(await watch.faults(`slip ${JSON.stringify(more)}`, ask({ text: 'lanpadaire', ...more }), wide)),
          ...(await watch.faults(`words near ${JSON.stringify(more)}`, ask({ text: 'trou', near, ...more }), wide)),
        );
    }
    // Of what lies about there, only what holds a rare word is read.
    const around = { near: { position: gombe, metres: 10_000 }, text: reportAt(5).street ?? '' };
    const rare = () => asked.search.find({ country: 'CD', viewer: undefined, page, ...around });
    faults.push(...(await watch.faults('a rare word near', rare)));
    faults.push(...(await watch.faults('one', () => asked.search.one(reportAt(5)._id, undefined))));
    expect(faults).toEqual([]);
  }, 30_000);

  it('no more than a thousand are counted, and an end is found beyond them', async () => {
    const { total } = await search.find({ country: 'CD', viewer: undefined, page });
    expect(total).toBe(1_000);
    const words = await search.find({
      country: 'CD',
      viewer: undefined,
      text: 'avenue',
      page: { offset: 990, limit: 20 },
    });
    expect([words.total, words.items.length]).toEqual([1_000, 10]);
  });

  it('a word that stands in no report any more is forgotten, and no other', async () => {
    const { connection } = database;
    const [gone] = await stored(
      connection,
      { words: 'un chimpanzé au carrefour' },
      { words: 'au carrefour', hidden: true },
    );
    const words = reportWordModel(connection);
    await reportModel(connection).updateOne({ _id: gone?._id }, { $set: { words: '', found: [] } });
    const [, job] = reportSearchJobs({ reportVocabulary: searchOn(connection).vocabulary });
    await job?.run(reportsEnd);
    expect(await words.exists({ _id: 'chimpanze' })).toBeNull();
    expect(await words.exists({ _id: 'carrefour' })).not.toBeNull();
    expect(await words.countDocuments()).toBeGreaterThan(100);
  });

  it('new words are learnt by and by, and learning twice changes nothing', async () => {
    const { connection } = database;
    await stored(connection, { words: 'un dromadaire', createdAt: reportsEnd });
    const words = reportWordModel(connection);
    await words.deleteMany({});
    expect((await search.find({ country: 'CD', viewer: undefined, text: 'dromadere', page })).total).toBe(0);
    const [job] = reportSearchJobs({ reportVocabulary: searchOn(connection).vocabulary });
    await job?.run(reportsEnd);
    const once = await words.find().sort({ _id: 1 }).lean();
    await job?.run(reportsEnd);
    expect(await words.find().sort({ _id: 1 }).lean()).toEqual(once);
    expect((await search.find({ country: 'CD', viewer: undefined, text: 'dromadere', page })).total).toBe(1);
  });
});
