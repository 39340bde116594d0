import { LisoloError } from '../errors.ts';
import { mustHold } from './holder-moves.ts';
import type { TicketWrites } from './ticket-writes.ts';
import { liveStates } from './ticket.states.ts';
import type { Rating, TicketRecord } from './ticket.model.ts';
import type { TicketService } from './types.ts';

const commentAtMost = 500;

function mustBeLive({ state }: TicketRecord): void {
  if (!liveStates.includes(state)) throw new LisoloError('illegal_transition', { from: state, to: state });
}

/** What people say about their ticket: when to be told, how they come, how it was. */
export function createTicketWishes({ writes }: { readonly writes: TicketWrites }) {
  const tellWhen: TicketService['tellWhen'] = async ({ ticketId, personId, ahead }) => {
    if (ahead !== undefined && !(Number.isInteger(ahead) && ahead >= 1 && ahead <= 100))
      throw new LisoloError('invalid_input', { field: 'ahead', reason: '1 to 100' });
    return writes.write(ticketId, undefined, (ticket) => {
      mustHold(ticket, personId);
      if (ticket.tellWhen === ahead) return undefined;
      mustBeLive(ticket);
      const told = ticket.told.filter((what) => what !== 'near');
      return ahead === undefined ? { $set: { told }, $unset: { tellWhen: 1 } } : { $set: { told, tellWhen: ahead } };
    });
  };

  const setJourney: TicketService['setJourney'] = ({ ticketId, personId, journey }) =>
    writes.write(ticketId, undefined, (ticket) => {
      mustHold(ticket, personId);
      if (journey) mustBeLive(ticket);
      else if (!ticket.journey) return undefined;
      const told = ticket.told.filter((what) => what !== 'leave');
      return journey ? { $set: { told, journey } } : { $set: { told }, $unset: { journey: 1 } };
    });

  const rate: TicketService['rate'] = async ({ ticketId, personId, stars, comment }): Promise<Rating> => {
    if (!(Number.isInteger(stars) && stars >= 1 && stars <= 5))
      throw new LisoloError('invalid_input', { field: 'stars', reason: '1 to 5' });
    const words = comment?.trim().slice(0, commentAtMost);
    const { rating } = await writes.write(ticketId, undefined, (ticket, at) => {
      mustHold(ticket, personId);
      if (ticket.state !== 'served') throw new LisoloError('conflict', { reason: 'not_served' });
      const { rating: before } = ticket;
      // Said again in the same words.
      if (before?.stars === stars && before.comment === (words || undefined)) return undefined;
      // The words may come after the stars.
      const isAdded = before !== undefined && before.stars === stars && before.comment === undefined && words;
      if (before && !isAdded) throw new LisoloError('conflict', { reason: 'rated_before' });
      return { $set: { rating: { stars, ...(words ? { comment: words } : {}), at } } };
    });
    if (!rating) throw new LisoloError('conflict', { reason: 'not_served' });
    return rating;
  };

  return { tellWhen, setJourney, rate };
}
