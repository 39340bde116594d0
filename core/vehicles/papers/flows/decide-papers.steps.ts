import type { Caller, Looking, Outcome, Turn } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import type { DecisionRefusal } from '../deciding.ts';
import type { Paper } from '../paper.model.ts';
import { isRejectionReason, longestWords } from '../paper.states.ts';
import type { PaperNotices } from '../paper-notices.ts';
import type { VehiclePapers } from '../papers.service.ts';
import { isPossibleUntil } from '../sending.ts';
import { plateOf } from '../words.ts';
import type { PaperReviewer, PaperWorkList } from '../work-list.ts';
import { parseDay } from './typed-day.ts';
import { noteLook, type WhoseDeps } from './whose.ts';

export type ScreenId = 'overview' | 'case' | 'until' | 'reason' | 'confirm';

export interface Data {
  readonly paperId: string;
  /** The paper as the administrator has read it. */
  readonly revision: number;
  readonly to: 'validated' | 'rejected';
  /** The last day as corrected, ISO; empty: as it was sent. */
  readonly until: string;
  readonly reason: string;
  readonly words: string;
  /** Papers put off in this sitting. */
  readonly skipped: readonly string[];
}

export interface DecidePapersDeps extends WhoseDeps {
  readonly vehiclePapers: VehiclePapers;
  readonly paperWorkList: PaperWorkList;
  readonly paperNotices: Pick<PaperNotices, 'soon'>;
}

export type Look = Looking<Data, DecidePapersDeps>;
type Step = Turn<Data, DecidePapersDeps>;
type Next = Outcome<ScreenId, Data>;

const mostSkipped = 50;
const shortestWords = 3;

export const reviewerOf = ({ personId = '', country }: Caller): PaperReviewer => ({ id: personId, country });
export const paperIn = ({ data, deps }: Look): Promise<Paper | undefined> =>
  deps.vehiclePapers.byId(data.paperId ?? '');

/** What the administrator reads from now on. */
const seen = ({ id, revision }: Paper) => ({ paperId: id, revision, until: '', reason: '', words: '' });

/** The next paper, with nothing left of the one before. */
async function next(turn: Step, skipped: readonly string[], notice?: Words): Promise<Next> {
  const { deps, caller } = turn;
  const paper = await deps.paperWorkList.next(reviewerOf(caller), skipped);
  const said = notice ? { notice } : {};
  if (!paper) return { go: 'overview', set: { paperId: '', skipped: [] }, ...said };
  const vehicle = await deps.vehicles.byId(paper.vehicleId);
  if (vehicle) await noteLook(turn, vehicle);
  return { go: 'case', set: { ...seen(paper), skipped }, ...said };
}

export const begin = (turn: Step): Promise<Next> => next(turn, []);

async function skip(turn: Step): Promise<Next> {
  const { data, deps, caller } = turn;
  const paperId = data.paperId ?? '';
  await deps.paperWorkList.release(paperId, caller.personId ?? '');
  return next(turn, [...(data.skipped ?? []), paperId].slice(-mostSkipped));
}

export async function choose(turn: Step, value: string): Promise<Next> {
  const { data, deps, caller } = turn;
  if (value === 'skip') return skip(turn);
  if (!(await deps.paperWorkList.hold(data.paperId ?? '', caller.personId ?? '')))
    return next(turn, data.skipped ?? [], t('papers:decide.taken'));
  if (value === 'until') return { go: 'until' };
  return value === 'rejected'
    ? { go: 'reason', set: { to: 'rejected', reason: '', words: '' } }
    : { go: 'confirm', set: { to: 'validated' } };
}

export function takeUntil({ now }: Step, typed: string): Next {
  const day = parseDay(typed);
  if (!day) return { retry: t('papers:until.notOne') };
  if (!isPossibleUntil(day, now)) return { retry: t('papers:until.impossible') };
  return { go: 'confirm', set: { to: 'validated', until: day.toISOString() } };
}

export const takeReason = (_turn: Step, reason: string): Next =>
  isRejectionReason(reason) ? { go: 'confirm', set: { reason, words: '' } } : { go: 'case' };

export const takeWords = (_turn: Step, typed: string): Next =>
  typed.length < shortestWords || typed.length > longestWords
    ? { retry: t('papers:decide.notWords', { most: longestWords }) }
    : { go: 'confirm', set: { words: typed, reason: '' } };

const refusals: Readonly<Record<DecisionRefusal, string>> = {
  party: 'papers:decide.party',
  over: 'papers:decide.over',
  changed: 'papers:decide.over',
  no_photo: 'papers:decide.noPhoto',
};

/** Decides; who comes second hears that somebody else was first. */
export async function decide(turn: Step, value: string): Promise<Next> {
  const { data, deps, caller } = turn;
  const { paperId = '', revision, to, until, reason, words } = data;
  const skipped = data.skipped ?? [];
  if (!to) return begin(turn);
  const paper = await paperIn(turn);
  // A day that the administrator has typed is meant, even where the register knows a later one.
  const dated = to === 'validated' && until ? { until: new Date(until), evenEarlier: true } : {};
  const because = to === 'validated' ? {} : words ? { words } : { reason: reason ?? '' };
  const earlier = value === 'earlier' ? { evenEarlier: true } : {};
  try {
    const as = { by: caller.personId ?? '', ...(revision === undefined ? {} : { revision }) };
    await deps.vehiclePapers.decide(paperId, { to, ...as, ...dated, ...earlier, ...because });
  } catch (error) {
    const why = (isLisoloError(error) ? error.details['refusal'] : undefined) as DecisionRefusal | undefined;
    const refusal = why && refusals[why];
    if (!refusal) throw error;
    const now = why === 'changed' ? await paperIn(turn) : undefined;
    // It is not decided, but no longer what was read: the administrator reads it again.
    if (now?.state === 'pending') return { go: 'case', set: seen(now), notice: t(refusal) };
    return next(turn, [...skipped, paperId], t(refusal));
  }
  deps.paperNotices.soon(paperId);
  return next(turn, skipped, t(`papers:decide.done.${to}`, { plate: paper ? plateOf(paper) : '' }));
}
