import { t, type Words } from '../dialog/words.ts';
import { isLisoloError } from '../errors.ts';

/** Why something cannot be done with a report; a text in `reports:refused.<reason>` for each. */
export const refusals = [
  'too_many_reports', 'too_many_photos', 'too_many_comments', 'not_yours', 'too_late', 'taken', 'not_taken', 'not_your_body',
  'same_report', 'is_duplicate', 'hidden', 'too_much_said',
] as const; // prettier-ignore
export type ReportRefusal = (typeof refusals)[number];

const isRefusal = (reason: unknown): reason is ReportRefusal => refusals.some((one) => one === reason);

/** What to say to whoever was refused; anything that is no refusal is thrown on. */
export function refusalOf(error: unknown): Words {
  if (!isLisoloError(error)) throw error;
  const { reason, most } = error.details;
  if (isRefusal(reason)) return t(`reports:refused.${reason}`, typeof most === 'number' ? { most } : {});
  if (error.code === 'illegal_transition' || error.code === 'conflict') return t('reports:refused.changed');
  if (error.code === 'not_found') return t('reports:refused.gone');
  if (error.code === 'forbidden') return t('reports:refused.forbidden');
  throw error;
}

/** What came of it, or why not. */
export async function triedReport<T>(
  work: () => Promise<T>,
): Promise<{ readonly done: T } | { readonly refused: Words }> {
  try {
    return { done: await work() };
  } catch (error) {
    return { refused: refusalOf(error) };
  }
}
