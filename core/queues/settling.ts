import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createLeftOver } from '../database/index.ts';
import type { Log } from '../log.ts';
import { lineModel } from './line.model.ts';
import type { Lines } from './line.ts';
import { ticketModel, toTicket, type TicketRecord } from './ticket.model.ts';
import type { TicketListener } from './types.ts';

/**
 * What follows from a change of a ticket: the one who was sent on stands in the other line, the line is counted, room is
 * made, and whoever follows tickets hears of it. All of it can be repeated; the mark goes once it is done.
 */
export function createSettling({
  connection,
  clock,
  log,
  lines,
  listeners,
  sendOn,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly lines: Pick<Lines, 'recount'>;
  readonly listeners: readonly TicketListener[];
  /** Puts the ticket of somebody who was sent on into the other line. */
  readonly sendOn: (ticket: TicketRecord) => Promise<unknown>;
}) {
  const tickets = ticketModel(connection);
  const days = lineModel(connection);

  /** Who left before being called makes room; the number only ever grows, so that two who count at once do no harm. */
  async function makeRoom({ lineId }: TicketRecord): Promise<void> {
    const left = await tickets.countDocuments({
      lineId,
      state: { $in: ['cancelled', 'transferred'] },
      calls: 0,
      serial: { $gt: 0 },
    });
    await days.updateOne({ _id: lineId }, { $max: { left } });
  }

  async function follow(ticket: TicketRecord, isCounted: boolean): Promise<void> {
    const { lineId, lane, stretch, state } = ticket;
    if (ticket.sentOn) await sendOn(ticket);
    if (!isCounted) await lines.recount(lineId, lane, stretch);
    if (ticket.calls === 0 && (state === 'cancelled' || state === 'transferred')) await makeRoom(ticket);
    // One who cannot hear keeps it from nobody else; with the next try all hear of it again.
    const heard = await Promise.allSettled(listeners.map(async (listener) => listener(toTicket(ticket))));
    for (const one of heard) if (one.status === 'rejected') throw one.reason;
  }

  async function carryOn(ticket: TicketRecord, isCounted = false): Promise<void> {
    await follow(ticket, isCounted);
    await tickets.updateOne({ _id: ticket._id, revision: ticket.revision }, { $unset: { pendingSince: 1 } });
  }

  const failed = 'what follows from a change of a ticket is done later';

  return {
    /** At once, by whoever has made the change. Never throws: it is made, and what is left over is taken up again. */
    async now(after: TicketRecord, before?: TicketRecord): Promise<void> {
      // Where nobody came to the line or left it, and nothing was left over, it is counted already.
      const isCounted = before?.pendingSince === undefined && before?.state !== 'waiting' && after.state !== 'waiting';
      try {
        await carryOn(after, before !== undefined && isCounted);
      } catch (error) {
        log.warn({ ticketId: after._id, error }, failed);
      }
    },

    /** What was left over; says how many were settled. */
    late: createLeftOver({ model: tickets, clock, log, mark: 'pendingSince', carryOn, failed }),
  };
}

export type Settling = ReturnType<typeof createSettling>;
