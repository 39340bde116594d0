import type { Connection } from 'mongoose';
import { LisoloError } from '../errors.ts';
import { counterModel } from './counter.model.ts';
import { hourIn, type OfficeDays } from './office-days.ts';
import { mustBe } from './holder-moves.ts';
import { moving, toldAnew, type TicketMove } from './ticket-moves.ts';
import type { TicketWrites } from './ticket-writes.ts';
import { openTicketKey, type Ticket, type TicketRecord } from './ticket.model.ts';
import type { CounterService } from './types.ts';

interface Move {
  readonly ticketId: string;
  readonly agentId: string;
  readonly key: string;
}

const minuteMs = 60_000;

/** A tenth of a minute is as exactly as anybody wants to know it. */
const minutesBetween = (from: Date, to: Date): number =>
  Math.round((to.getTime() - from.getTime()) / (minuteMs / 10)) / 10;

/** What somebody at a counter does with the ticket that stands there. */
export function createCounterMoves({
  connection,
  days,
  writes,
}: {
  readonly connection: Connection;
  readonly days: OfficeDays;
  readonly writes: TicketWrites;
}) {
  const counters = counterModel(connection);

  /** Who sits at the counter of the ticket, or leads the branch; a ticket that stands at none is for everybody there. */
  async function mustServe(ticketId: string, agentId: string): Promise<{ readonly timeZone: string }> {
    const { branchId, counterId } = await writes.read(ticketId);
    const branch = await days.mustBeStaff(branchId, agentId);
    const counter = counterId === undefined ? undefined : await counters.findById(counterId, { agentId: 1 }).lean();
    const isOthers = counter?.agentId !== undefined && counter.agentId !== agentId;
    if (isOthers && !branch.managers.includes(agentId))
      throw new LisoloError('forbidden', { reason: 'it is at the counter of somebody else' });
    return branch;
  }

  const move = async (
    { ticketId, agentId, key }: Move,
    to: TicketMove['to'],
    add: (ticket: TicketRecord, at: Date, timeZone: string) => Partial<TicketRecord> = () => ({}),
  ): Promise<Ticket> => {
    const { timeZone } = await mustServe(ticketId, agentId);
    return writes.write(ticketId, key, (ticket, at) =>
      moving(ticket, { to, mover: 'counter', by: agentId, at }, add(ticket, at, timeZone)),
    );
  };

  const recall: CounterService['recall'] = async ({ ticketId, agentId, key }) => {
    await mustServe(ticketId, agentId);
    return writes.write(ticketId, key, (ticket, calledAt) => {
      mustBe(ticket, 'called');
      return { $set: { calledAt }, $inc: { calls: 1 } };
    });
  };

  const start: CounterService['start'] = (wish) => move(wish, 'serving');

  const finish: CounterService['finish'] = (wish) =>
    move(wish, 'served', ({ servingAt }, at, timeZone) =>
      servingAt ? { served: { hour: hourIn(timeZone, servingAt), minutes: minutesBetween(servingAt, at) } } : {},
    );

  const noShow: CounterService['noShow'] = (wish) => move(wish, 'no_show');

  const cancel: CounterService['cancel'] = (wish) => move(wish, 'cancelled');

  const putBack: CounterService['putBack'] = (wish) =>
    move(wish, 'waiting', ({ serviceId, personId, open, told }) =>
      // Somebody who was absent, and stands at the desk now.
      personId && open === undefined
        ? { open: openTicketKey(serviceId, personId), cameBack: true, told: toldAnew({ told }) }
        : {},
    );

  return { recall, start, finish, noShow, cancel, putBack, mustServe };
}
