import { LisoloError } from '../errors.ts';
import type { createCounterMoves } from './counter-moves.ts';
import { mustBe } from './holder-moves.ts';
import { stretchOf } from './line.model.ts';
import type { LineNumbers } from './line-numbers.ts';
import type { Lines } from './line.ts';
import type { OfficeDays } from './office-days.ts';
import { laneOf, rankOf } from './order.ts';
import { priorities, type Priority } from './queue.kinds.ts';
import type { TicketWrites } from './ticket-writes.ts';
import type { Ticket, TicketRecord } from './ticket.model.ts';
import type { CounterService } from './types.ts';

/** In the history of whoever was let go before others. */
const raised = 'prioritised';
export const wasRaised = ({ history }: Pick<Ticket, 'history'>): boolean =>
  history.some(({ reason }) => reason === raised);
const heightOf = (priority: Priority): number => priorities.indexOf(priority);

/** Letting somebody go before others who has come without being asked who they are: by telephone, say. */
export function createPrioritising({
  days,
  numbers,
  lines,
  writes,
  mustServe,
}: {
  readonly days: OfficeDays;
  readonly numbers: LineNumbers;
  readonly lines: Lines;
  readonly writes: TicketWrites;
} & Pick<ReturnType<typeof createCounterMoves>, 'mustServe'>) {
  const prioritise: CounterService['prioritise'] = async ({ ticketId, agentId, key, priority }) => {
    await mustServe(ticketId, agentId);
    const { queueId, day } = await writes.read(ticketId);
    const line = await numbers.lineOf(await days.queue(queueId), day);
    let left: TicketRecord | undefined;
    const after = await writes.write(ticketId, key, (ticket, at) => {
      left = undefined;
      mustBe(ticket, 'waiting');
      if (wasRaised(ticket)) throw new LisoloError('conflict', { reason: 'raised_before' });
      if (heightOf(priority) <= heightOf(ticket.priority)) throw new LisoloError('conflict', { reason: 'not_higher' });
      const { serial, rank: before, appointmentId, cameFrom } = ticket;
      const standing = { serial, hasAppointment: appointmentId !== undefined, isTransferred: cameFrom !== undefined };
      // Whoever has let others go first stays behind them, as far as the rule has it.
      const gained = rankOf(line, { ...standing, priority: ticket.priority }) - rankOf(line, { ...standing, priority });
      const rank = before - gained;
      left = ticket;
      return {
        $set: { priority, rank, stretch: stretchOf(rank), lane: laneOf(line, { ...standing, priority }) },
        $push: { history: { from: 'waiting', to: 'waiting', at, by: agentId, reason: raised } },
      };
    });
    // The stretch where it is now was counted with the change.
    if (left) await lines.recount(left.lineId, left.lane, left.stretch);
    return after;
  };

  return { prioritise };
}
