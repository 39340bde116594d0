import type { Connection } from 'mongoose';
import type { createJoining } from './joining.ts';
import type { Lines } from './line.ts';
import { lineIdOf, type OfficeDays } from './office-days.ts';
import { queueModel, toQueue, type QueueRecord } from './queue.model.ts';
import { liveStates } from './ticket.states.ts';
import { ticketModel, toTicket, type TicketRecord } from './ticket.model.ts';
import type { CounterService } from './types.ts';

/** What somebody at a desk knows of the branch, and does for those who have no telephone. */
export function createDeskWork({
  connection,
  days,
  lines,
  join,
}: {
  readonly connection: Connection;
  readonly days: OfficeDays;
  readonly lines: Pick<Lines, 'waitingIn'>;
} & Pick<ReturnType<typeof createJoining>, 'join'>) {
  const queues = queueModel(connection);
  const tickets = ticketModel(connection);

  const queuesOf: CounterService['queuesOf'] = async (branchId) => {
    const latest = days.latest(await days.branch(branchId));
    const found = await queues.find({ branchId }).sort({ prefix: 1 }).lean<QueueRecord[]>();
    return Promise.all(
      found.map(async (queue) => ({
        queue: toQueue(queue),
        waiting: await lines.waitingIn(...latest.map((day) => lineIdOf(queue._id, day))),
      })),
    );
  };

  const numbered: CounterService['numbered'] = async (branchId, number) => {
    const [today, yesterday] = days.latest(await days.branch(branchId));
    // Whoever was sent on has the same number on two tickets: the later one is the one in hand.
    const lastOf = (day: string) =>
      tickets.findOne({ branchId, number, day }).sort({ joinedAt: -1, _id: -1 }).lean<TicketRecord>();
    const found = await lastOf(today);
    if (found) return toTicket(found);
    const older = await lastOf(yesterday);
    return older && liveStates.includes(older.state) ? toTicket(older) : undefined;
  };

  const give: CounterService['give'] = async ({ key, queueId, serviceId, priority, agentId }) => {
    const { branchId } = await days.queue(queueId);
    await days.mustBeStaff(branchId, agentId);
    return join({ key, queueId, serviceId, priority, by: agentId });
  };

  return { queuesOf, numbered, give };
}
