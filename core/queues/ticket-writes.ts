import type { Connection, UpdateQuery } from 'mongoose';
import type { Clock } from '../clock.ts';
import { guardedChange, isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { Settling } from './settling.ts';
import { ticketModel, toTicket, type Ticket, type TicketRecord } from './ticket.model.ts';
import { printOf } from './turn-print.ts';

const change = guardedChange({
  counter: 'revision',
  toItem: (record: TicketRecord): TicketRecord => record,
  missing: 'there is no such ticket',
});

/** So many turns are remembered; a repeat comes within moments. */
const turnsRemembered = 20;

/** The marks that every change of a ticket leaves: what follows is to be done, and by which turn it was made. */
export const marked = (
  update: UpdateQuery<TicketRecord>,
  { at, key }: { readonly at: Date; readonly key?: string | undefined },
): UpdateQuery<TicketRecord> => ({
  ...update,
  $set: { ...update.$set, pendingSince: at },
  $push: {
    ...update.$push,
    ...(key !== undefined && { done: { $each: [printOf(key)], $slice: -turnsRemembered } }),
  },
});

/** Changes single tickets, each in one guarded step, and sees to what follows. */
export function createTicketWrites({
  connection,
  clock,
  settling,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly settling: Settling;
}) {
  const tickets = ticketModel(connection);

  /**
   * `decide` looks at the ticket and gives what to write, nothing when it is as it should be, or throws. A turn that was
   * here before changes nothing. Throws `not_found`.
   */
  async function write(
    ticketId: string,
    key: string | undefined,
    decide: (ticket: TicketRecord, now: Date) => UpdateQuery<TicketRecord> | undefined,
  ): Promise<Ticket> {
    const print = key === undefined ? undefined : printOf(key);
    let before: TicketRecord | undefined;
    const after = await change(tickets, ticketId, (ticket) => {
      before = undefined;
      if (print !== undefined && ticket.done.includes(print)) return undefined;
      const now = clock();
      const update = decide(ticket, now);
      if (!update) return undefined;
      before = ticket;
      return marked(update, { at: now, key });
    }).catch((error: unknown) => {
      // Whoever comes back has taken another ticket for the same service meanwhile.
      if (isDuplicateKey(error)) throw new LisoloError('conflict', { reason: 'already_waiting' });
      throw error;
    });
    if (before) await settling.now(after, before);
    return toTicket(after);
  }

  return {
    write,

    /** Throws `not_found`. */
    async read(ticketId: string): Promise<TicketRecord> {
      return change(tickets, ticketId, () => undefined);
    },
  };
}

export type TicketWrites = ReturnType<typeof createTicketWrites>;
