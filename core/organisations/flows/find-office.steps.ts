import type { Outcome, Turn } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { placeNamed, roughly, type Position } from '../../geo/index.ts';
import type { OrganisationKind } from '../kinds.ts';
import type { OfficeFinder } from '../types.ts';

export type ScreenId =
  | 'how' | 'name' | 'kind' | 'region' | 'organisations' | 'near' | 'branches' | 'branch' | 'service'; // prettier-ignore

/** What is looked for: by one way, or by kind and region together. */
export interface Query {
  readonly text?: string;
  readonly kind?: OrganisationKind;
  readonly region?: string;
  readonly organisationId?: string;
  readonly near?: Position;
}

export interface Data {
  readonly query: Query;
  /** Of the list that is shown. */
  readonly offset: number;
  readonly branchId: string;
  readonly serviceId: string;
  /** As finely as it was shared, for whoever shared it to tell of what is there. */
  readonly shared: Position;
}

export interface FindOfficeDeps {
  readonly offices: OfficeFinder;
}

export type Step = Turn<Data, FindOfficeDeps>;
export type Next = Outcome<ScreenId, Data>;

/** What is offered beside a list. */
export const nextPage = '>';
export const anywhere = '*';
export const problem = 'problem';
export const perPage = 20;

const longestText = 80;
/** The branches that are meant, one page of them; of those near by only what is on the page is known. */
export async function branchesOf(
  { deps, caller }: Pick<Step, 'deps' | 'caller'>,
  { near, ...query }: Query,
  offset: number,
  limit = perPage,
) {
  const { country } = caller;
  if (!near) return deps.offices.branches({ country, ...query, page: { offset, limit } });
  const items = await deps.offices.near({ country, position: near, ...query, page: { offset, limit: limit + 1 } });
  return { items: items.slice(0, limit), total: offset + items.length };
}

/** To the list of what was found, or to the only one; stays where it is when there is none. */
async function toBranches(turn: Step, query: Query): Promise<Next> {
  const { items, total } = await branchesOf(turn, query, 0, 2);
  const [first] = items;
  if (!first) return { retry: t(query.text === undefined ? 'organisations:none' : 'organisations:name.none') };
  const found = { query, offset: 0 };
  return total === 1 ? { go: 'branch', set: { ...found, branchId: first.id } } : { go: 'branches', set: found };
}

export const byName = (turn: Step, typed: string): Next | Promise<Next> =>
  typed.length > longestText
    ? { retry: t('organisations:name.tooLong', { most: longestText }) }
    : toBranches(turn, { text: typed });

export const byPosition = (turn: Step, place: Position): Promise<Next> => toBranches(turn, { near: roughly(place) });

/** A position that nobody asked for may have been shared because something is wrong there. */
export async function bySharedPosition(turn: Step, { latitude, longitude }: Position): Promise<Next> {
  const shared = { latitude, longitude };
  const next = await byPosition(turn, shared);
  return {
    go: 'branches',
    set: { query: { near: roughly(shared) }, offset: 0, shared },
    ...('retry' in next && { notice: next.retry }),
  };
}

export function byCommune(turn: Step, name: string): Next | Promise<Next> {
  const place = placeNamed(turn.caller.country, name);
  return place ? byPosition(turn, place) : { retry: t('organisations:near.unknown') };
}

/** Where there is one region only, nobody is asked for it. */
export async function byKind(turn: Step, value: string): Promise<Next> {
  const kind = value as OrganisationKind;
  const regions = await turn.deps.offices.regions({ country: turn.caller.country, kind });
  return regions.length > 1 ? { go: 'region', set: { query: { kind } } } : toBranches(turn, { kind });
}

export function byRegion(turn: Step, region: string): Promise<Next> {
  const { kind } = turn.data.query ?? {};
  return toBranches(turn, { ...(kind && { kind }), ...(region === anywhere ? {} : { region }) });
}

export function byOrganisation(turn: Step, value: string): Next | Promise<Next> {
  if (value === nextPage) return { go: 'organisations', set: { offset: (turn.data.offset ?? 0) + perPage } };
  return toBranches(turn, { organisationId: value });
}

const ways: Readonly<Record<string, Next>> = {
  name: { go: 'name' },
  kind: { go: 'kind' },
  region: { go: 'region', set: { query: {} } },
  organisation: { go: 'organisations', set: { offset: 0 } },
  near: { go: 'near' },
};
export const way = (_turn: Step, value: string): Next => ways[value] ?? { go: 'how' };

/** A problem at the place that was shared. */
export const tellProblem = ({ data }: Step): Next => ({
  run: 'report-problem',
  with: data.shared ? { position: data.shared } : {},
});

export const ofList = ({ data }: Step, value: string): Next =>
  value === nextPage
    ? { go: 'branches', set: { offset: (data.offset ?? 0) + perPage } }
    : { go: 'branch', set: { branchId: value } };

export const toService = (_turn: Step, serviceId: string): Next => ({ go: 'service', set: { serviceId } });

/** What the dialog gives to whoever asked it for an office. */
export interface OfficeFound {
  readonly branchId: string;
  readonly serviceId: string;
}
export const found = ({ data }: Step): Next => ({
  done: { branchId: data.branchId ?? '', serviceId: data.serviceId ?? '' } satisfies OfficeFound,
});

/** What can be done about a service. */
export function act({ data }: Step, value: string): Next {
  const { serviceId } = data;
  return value === 'appointment'
    ? { run: 'book-appointment', with: { serviceId }, then: 'service' }
    : { run: 'take-ticket', with: { serviceId }, then: 'service' };
}
