import type { Looking, Outcome, Turn } from '../../dialog/types.ts';
import { t, type Text } from '../../dialog/words.ts';
import { placeNamed, roughly, type Position } from '../../geo/index.ts';
import { isCategory, type CategoryCode } from '../categories.ts';
import { activeStates, type ReportState } from '../report.states.ts';
import type { ReportSearch, ReportService } from '../types.ts';
import { viewerOf } from './report-lines.ts';

export type ScreenId = 'how' | 'near' | 'category' | 'list' | 'filter';

export const shows = ['active', 'resolved', 'all'] as const;
type Show = (typeof shows)[number];
const statesOf: Readonly<Record<Show, readonly ReportState[] | undefined>> = {
  active: activeStates,
  resolved: ['resolved'],
  all: undefined,
};

/** What is looked for: each part narrows it. */
export interface Query {
  readonly show: Show;
  readonly text?: string;
  readonly category?: CategoryCode;
  /** Near a point, or in a commune. */
  readonly near?: Position;
  /** At most so far from there. */
  readonly metres?: number;
  readonly city?: string;
  readonly commune?: string;
  /** Told in the last so many days. */
  readonly days?: number;
}

export interface Data {
  readonly query: Query;
  /** Of the page that is shown. */
  readonly offset: number;
}

export interface FindReportsDeps {
  readonly reports: Pick<ReportService, 'byNumber'>;
  readonly reportSearch: Pick<ReportSearch, 'find' | 'one' | 'mapLink'>;
}

type Step = Turn<Data, FindReportsDeps>;
type Next = Outcome<ScreenId, Data>;

export const perPage = 5;
/** The nearest first, so that far ones trouble nobody. */
const nearMetres = 10_000;
export const closeMetres = 1_000;
/** How long ago, by what is chosen. */
export const periods = { week: 7, month: 30 } as const;
const dayMs = 24 * 3_600_000;
const longestText = 80;
/** What is offered beside a list. */
export const nextPage = '>';
export const filters = 'filter';
export const anything: Query = { show: 'active' };

export const reportsOf = (
  { deps, caller, now }: Pick<Looking<Data, FindReportsDeps>, 'deps' | 'caller' | 'now'>,
  { show, near, metres = nearMetres, days, ...query }: Query,
  offset: number,
  limit = perPage,
) =>
  deps.reportSearch.find({
    country: caller.country,
    viewer: viewerOf(caller, now),
    ...query,
    ...(statesOf[show] && { states: statesOf[show] }),
    ...(near && { near: { position: near, metres } }),
    ...(days !== undefined && { from: new Date(now.getTime() - days * dayMs) }),
    page: { offset, limit },
  });

/** What was asked; where there is none of it, the same in every state; at last the words alone. */
const widened = (query: Query): readonly (readonly [Query, Text?])[] => [
  [query],
  ...(query.show === 'all' ? [] : [[{ ...query, show: 'all' }, t('report-search:wider.state')] as const]),
  ...(query.text !== undefined && (query.category ?? query.near ?? query.city ?? query.days)
    ? [[{ show: 'all', text: query.text }, t('report-search:wider.place')] as const]
    : []),
];

/** To the list of what was found; stays where it is when there is none. */
async function toList(turn: Step, asked: Query): Promise<Next> {
  for (const [query, notice] of widened(asked)) {
    const { total } = await reportsOf(turn, query, 0, 1);
    if (total > 0) return { go: 'list', set: { query, offset: 0 }, ...(notice && { notice }) };
  }
  return { retry: t(asked.text === undefined ? 'report-search:none' : 'report-search:noneSuch') };
}

/** A number opens the report that has it; words are looked for in what is shown. */
async function byWords(turn: Step, typed: string, within: Query): Promise<Next> {
  if (typed.length > longestText) return { retry: t('report-search:tooLong', { most: longestText }) };
  const report = await turn.deps.reports.byNumber(typed);
  if (report) return seeReport(report.id, turn.data.query === undefined ? 'how' : 'list');
  return toList(turn, { ...within, text: typed });
}

const seeReport = (reportId: string, then: ScreenId): Next => ({ run: 'see-report', with: { reportId }, then });

/** Words in any state: whoever knows what they look for does not care whether it is resolved. */
export const wordsAtFirst = (turn: Step, typed: string): Promise<Next> => byWords(turn, typed, { show: 'all' });
export const wordsWithin = (turn: Step, typed: string): Promise<Next> =>
  byWords(turn, typed, turn.data.query ?? anything);

const placeless = ({ near: _near, metres: _metres, city: _city, commune: _commune, ...rest }: Query): Query => rest;

export const byPosition = (turn: Step, place: Position): Promise<Next> =>
  toList(turn, { ...placeless(turn.data.query ?? anything), near: roughly(place) });

export const positionAtFirst = (turn: Step, place: Position): Promise<Next> =>
  toList(turn, { ...anything, near: roughly(place) });

/** In a commune, where also those are found that were told without a position. */
export function byCommune(turn: Step, name: string): Next | Promise<Next> {
  const place = placeNamed(turn.caller.country, name);
  if (!place) return { retry: t('report-search:near.unknown') };
  const where = 'city' in place ? { city: place.city, commune: place.name } : { city: place.id };
  return toList(turn, { ...placeless(turn.data.query ?? anything), ...where });
}

export const byCategory = (turn: Step, category: string): Next | Promise<Next> =>
  isCategory(category) ? toList(turn, { ...(turn.data.query ?? anything), category }) : { go: 'category' };

export function way(turn: Step, value: string): Next | Promise<Next> {
  switch (value) {
    case 'near':
    case 'category':
      return { go: value, set: { query: anything } };
    case 'recent':
      return toList(turn, anything);
    case 'mine':
      return { run: 'my-reports' };
    default:
      return { go: 'how' };
  }
}

export function fromList({ data }: Step, value: string): Next {
  if (value === nextPage) return { go: 'list', set: { offset: (data.offset ?? 0) + perPage } };
  if (value === filters) return { go: 'filter' };
  return seeReport(value, 'list');
}

const isPeriod = (value: string): value is keyof typeof periods => value in periods;
const isShow = (value: string): value is Show => (shows as readonly string[]).includes(value);

export function fromFilter(turn: Step, value: string): Next | Promise<Next> {
  const { query = anything } = turn.data;
  if (isShow(value)) return toList(turn, { ...query, show: value });
  if (isPeriod(value)) return toList(turn, { ...query, days: periods[value] });
  if (value === 'close') return toList(turn, { ...query, metres: closeMetres });
  if (value === 'near' || value === 'category') return { go: value };
  return toList(turn, anything);
}
