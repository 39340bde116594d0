import type { Fine, PendingNews } from './infraction.model.ts';
import type { InfractionState } from './infraction.states.ts';

/** The owner hears of a decision that ends the case here, where he has heard of the fine. */
export function newsOfDecision({ told }: Fine, to: InfractionState, now: Date): { news?: PendingNews } {
  if (to === 'validated' || told?.begunAt === undefined) return {};
  return { news: { key: `decision:${to}`, steps: [to], tellAt: now } };
}
