import { t, type Param, type Words } from '../../dialog/words.ts';
import { ticketModel, type Ticket } from '../ticket.model.ts';
import type { TicketListener, TicketService } from '../types.ts';
import { createTelling, type TellingDeps } from './facts.ts';

export interface TicketNewsDeps extends TellingDeps {
  readonly tickets: Pick<TicketService, 'standing' | 'nextInLine'>;
}

interface News {
  readonly what: string;
  readonly params?: Record<string, Param>;
  readonly more?: readonly Words[];
  /** What can be stopped. */
  readonly optional?: true;
}

/** What a ticket in this state says to its holder; nothing where it was their own act, which the dialog has answered. */
function newsOf({ state, history, cameBack, cameFrom, channel, personId }: Ticket): News | undefined {
  const last = history.at(-1);
  switch (state) {
    case 'waiting':
      if (last?.from === 'called') return { what: 'putBack' };
      if (last?.from !== undefined) return undefined;
      if (cameFrom !== undefined) return { what: 'sentOn' };
      return channel === 'ussd' ? { what: 'taken' } : undefined;
    case 'called':
      return { what: 'called' };
    case 'no_show':
      return { what: cameBack ? 'absentAgain' : 'absent' };
    case 'cancelled':
      return last?.by === personId ? undefined : { what: 'cancelled' };
    case 'expired':
      return { what: 'expired' };
    case 'served':
      // Where nobody has said that the service ended, nobody is asked how it was.
      return last?.by === 'clock' ? undefined : { what: 'rate', optional: true };
    case 'serving':
    case 'transferred':
      return undefined;
  }
}

/** Where it stands, for news of a ticket that waits. */
const standingOf = ({ ahead, wait }: { ahead: number; wait: { from: number; to: number } }): Words =>
  t('queues:ahead', { count: ahead, from: wait.from, to: wait.to });

/** Tells holders what happens to their tickets. Called at least once after each change; a repeat tells nothing more. */
export function createTicketNews(deps: TicketNewsDeps): TicketListener {
  const tell = createTelling(deps);
  const records = ticketModel(deps.connection);

  /** Whoever joins near the front has just been told where they stand. */
  async function markNear({ id, lineId, revision, tellWhen }: Ticket): Promise<void> {
    if (revision !== 1 || tellWhen === undefined) return;
    const firsts = await deps.tickets.nextInLine(lineId, tellWhen + 1);
    if (!firsts.some((one) => one.id === id && one.ahead <= tellWhen)) return;
    await records.updateOne({ _id: id, revision }, { $addToSet: { told: 'near' } });
  }

  return async (ticket) => {
    if (!ticket.personId) return;
    const news = newsOf(ticket);
    if (ticket.state === 'waiting' && ticket.history.length === 1) await markNear(ticket);
    if (!news) return;
    const standing = ticket.state === 'waiting' ? await deps.tickets.standing(ticket.id) : undefined;
    await tell(ticket, news.what, {
      ...(standing ? { more: [standingOf(standing)] } : {}),
      essential: news.optional !== true,
    });
  };
}
