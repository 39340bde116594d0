import type { Connection, QueryFilter } from 'mongoose';
import { LisoloError } from '../errors.ts';
import { stretchOf } from './line.model.ts';
import type { Lines } from './line.ts';
import { mustBe, mustHold } from './holder-moves.ts';
import { toldAnew } from './ticket-moves.ts';
import type { TicketWrites } from './ticket-writes.ts';
import { ticketModel, type TicketRecord } from './ticket.model.ts';
import type { TicketService } from './types.ts';

export const postponedAtMost = 3;
const placesAtMost = 50;
const triesAtMost = 10;
const inOrder = { stretch: 1, rank: 1, _id: 1 } as const;
/** Ranks of tickets that were taken as if at once lie so far apart at least, see `rankOf`. */
const behindTheLast = 5e-7;

type Ranked = Pick<TicketRecord, '_id' | 'rank' | 'stretch'>;

/** Letting others go first. */
export function createPostponing({
  connection,
  lines,
  writes,
}: {
  readonly connection: Connection;
  readonly lines: Pick<Lines, 'recount'>;
  readonly writes: TicketWrites;
}) {
  const tickets = ticketModel(connection);

  /** The next ones behind, in the order of the calls. */
  async function behind({ lineId, lane, stretch, rank, _id }: TicketRecord, most: number): Promise<Ranked[]> {
    const later: QueryFilter<TicketRecord> = {
      lineId,
      lane,
      state: 'waiting',
      stretch: { $gte: stretch },
      $or: [{ rank: { $gt: rank } }, { rank, _id: { $gt: _id } }],
    };
    return tickets.find(later, { rank: 1, stretch: 1 }).sort(inOrder).limit(most).lean<Ranked[]>();
  }

  /** Between the one that goes first and the next; where nothing lies between the two, one further. */
  function rankBehind(others: readonly Ranked[], places: number): number {
    for (let index = Math.min(places, others.length) - 1; index < others.length; index++) {
      const before = others[index]?.rank ?? 0;
      const after = others[index + 1]?.rank;
      if (after === undefined) return before + behindTheLast;
      const between = before + (after - before) / 2;
      if (before < between && between < after) return between;
    }
    throw new LisoloError('conflict', { reason: 'nobody_behind' });
  }

  const postpone: TicketService['postpone'] = async ({ ticketId, personId, key, places }) => {
    if (!Number.isInteger(places) || places < 1 || places > placesAtMost)
      throw new LisoloError('invalid_input', { field: 'places', reason: `1 to ${placesAtMost}` });
    for (let tries = 0; tries < triesAtMost; tries += 1) {
      const before = await writes.read(ticketId);
      mustHold(before, personId);
      const others = before.state === 'waiting' ? await behind(before, places + placesAtMost) : [];
      const seen = { moved: false, late: false };
      const after = await writes.write(ticketId, key, (ticket) => {
        mustBe(ticket, 'waiting');
        // It stands elsewhere by now, and others are behind it.
        seen.late = ticket.rank !== before.rank || before.state !== 'waiting';
        if (seen.late) return undefined;
        if (ticket.postponed >= postponedAtMost) throw new LisoloError('conflict', { reason: 'postponed_enough' });
        if (others.length === 0) throw new LisoloError('conflict', { reason: 'nobody_behind' });
        seen.moved = true;
        const rank = rankBehind(others, places);
        return { $set: { rank, stretch: stretchOf(rank), told: toldAnew(ticket) }, $inc: { postponed: 1 } };
      });
      if (seen.late) continue;
      // The stretch where it is now was counted with the change.
      if (seen.moved) await lines.recount(before.lineId, before.lane, before.stretch);
      return after;
    }
    throw new LisoloError('conflict', { reason: 'changed' });
  };

  return { postpone };
}
