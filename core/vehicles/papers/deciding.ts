import type { UpdateQuery } from 'mongoose';

import { LisoloError } from '../../errors.ts';
import { isDated } from './paper.kinds.ts';
import { lastDayOf, type Paper, type PaperRecord } from './paper.model.ts';
import { isRejectionReason, longestWords, mayMove } from './paper.states.ts';
import { isPossibleUntil } from './sending.ts';

/** Why a paper cannot be decided so. */
export type DecisionRefusal = 'party' | 'over' | 'changed' | 'no_photo';

export interface PaperVerdict {
  readonly to: 'validated' | 'rejected';
  readonly by: string;
  /** The last day as the administrator reads it; without it, as it was sent. */
  readonly until?: Date;
  /** Even when the register knows a later day. */
  readonly evenEarlier?: boolean;
  /** Code of a listed reason; a rejection needs it or words. */
  readonly reason?: string;
  readonly words?: string;
  /** The paper as the administrator has read it; without it, as it is. */
  readonly revision?: number;
}

export const cannot = (refusal: DecisionRefusal): LisoloError =>
  refusal === 'party'
    ? new LisoloError('forbidden', { refusal })
    : new LisoloError(refusal === 'over' ? 'illegal_transition' : 'conflict', { refusal });

const badInput = (field: string): LisoloError => new LisoloError('invalid_input', { field, reason: field });

/** Throws `invalid_input` (`details.field`). */
export function checkVerdict({ to, reason, words, until, evenEarlier }: PaperVerdict, now: Date): void {
  if (words !== undefined && (words.trim() === '' || words.length > longestWords)) throw badInput('words');
  if (reason !== undefined && (to !== 'rejected' || !isRejectionReason(reason))) throw badInput('reason');
  if (to === 'rejected' && reason === undefined && words === undefined) throw badInput('reason');
  if (to === 'rejected' && (until !== undefined || evenEarlier !== undefined)) throw badInput('until');
  if (until && !isPossibleUntil(until, now)) throw badInput('until');
}

/** Nobody decides on a paper that they have sent, or on one of their own vehicle. */
export const isParty = ({ personId, ownerId }: Paper, who: string): boolean => personId === who || ownerId === who;

const isDone = ({ state, history }: Paper, { to, by }: PaperVerdict): boolean =>
  history.some((change) => change.to === to && change.by === by) && (state === to || state === 'replaced');

const given = ({ reason, words }: PaperVerdict) => ({
  ...(reason === undefined ? {} : { reason }),
  ...(words === undefined ? {} : { words }),
});

/**
 * The decision as one update of the paper as it stands; nothing when it is this person's and there already. Throws
 * `forbidden`, `conflict` or `illegal_transition` (`details.refusal`, a `DecisionRefusal`), `invalid_input`.
 */
export function verdictOn(paper: Paper, verdict: PaperVerdict, now: Date): UpdateQuery<PaperRecord> | undefined {
  if (isDone(paper, verdict)) return undefined;
  if (!mayMove(paper.state, verdict.to, 'office')) throw cannot('over');
  if (isParty(paper, verdict.by)) throw cannot('party');
  if (verdict.revision !== undefined && verdict.revision !== paper.revision) throw cannot('changed');
  const change = { from: paper.state, to: verdict.to, at: now, by: verdict.by, ...given(verdict) };
  const decided = { state: verdict.to, decidedAt: now, tellAt: now, carryAt: now };
  if (verdict.to === 'rejected')
    // The marks go, so that the same paper can come again with a better photo.
    return { $set: decided, $unset: { lease: 1, sameAs: 1 }, $push: { history: change } };
  if (paper.photoId === undefined) throw cannot('no_photo');
  const until = verdict.until ?? lastDayOf(paper);
  if (isDated(paper.kind) && until === undefined) throw badInput('until');
  return {
    $set: { ...decided, ...(until ? { until } : {}), ...(verdict.evenEarlier ? { evenEarlier: true } : {}) },
    $unset: { lease: 1 },
    $push: { history: change },
  };
} // prettier-ignore
