import { t, type Text } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import type { WorkAtCounterDeps } from './seat.ts';

/** Each has a sentence, `counters:refused.<reason>`. */
const reasons = [
  'counter_busy',
  'counter_closed',
  'counter_taken',
  'sits_elsewhere',
  'still_serving',
  'paused',
  'same_queue',
  'other_branch',
  'already_waiting',
  'raised_before',
  'not_higher',
  'full',
  'closed',
  'before_hours',
  'after_hours',
] as const;

/** Why something was not done, for the agent; whatever is no refusal is thrown again. */
export async function refusedAs(error: unknown, { tickets }: WorkAtCounterDeps, ticketId?: string): Promise<Text> {
  if (isLisoloError(error, 'illegal_transition')) {
    const ticket = ticketId === undefined ? undefined : await tickets.get(ticketId);
    const from = ticket?.state ?? String(error.details['from']);
    return t('counters:refused.moved', { number: ticket?.number ?? '', state: t(`counters:state.${from}`) });
  }
  if (isLisoloError(error, 'conflict')) {
    const reason = reasons.find((one) => one === error.details['reason']);
    if (reason) return t(`counters:refused.${reason}`);
  }
  if (isLisoloError(error, 'forbidden')) return t('counters:refused.elsewhere');
  if (isLisoloError(error, 'not_found')) return t('counters:refused.gone');
  throw error;
}
