import type { Caller, Looking, Outcome, Turn } from '../../../dialog/types.ts';
import { money, t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { parseAmount } from '../../../payments/index.ts';
import {
  decisionReasons,
  longestWords,
  type CaseDecision,
  type ContestationDecision,
} from '../../contestations/codes.ts';
import type { Contestations } from '../../contestations/contestations.service.ts';
import type { ContestationNotices } from '../../contestations/notices.ts';
import { isContested, openContestation } from '../../contestations/rules.ts';
import { tariffNow } from '../../dues.ts';
import type { FineService } from '../../fines.service.ts';
import type { Fine } from '../../infraction.model.ts';
import type { Officer, WorkList } from '../work-list.ts';

export type ScreenId = 'overview' | 'case' | 'amount' | 'reason' | 'confirm';
export type Choice = CaseDecision | ContestationDecision;

export interface Data {
  readonly fineId: string;
  /** The contestation that the officer has read, empty where there was none: its author may put another in its place. */
  readonly contestationId: string;
  readonly decision: Choice;
  /** Minor units. */
  readonly amount: number;
  readonly reason: string;
  readonly words: string;
  /** Cases put off in this sitting. */
  readonly skipped: readonly string[];
}

export interface DecideCasesDeps {
  readonly fines: FineService;
  readonly contestations: Contestations;
  readonly contestationNotices: Pick<ContestationNotices, 'soon'>;
  readonly workList: WorkList;
}

export type Look = Looking<Data, DecideCasesDeps>;
type Step = Turn<Data, DecideCasesDeps>;
type Next = Outcome<ScreenId, Data>;

const mostSkipped = 50;
const shortestWords = 3;

export const officerOf = ({ personId = '', country }: Caller): Officer => ({ id: personId, country });
export const caseIn = ({ data, deps }: Look): Promise<Fine | undefined> => deps.fines.byId(data.fineId ?? '');

export const choicesFor = (fine: Fine): readonly Choice[] => {
  if (isContested(fine)) return ['upheld', 'reduced', 'rejected'];
  return fine.state === 'recorded' ? ['validated', 'dismissed', 'forwarded'] : [];
};

const openIn = (fine: Fine | undefined): string => (fine && openContestation(fine)?.one.id) ?? '';

/** The next case, with nothing left of the one before. */
async function next({ deps, caller }: Step, skipped: readonly string[], notice?: Words): Promise<Next> {
  const fine = await deps.workList.next(officerOf(caller), skipped);
  const said = notice ? { notice } : {};
  if (!fine) return { go: 'overview', set: { fineId: '', skipped: [] }, ...said };
  const set = { fineId: fine.id, contestationId: openIn(fine), reason: '', words: '', amount: 0, skipped };
  return { go: 'case', set, ...said };
}

/** Somebody has contested it in this moment, or anew. */
const readAgain = (fine: Fine | undefined): Next => ({
  go: 'case',
  set: { contestationId: openIn(fine) },
  notice: t('opj:refused.contested'),
});

export const begin = (turn: Step): Promise<Next> => next(turn, []);

export async function skip(turn: Step): Promise<Next> {
  const { data, deps, caller } = turn;
  const fineId = data.fineId ?? '';
  await deps.workList.release(fineId, caller.personId ?? '');
  return next(turn, [...(data.skipped ?? []), fineId].slice(-mostSkipped));
}

export async function choose(turn: Step, value: string): Promise<Next> {
  const { deps, caller, data } = turn;
  const fine = await caseIn(turn);
  const decision = fine && choicesFor(fine).find((choice) => choice === value);
  if (!decision) return next(turn, data.skipped ?? [], t('opj:refused.over'));
  if (openIn(fine) !== (data.contestationId ?? '')) return readAgain(fine);
  if (!(await deps.workList.hold(fine.id, caller.personId ?? '')))
    return next(turn, data.skipped ?? [], t('opj:refused.taken'));
  return { go: decision === 'reduced' ? 'amount' : 'reason', set: { decision, reason: '', words: '', amount: 0 } };
}

export async function takeAmount(turn: Step, typed: string): Promise<Next> {
  const fine = await caseIn(turn);
  if (!fine) return begin(turn);
  const { currency } = fine.due;
  const most = tariffNow(fine);
  const amount = parseAmount(typed, currency);
  const outside = t('opj:amount.outside', { amount: money({ amount: most, currency }) });
  if (!amount) return { retry: outside };
  // Not a retry, after which "60 000 FC" would be looked up as a plate.
  if (amount.amount <= 0 || amount.amount >= most) return { go: 'amount', notice: outside };
  return { go: 'reason', set: { amount: amount.amount } };
}

export function takeReason({ data }: Step, reason: string): Next {
  const listed: readonly string[] = data.decision ? decisionReasons[data.decision] : [];
  return listed.includes(reason) ? { go: 'confirm', set: { reason, words: '' } } : { go: 'case' };
}

export const takeWords = (_turn: Step, typed: string): Next =>
  typed.length < shortestWords || typed.length > longestWords
    ? { retry: t('opj:reason.notOne', { most: longestWords }) }
    : { go: 'confirm', set: { words: typed, reason: '' } };

async function carryOut({ data, deps, caller }: Step, fine: Fine, to: Choice): Promise<void> {
  const by = caller.personId ?? '';
  const { contestationId = '', reason, words, amount } = data;
  if (to === 'validated' || to === 'dismissed' || to === 'forwarded') {
    await deps.fines.decide(fine.id, { to, by, role: 'opj', reason: words ? words : (reason ?? '') });
    return;
  }
  const why = words ? { words } : { reason: reason ?? '' };
  const less = to === 'reduced' ? { amount: amount ?? 0 } : {};
  await deps.contestations.decide(fine.id, { contestationId, to, by, role: 'opj', ...why, ...less });
  deps.contestationNotices.soon(fine.id);
}

/** A process that died after the decision does the step again: then it is there already, and by this officer. */
const isDone = ({ history }: Fine, to: Choice, by: string): boolean =>
  history.at(-1)?.to === to && history.at(-1)?.by === by;

export async function decide(turn: Step): Promise<Next> {
  const { data, caller } = turn;
  const fine = await caseIn(turn);
  const to = data.decision;
  if (!fine || !to) return begin(turn);
  const skipped = data.skipped ?? [];
  try {
    if (!isDone(fine, to, caller.personId ?? '')) await carryOut(turn, fine, to);
  } catch (error) {
    if (isLisoloError(error, 'forbidden')) return next(turn, [...skipped, fine.id], t('opj:refused.party'));
    if (isLisoloError(error, 'illegal_transition')) return next(turn, skipped, t('opj:refused.over'));
    if (isLisoloError(error, 'conflict')) return readAgain(await caseIn(turn));
    throw error;
  }
  return next(turn, skipped, t(`opj:done.${to}`, { reference: fine.reference }));
}
