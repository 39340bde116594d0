import type { Connection, PipelineStage, QueryFilter } from 'mongoose';
import type { Speak } from '../../dialog/words.ts';
import { metresBetween, type Position } from '../../geo/index.ts';
import { mayDo } from '../actions.ts';
import { toPoint } from '../blurring.ts';
import { categoryCodes } from '../categories.ts';
import { reportModel, toReport, type ReportPoint, type ReportRecord } from '../report.model.ts';
import { reportStates } from '../report.states.ts';
import type { Seeing } from '../seeing.ts';
import type { ReportSearch, SeenReport, Viewer } from '../types.ts';
import { createAskedWords, mostFound, type AskedWord } from './asked-words.ts';
import { createCategoryNames } from './category-names.ts';
import { mapLink } from './map-link.ts';
import type { Vocabulary } from './vocabulary.ts';

type Query = Parameters<ReportSearch['find']>[0];
type Filter = QueryFilter<ReportRecord>;
type Found = Pick<ReportRecord, '_id'>;
type Page = Query['page'];

/** As the database reckons. */
const earthMetres = 6_378_100;
const newestFirst = { createdAt: -1, _id: -1 } as const;
/** Named, since the database would try all that begins with the country before it takes the one for words. */
const byFoundWords = { country: 1, hidden: 1, found: 1, ...newestFirst } as const;

const positionAt = ({ coordinates: [longitude, latitude] }: ReportPoint): Position => ({ latitude, longitude });

const maySeeHidden = (viewer: Viewer): boolean => viewer !== undefined && mayDo(viewer.role, 'seeHidden');

const hiddenFor = (viewer: Viewer): false | { readonly $in: boolean[] } =>
  maySeeHidden(viewer) ? { $in: [false, true] } : false;

/** Every list is named whole, so that one index gives the newest of any choice in order. */
function toFilter({ country, viewer, category, states, city, commune, from, to, text, near }: Query): Filter {
  const isPlain = !category && !states && !city && text === undefined && !near;
  return {
    country,
    hidden: hiddenFor(viewer),
    ...(!isPlain && { category: category ?? { $in: [...categoryCodes] }, state: { $in: [...(states ?? reportStates)] } }),
    ...(city !== undefined && { city }),
    ...(commune !== undefined && { commune }),
    ...((from ?? to) && { createdAt: { ...(from && { $gte: from }), ...(to && { $lt: to }) } }),
  };
} // prettier-ignore

/** Meets every word; the rarest one leads through its index, the others are looked for in what it finds. */
function meeting([rarest, ...others]: readonly AskedWord[]): object {
  const holds = ({ forms }: AskedWord) => ({ $gt: [{ $size: { $setIntersection: ['$found', forms] } }, 0] });
  return {
    found: { $in: rarest?.forms ?? [] },
    ...(others.length > 0 && { $expr: { $and: others.map(holds) } }),
  };
}

export interface ReportSearchDeps {
  readonly connection: Connection;
  readonly vocabulary: Pick<Vocabulary, 'meant'>;
  readonly seeing: Pick<Seeing, 'see'>;
  readonly speak: Speak;
}

/** F6: finds reports; each question is answered by an index. */
export function createReportSearch({ connection, vocabulary, seeing, speak }: ReportSearchDeps): ReportSearch {
  const reports = reportModel(connection);
  const askedWords = createAskedWords({ connection, vocabulary, names: createCategoryNames({ speak }) });

  /** Best first: how many words stand in it as they were typed; then the newest. */
  async function byWords(filter: Filter, asked: readonly AskedWord[], page: Page) {
    await reports.init();
    const exact = { $size: { $setIntersection: ['$found', asked.flatMap(({ words }) => words)] } };
    const found = await reports
      .aggregate<Found>([
        { $match: { ...filter, ...meeting(asked) } },
        { $sort: newestFirst },
        { $limit: mostFound },
        { $project: { createdAt: 1, exact } },
        { $sort: { exact: -1, ...newestFirst } },
        { $project: { _id: 1 } },
      ])
      .hint(byFoundWords);
    return { items: found.slice(page.offset, page.offset + page.limit), total: found.length };
  }

  async function byDistance(filter: Filter, { position, metres }: NonNullable<Query['near']>, page: Page) {
    const { coordinates } = toPoint(position);
    const nearest: PipelineStage.GeoNear['$geoNear'] = {
      near: { type: 'Point', coordinates: [...coordinates] },
      key: 'shown',
      distanceField: 'metres',
      maxDistance: metres,
      query: filter,
    };
    const within = { $geoWithin: { $centerSphere: [[...coordinates], metres / earthMetres] } };
    const [items, total] = await Promise.all([
      reports.aggregate<Found>([
        { $geoNear: nearest },
        { $skip: page.offset },
        { $limit: page.limit },
        { $project: { _id: 1 } },
      ]),
      reports.countDocuments({ ...filter, shown: within } as Filter).limit(mostFound),
    ]);
    return { items, total };
  }

  /** Rare words: what holds them is looked at, not all that lies about there. Of what lies as far, the newest first. */
  async function byWordsNear(
    filter: Filter,
    asked: readonly AskedWord[],
    { position, metres }: NonNullable<Query['near']>,
    page: Page,
  ) {
    await reports.init();
    const holding = await reports
      .find({ ...filter, ...meeting(asked) }, { shown: 1 })
      .hint(byFoundWords)
      .sort(newestFirst)
      .limit(mostFound)
      .lean<Pick<ReportRecord, '_id' | 'shown'>[]>();
    const found = holding
      .flatMap(({ _id, shown }) => (shown ? [{ _id, metres: metresBetween(position, positionAt(shown)) }] : []))
      .filter((one) => one.metres <= metres)
      .sort((a, b) => a.metres - b.metres);
    return { items: found.slice(page.offset, page.offset + page.limit), total: found.length };
  }

  async function byDate(filter: Filter, page: Page) {
    const [items, total] = await Promise.all([
      reports.find(filter, { _id: 1 }).sort(newestFirst).skip(page.offset).limit(page.limit).lean<Found[]>(),
      reports.countDocuments(filter).limit(mostFound),
    ]);
    return { items, total };
  }

  async function lookedFor(query: Query): Promise<{ readonly items: readonly Found[]; readonly total: number }> {
    const { country, viewer, text, near, page } = query;
    const filter = toFilter(query);
    const asked = text === undefined ? undefined : await askedWords({ country, hidden: hiddenFor(viewer) }, text);
    if (asked && !asked[0]?.reports) return { items: [], total: 0 };
    if (near && asked && (asked[0]?.reports ?? 0) < mostFound) return byWordsNear(filter, asked, near, page);
    if (near) return byDistance(asked ? { ...filter, ...meeting(asked) } : filter, near, page);
    return asked ? byWords(filter, asked, page) : byDate(filter, page);
  }

  async function shown(found: readonly Found[], viewer: Viewer, from?: Position): Promise<readonly SeenReport[]> {
    const ids = found.map(({ _id }) => _id);
    const records = new Map(
      (await reports.find({ _id: { $in: ids } }, { found: 0, done: 0 }).lean<ReportRecord[]>()).map((record) => [
        record._id,
        record,
      ]),
    );
    const inOrder = ids.flatMap((id) => records.get(id) ?? []);
    return seeing.see(inOrder.map(toReport), viewer, from);
  }

  return {
    async find(query) {
      const { items, total } = await lookedFor(query);
      return { items: await shown(items, query.viewer, query.near?.position), total };
    },

    /** Whoever told it may see their own hidden one. */
    async one(id, viewer) {
      const [report] = await shown([{ _id: id }], viewer);
      return report?.hidden && !maySeeHidden(viewer) && !report.mine?.told ? undefined : report;
    },

    mapLink,
  };
}
