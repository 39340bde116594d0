import type { Connection } from 'mongoose';
import { createSpeak, loadLocales } from '../../../core/language/index.ts';
import { metresBetween, type Position } from '../../../core/geo/index.ts';
import { silentLog } from '../../../core/log.ts';
import {
  activeStates, bodyModel, categoryOf, createReportsPart, reportModel, type ReportRecord, type ReportsPart,
} from '../../../core/reports/index.ts'; // prettier-ignore
import { numberBehind } from '../fines/arguments.ts';
import { onFreshDatabase } from '../fines/collection.ts';
import { chance } from '../fines/fine-records.ts';
import { measureGrowing, type Lookup } from '../growing.ts';
import { reportAt, reportsEnd } from './report-records.ts';

const sizes = [10_000, 100_000];
const page = { offset: 0, limit: 50 };
const country = 'CD';
const viewer = undefined;
const nearMetres = 500;

const has = (found: readonly { readonly id: string }[], { _id }: ReportRecord): boolean =>
  found.some(({ id }) => id === _id);
/** What nobody is shown is rightly not found. */
const foundRightly = (found: readonly { readonly id: string }[], report: ReportRecord): boolean =>
  has(found, report) !== report.hidden;

const shownAt = ({ shown }: ReportRecord): Position | undefined =>
  shown && { latitude: shown.coordinates[1], longitude: shown.coordinates[0] };
/** The next one of which something is so. */
function next(number: number, is: (report: ReportRecord) => boolean): ReportRecord {
  for (let at = number; ; at += 1) {
    const report = reportAt(at % largest);
    if (is(report)) return report;
  }
}
let largest = sizes[0] ?? 1;

const isExact = ({ category, location }: ReportRecord): boolean =>
  location !== undefined && categoryOf(category).position === 'exact';
const isActive = ({ state, hidden }: ReportRecord): boolean => activeStates.includes(state) && !hidden;
const streetName = ({ street = '' }: ReportRecord): string => street.replace('avenue ', '');

/** One letter of its first half is left out, always the same one: what is cut at its end is no slip, but of the same stem. */
function slipped(word: string, number: number): string {
  const at = 1 + Math.floor(chance(number, 71) * (word.length / 2 - 1));
  return word.slice(0, at) + word.slice(at + 1);
}

function ours({ reportSearch, reports, reportWork }: ReportsPart): Lookup[] {
  const times = 400;
  /** By its street a report whose place is blurred must not be found. */
  const words = async (report: ReportRecord, street: string): Promise<boolean> => {
    const { commune = '', hidden, category } = report;
    const { items } = await reportSearch.find({ country, viewer, text: `${street} ${commune}`, page });
    return has(items, report) !== (hidden || categoryOf(category).position === 'blurred');
  };
  return [
    {
      name: 'near a point',
      times,
      async ask(number) {
        const report = next(number, isExact);
        const near = { position: shownAt(report) as Position, metres: nearMetres };
        const { items } = await reportSearch.find({ country, viewer, near, page });
        return foundRightly(items, report) && items.every(({ metres = 0 }) => metres <= nearMetres + 250);
      },
    },
    {
      name: 'near a point, one kind, open',
      times,
      async ask(number) {
        const report = next(number, (one) => isExact(one) && isActive(one));
        const near = { position: shownAt(report) as Position, metres: nearMetres };
        const { category } = report;
        return has((await reportSearch.find({ country, viewer, near, category, states: activeStates, page })).items, report);
      },
    },
    { name: 'words: a street and a commune', times, ask: (number) => words(reportAt(number), streetName(reportAt(number))) },
    {
      name: 'words about a point',
      times,
      async ask(number) {
        const report = next(number, isExact);
        const near = { position: shownAt(report) as Position, metres: 10_000 };
        const { items } = await reportSearch.find({ country, viewer, near, text: streetName(report), page });
        return foundRightly(items, report);
      },
    },
    {
      name: 'words with a slip',
      times,
      // Without a letter, one name is another one, or the beginning of it.
      mayMiss: 0.01,
      ask: (number) => words(reportAt(number), slipped(streetName(reportAt(number)), number)),
    },
    {
      name: 'duplicates before telling',
      times,
      async ask(number) {
        const report = next(number, (one) => isExact(one) && isActive(one));
        const { category, commune = '', city = '' } = report;
        const place = { commune, city, position: shownAt(report) as Position };
        return has(await reports.duplicates({ country, category, place, most: 5 }), report);
      },
    },
    {
      name: 'what is open in a commune',
      times,
      async ask(number) {
        const { city = '', commune = '' } = reportAt(number);
        const { items } = await reportSearch.find({ country, viewer, city, commune, states: activeStates, page });
        return items.length > 0 && items.every((one) => one.commune === commune && activeStates.includes(one.state));
      },
    },
    {
      name: "an operator's next",
      times,
      async ask(number) {
        const { bodyId = '' } = reportAt(number);
        const found = await reportWork.next({ personId: `operator of ${bodyId}`, role: 'operator' }, {});
        return found?.bodyId === bodyId;
      },
    },
  ];
} // prettier-ignore

/** What a first version would do: read all and measure, or the text index of the database. */
function peers(connection: Connection): Lookup[] {
  const collection = connection.collection<ReportRecord>('reports');
  const times = 12;
  const byText = async (report: ReportRecord, street: string): Promise<boolean> => {
    const $search = `"${street}" "${report.commune}"`;
    const found = await collection.find({ $text: { $search }, hidden: false }).sort({ createdAt: -1 }).limit(page.limit).toArray();
    return found.some(({ _id }) => _id === report._id) !== report.hidden;
  };
  const measured = async (filter: object, report: ReportRecord, most: number): Promise<boolean> => {
    const from = shownAt(report) as Position;
    const all = await collection.find(filter).hint({ $natural: 1 }).toArray();
    const near = all
      .map((one) => ({ one, at: shownAt(one) }))
      .flatMap(({ one, at }) => (at ? [{ one, metres: metresBetween(from, at) }] : []))
      .filter(({ metres }) => metres <= most)
      .sort((a, b) => a.metres - b.metres);
    return near.slice(0, page.limit).some(({ one }) => one._id === report._id) !== report.hidden;
  };
  return [
    {
      name: 'peer: near a point, all read and measured',
      times,
      ask: (number) => measured({ hidden: false }, next(number, isExact), nearMetres),
    },
    {
      name: 'peer: duplicates, all of the kind measured',
      times,
      ask(number) {
        const report = next(number, (one) => isExact(one) && isActive(one));
        const { category } = report;
        const asked = { category, hidden: false, state: { $in: [...activeStates] } };
        return measured(asked, report, categoryOf(category).duplicateMetres);
      },
    },
    { name: 'peer: words, $text', times: 200, ask: (number) => byText(reportAt(number), streetName(reportAt(number))) },
    {
      name: 'peer: words with a slip, $text',
      times: 200,
      ask: (number) => byText(reportAt(number), slipped(streetName(reportAt(number)), number)),
    },
  ];
} // prettier-ignore

async function measureReports(connection: Connection, chosen: readonly number[]): Promise<void> {
  const part = createReportsPart({
    connection,
    clock: () => reportsEnd,
    log: silentLog,
    speak: createSpeak({ locales: loadLocales() }),
    secret: 'bench',
    // Nothing is told and nobody is asked for: no file, no person and no audit entry is touched.
    audit: undefined as never,
    files: undefined as never,
    people: undefined as never,
  });
  await connection.collection('reports').createIndex({ words: 'text', street: 'text', commune: 'text' }, { default_language: 'french' });
  const bodies = bodyModel(connection);
  await measureGrowing({
    what: 'reports',
    connection,
    model: reportModel(connection),
    recordAt: reportAt,
    sizes: chosen,
    lookups: [...ours(part), ...peers(connection)],
    async stored(from, to) {
      largest = to;
      const names = new Set<string>();
      for (let number = from; number < to; number += 1) {
        const report = reportAt(number);
        // Most words were learnt of others; where the place is blurred, the street is not learnt.
        const fresh = [`street ${report.street}`, `commune ${report.commune}`].filter((name) => !names.has(name));
        if (fresh.length > 0 && categoryOf(report.category).position === 'exact') {
          await part.reportVocabulary.learn(report);
          for (const name of fresh) names.add(name);
        }
        const { bodyId = '', city = '' } = report;
        if (number < 1_000)
          await bodies.updateOne(
            { _id: bodyId },
            { $setOnInsert: { name: bodyId, country, areas: [city], categories: [], operators: [`operator of ${bodyId}`], active: true, revision: 1, createdAt: reportsEnd } },
            { upsert: true },
          );
      }
    },
  });
} // prettier-ignore

/** `npm run bench -- reports [--most 10000]`: finding reports among ever more, beside what a first version would do. */
export async function run(args: readonly string[]): Promise<void> {
  const most = numberBehind(args, '--most', Infinity);
  const chosen = sizes.filter((size) => size <= most);
  await onFreshDatabase((connection) => measureReports(connection, chosen.length > 0 ? chosen : [most]));
}
