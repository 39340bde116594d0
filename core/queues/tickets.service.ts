import type { Connection } from 'mongoose';
import { DateTime } from 'luxon';
import type { Clock } from '../clock.ts';
import type { createAttaching } from './attaching.ts';
import type { ExpectedWaits } from './expected-wait.ts';
import type { createHolderMoves } from './holder-moves.ts';
import type { createJoining } from './joining.ts';
import type { Lines } from './line.ts';
import type { createOutlooks } from './outlooks.ts';
import type { createPostponing } from './postponing.ts';
import { liveStates } from './ticket.states.ts';
import type { createTicketWishes } from './ticket-wishes.ts';
import { ticketModel, toTicket, type TicketRecord } from './ticket.model.ts';
import type { TicketService } from './types.ts';

/** So far back a person's ended tickets are looked for. */
const daysBack = 3;

/** What people do with tickets. */
export function createTickets({
  connection,
  clock,
  lines,
  waits,
  latest,
  ...doing
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly lines: Lines;
  readonly waits: ExpectedWaits;
  /** The day at the branch of a ticket, and the day before. */
  readonly latest: (branchId: string) => Promise<readonly [today: string, yesterday: string]>;
} & ReturnType<typeof createJoining> &
  ReturnType<typeof createAttaching> &
  ReturnType<typeof createHolderMoves> &
  ReturnType<typeof createPostponing> &
  ReturnType<typeof createTicketWishes> &
  ReturnType<typeof createOutlooks>): TicketService {
  const tickets = ticketModel(connection);
  const { join, attach, leave, hold, arrive, postpone, tellWhen, setJourney, rate, outlooks } = doing;

  return {
    join, attach, leave, hold, arrive, postpone, tellWhen, setJourney, rate, outlooks,

    async get(ticketId) {
      const found = await tickets.findById(ticketId).lean<TicketRecord>();
      return found ? toTicket(found) : undefined;
    },

    async ofPerson(personId) {
      const since = DateTime.fromJSDate(clock()).minus({ days: daysBack }).toJSDate();
      const found = await tickets
        .find({ personId, joinedAt: { $gte: since } })
        .sort({ joinedAt: 1 })
        .lean<TicketRecord[]>();
      const isLive = ({ state }: TicketRecord): boolean => liveStates.includes(state);
      const isShown = async (one: TicketRecord): Promise<boolean> => {
        if (isLive(one)) return false;
        const [today, yesterday] = await latest(one.branchId);
        // Whoever was served the day before may still say how it was.
        return one.day === today || (one.day === yesterday && one.state === 'served' && !one.rating);
      };
      const shown = await Promise.all(found.map(isShown));
      return [...found.filter(isLive), ...found.filter((_one, index) => shown[index])].map(toTicket);
    },

    async standing(ticketId) {
      const ticket = await tickets.findById(ticketId).lean<TicketRecord>();
      if (ticket?.state !== 'waiting') return undefined;
      const [place, { behind }] = await Promise.all([lines.placeOf(ticket), waits.now(ticket)]);
      return place && { ...place, wait: behind(place.ahead) };
    },

    nextInLine: (lineId, most) => lines.firsts(lineId, most),
  };
} // prettier-ignore
