import { t, type Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { refusals, type Refusal } from '../refused.ts';

/** Why something could not be done, for the person. */
export interface Told {
  /** `changed`: it has moved on meanwhile; `gone`: there is no such thing any more. */
  readonly reason: Refusal | 'changed' | 'gone';
  readonly notice: Words;
  /** What the refusal names: the appointment or the ticket that stands in the way. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Refusals after which another time can be chosen. */
export const aboutTheTime: readonly Told['reason'][] = ['slot_full', 'no_such_slot', 'too_late', 'same_time'];

const isRefusal = (reason: unknown): reason is Refusal => refusals.some((one) => one === reason);

/** Anything that is no refusal is thrown on. */
export function refusalOf(error: unknown): Told {
  if (isLisoloError(error, 'conflict') && isRefusal(error.details['reason'])) {
    const { reason } = error.details;
    return { reason, notice: t(`appointments:refused.${reason}`), details: error.details };
  }
  if (isLisoloError(error, 'illegal_transition'))
    return { reason: 'changed', notice: t('appointments:mine.changed'), details: {} };
  if (isLisoloError(error, 'not_found')) return { reason: 'gone', notice: t('appointments:mine.gone'), details: {} };
  throw error;
}

/** What came of it, or why not. */
export async function tried<T>(work: () => Promise<T>): Promise<{ readonly done: T } | { readonly refused: Told }> {
  try {
    return { done: await work() };
  } catch (error) {
    return { refused: refusalOf(error) };
  }
}
