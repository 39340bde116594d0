import { paperKinds, type PaperKind } from './paper.kinds.ts';
import { lastDayOf, type Paper } from './paper.model.ts';

/** How one kind of paper of a vehicle stands: what holds, and what waits beside it. */
export interface PaperStateOf {
  readonly kind: PaperKind;
  /** `none` has never been there, or was withdrawn. */
  readonly state: 'validated' | 'pending' | 'rejected' | 'none';
  /** Of what holds. */
  readonly until?: Date;
  /** A newer one waits for an administrator. */
  readonly waiting: boolean;
}

type Listed = Pick<Paper, 'kind' | 'state' | 'until' | 'said'>;

/** Of papers, newest first: each kind once. */
export function statesOf(papers: readonly Listed[]): PaperStateOf[] {
  return paperKinds.map((kind) => {
    const own = papers.filter((paper) => paper.kind === kind && paper.state !== 'withdrawn');
    const valid = own.find(({ state }) => state === 'validated');
    const waiting = own.some(({ state }) => state === 'pending');
    const until = valid && lastDayOf(valid);
    const last = own[0]?.state;
    const state = valid ? 'validated' : waiting ? 'pending' : last === 'rejected' ? 'rejected' : 'none';
    return { kind, state, waiting, ...(until ? { until } : {}) };
  });
}
