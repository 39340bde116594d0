import type { Connection } from 'mongoose';
import type { CountryCode } from '../../dialog/types.ts';
import { shortHash } from '../../hash.ts';
import { boundsOf } from '../../statistics/index.ts';
import { categoryCodes, categoryOf, type CategoryCode, type CategoryGroup } from '../categories.ts';
import { reportModel, toReport, type ReportRecord } from '../report.model.ts';
import { reportStates, type ReportState } from '../report.states.ts';
import { published } from '../seeing.ts';

/** What everybody may do with it: give it on and change it, and say where it comes from. */
export const openDataLicence = { name: 'CC-BY-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' } as const;

export interface OpenDataQuery {
  readonly country: CountryCode;
  readonly city?: string | undefined;
  readonly category?: CategoryCode | undefined;
  readonly state?: ReportState | undefined;
  /** Calendar days of the country, on which it was told; both count. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A report as anybody may keep and give it on: nothing of who told it or works on it. */
export interface OpenReport {
  readonly number: string;
  readonly category: CategoryCode;
  readonly group: CategoryGroup;
  readonly state: ReportState;
  /** Empty for what concerns somebody's safety or peace: their words would tell who they are. */
  readonly words: string;
  readonly region: string;
  readonly city?: string;
  readonly commune?: string;
  readonly street?: string;
  readonly landmark?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  /** Whether the position is only roughly so. */
  readonly blurred: boolean;
  readonly votes: number;
  readonly comments: number;
  /** How many photos everybody can see. */
  readonly photos: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly resolvedAt?: Date;
  readonly hoursToResolve?: number;
}

export interface ReportOpenData {
  /** Says that an answer is still what would be answered now, as far as reports have changed. */
  version(query: OpenDataQuery): Promise<{ readonly tag: string; readonly changedAt?: Date }>;
  /** Newest first, one after the other, however many there are. */
  reports(query: OpenDataQuery): AsyncIterable<OpenReport>;
}

const atOnce = 500;
/** What nobody outside needs, and what is long. */
const without = { key: 0, history: 0, done: 0, found: 0, pendingSince: 0, reporterId: 0 } as const;

/** Moments that the history holds are not published. */
function toOpen(record: ReportRecord): OpenReport {
  const { category, state, number, region, city, commune, street, landmark, position, ...rest } = published(
    toReport({ ...record, history: [] }),
  );
  return {
    number,
    category,
    group: categoryOf(category).group,
    state,
    words: rest.words,
    region,
    ...(city === undefined ? {} : { city }),
    ...(commune === undefined ? {} : { commune }),
    ...(street === undefined ? {} : { street }),
    ...(landmark === undefined ? {} : { landmark }),
    ...position,
    blurred: rest.blurred,
    votes: rest.votes,
    comments: rest.comments,
    photos: rest.photos.length,
    createdAt: rest.createdAt,
    changedAt: rest.changedAt,
    ...(rest.resolvedAt === undefined ? {} : { resolvedAt: rest.resolvedAt }),
    ...(rest.hoursToResolve === undefined ? {} : { hoursToResolve: rest.hoursToResolve }),
  };
}

/** In the order of an index, whatever is asked: a city is read kind by kind and put together by time. */
function toFilter({ country, city, category, state, from, to }: OpenDataQuery): object {
  const isNarrow = city !== undefined || category !== undefined || state !== undefined;
  const createdAt = {
    ...(from === undefined ? {} : { $gte: boundsOf({ country, from, to: from }).start }),
    ...(to === undefined ? {} : { $lt: boundsOf({ country, from: to, to }).end }),
  };
  return {
    ...(city === undefined ? { country } : { city }),
    hidden: false,
    ...(isNarrow ? { category: { $in: category ? [category] : [...categoryCodes] } } : {}),
    ...(isNarrow ? { state: { $in: state ? [state] : [...reportStates] } } : {}),
    ...(from === undefined && to === undefined ? {} : { createdAt }),
  };
}

/** What is told of neighbourhoods, for everybody. Never what is hidden. */
export function createReportOpenData({ connection }: { readonly connection: Connection }): ReportOpenData {
  const reports = reportModel(connection);
  return {
    async version(query) {
      const newest = (field: 'changedAt' | 'countedAt') =>
        reports
          .findOne(
            { country: query.country, [field]: { $type: 'date' } },
            { changedAt: 1, countedAt: 1, revision: 1, counted: 1 },
          )
          .sort({ [field]: -1 })
          .lean<Pick<ReportRecord, '_id' | 'changedAt' | 'countedAt' | 'revision' | 'counted'>>();
      // A hidden one counts: that it was hidden is a change. So does a vote.
      const [last, voted] = await Promise.all([newest('changedAt'), newest('countedAt')]);
      const stands = [last?._id, last?.revision, last?.changedAt, voted?._id, voted?.counted, voted?.countedAt];
      const tag = shortHash(JSON.stringify([query, stands]));
      const changedAt = [last?.changedAt, voted?.countedAt].filter((at) => at !== undefined);
      const newestAt = Math.max(...changedAt.map((at) => at.getTime()));
      return { tag, ...(changedAt.length > 0 ? { changedAt: new Date(newestAt) } : {}) };
    },

    async *reports(query) {
      const found = reports
        .find(toFilter(query), without)
        .sort({ createdAt: -1, _id: -1 })
        .lean<ReportRecord[]>()
        .cursor({ batchSize: atOnce });
      for await (const record of found) yield toOpen(record);
    },
  };
}
