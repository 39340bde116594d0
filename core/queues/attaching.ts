import { LisoloError } from '../errors.ts';
import { mustHold } from './holder-moves.ts';
import type { LineNumbers } from './line-numbers.ts';
import type { Lines } from './line.ts';
import type { OfficeDays } from './office-days.ts';
import { laneOf } from './order.ts';
import { liveStates } from './ticket.states.ts';
import type { TicketWrites } from './ticket-writes.ts';
import type { TicketRecord } from './ticket.model.ts';
import type { TicketService } from './types.ts';

/** Making a ticket that was taken like any other that of an appointment. */
export function createAttaching({
  days,
  numbers,
  lines,
  writes,
}: {
  readonly days: OfficeDays;
  readonly numbers: LineNumbers;
  readonly lines: Lines;
  readonly writes: TicketWrites;
}) {
  const attach: TicketService['attach'] = async ({ ticketId, personId, appointmentId }) => {
    const { queueId, day } = await writes.read(ticketId);
    const line = await numbers.lineOf(await days.queue(queueId), day);
    let left: TicketRecord | undefined;
    const attached = await writes.write(ticketId, undefined, (ticket) => {
      left = undefined;
      mustHold(ticket, personId);
      if (ticket.appointmentId === appointmentId) return undefined;
      const { state, serial, priority, cameFrom } = ticket;
      if (ticket.appointmentId !== undefined || !liveStates.includes(state))
        throw new LisoloError('conflict', { reason: 'already_waiting', ticketId });
      // Whoever stands at a counter goes nowhere. The rank is the same by every rule; only the lane is not.
      if (state !== 'waiting') return { $set: { appointmentId } };
      left = ticket;
      const standing = { serial, priority, hasAppointment: true, isTransferred: cameFrom !== undefined };
      return { $set: { appointmentId, lane: laneOf(line, standing) }, $unset: { holdUntil: 1 } };
    });
    if (left && left.lane !== attached.lane) await lines.recount(left.lineId, left.lane, left.stretch);
    return attached;
  };

  return { attach };
}
