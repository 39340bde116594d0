import type { UpdateQuery } from 'mongoose';
import { LisoloError } from '../errors.ts';
import type { OfficeDays } from './office-days.ts';
import { moving, toldAnew } from './ticket-moves.ts';
import type { TicketWrites } from './ticket-writes.ts';
import { openTicketKey, type TicketRecord } from './ticket.model.ts';
import type { TicketService } from './types.ts';

export const holdAtMost = 60;

/** Of a ticket of somebody else nobody learns even that there is one. */
export function mustHold({ personId }: TicketRecord, asked: string): void {
  if (personId !== asked) throw new LisoloError('not_found', { reason: 'there is no such ticket' });
}

/** Throws as a move to that state would. */
export function mustBe({ state: from }: TicketRecord, to: TicketRecord['state']): void {
  if (from !== to) throw new LisoloError('illegal_transition', { from, to });
}

/** What whoever has a ticket does with it: leaving, being on the way, being there. */
export function createHolderMoves({ days, writes }: { readonly days: OfficeDays; readonly writes: TicketWrites }) {
  const leave: TicketService['leave'] = ({ ticketId, personId, key }) =>
    writes.write(ticketId, key, (ticket, at) => {
      mustHold(ticket, personId);
      return moving(ticket, { to: 'cancelled', mover: 'holder', by: personId, at });
    });

  const hold: TicketService['hold'] = async ({ ticketId, personId, key, minutes }) => {
    if (!(minutes > 0 && minutes <= holdAtMost))
      throw new LisoloError('invalid_input', { field: 'minutes', reason: `1 to ${holdAtMost}` });
    return writes.write(ticketId, key, (ticket, at) => {
      mustHold(ticket, personId);
      mustBe(ticket, 'waiting');
      if (ticket.held) throw new LisoloError('conflict', { reason: 'held_before' });
      return { $set: { held: true, holdUntil: new Date(at.getTime() + minutes * 60_000) } };
    });
  };

  /** Whoever was absent takes the old place again, once and on the same day only. */
  function comingBack(ticket: TicketRecord, today: string, personId: string, at: Date): UpdateQuery<TicketRecord> {
    if (ticket.cameBack) throw new LisoloError('conflict', { reason: 'came_back_before' });
    if (ticket.day !== today) throw new LisoloError('conflict', { reason: 'too_late' });
    return moving(
      ticket,
      { to: 'waiting', mover: 'holder', by: personId, at },
      { cameBack: true, told: toldAnew(ticket), open: openTicketKey(ticket.serviceId, personId) },
    );
  }

  const arrive: TicketService['arrive'] = async ({ ticketId, personId, key }) => {
    const { branchId } = await writes.read(ticketId);
    const branch = await days.branch(branchId);
    const today = days.doors(branch).access === 'after_hours' ? '' : days.today(branch);
    return writes.write(ticketId, key, (ticket, at) => {
      mustHold(ticket, personId);
      if (ticket.state === 'no_show') return comingBack(ticket, today, personId, at);
      // Who was called in this moment is where they should be.
      if (ticket.state === 'called') return undefined;
      mustBe(ticket, 'waiting');
      return ticket.holdUntil ? { $unset: { holdUntil: 1 } } : undefined;
    });
  };

  return { leave, hold, arrive };
}
