import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { counterModel } from './counter.model.ts';
import type { Lines } from './line.ts';
import { lineIdOf, type OfficeDays } from './office-days.ts';
import { callingStates } from './queue.kinds.ts';
import { queueModel } from './queue.model.ts';
import { ticketModel, type TicketRecord } from './ticket.model.ts';

/** An open counter of a queue. */
export interface BusyCounter {
  /** For how many minutes somebody has been served there; undefined where nobody stands. */
  readonly since: number | undefined;
  /** How many wait in each of the other queues that it calls from; of those in which nobody waits there is none. */
  readonly others: readonly number[];
}

const minuteMs = 60_000;

/** Finds what the open counters of a queue are busy with. */
export function createBusyCounters({
  connection,
  clock,
  days,
  lines,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly days: OfficeDays;
  readonly lines: Pick<Lines, 'waitingIn'>;
}) {
  const counters = counterModel(connection);
  const tickets = ticketModel(connection);
  const queues = queueModel(connection);

  /** How many wait in each of these queues, of those that call people. */
  async function waitingIn(queueIds: readonly string[], branchId: string): Promise<ReadonlyMap<string, number>> {
    if (queueIds.length === 0) return new Map();
    const calling = await queues.find({ _id: { $in: queueIds }, state: { $in: callingStates } }, { _id: 1 }).lean();
    const latest = days.latest(await days.branch(branchId));
    return new Map(
      await Promise.all(
        calling.map(
          async ({ _id }) => [_id, await lines.waitingIn(...latest.map((day) => lineIdOf(_id, day)))] as const,
        ),
      ),
    );
  }

  return {
    async of({ queueId, branchId }: { readonly queueId: string; readonly branchId: string }): Promise<BusyCounter[]> {
      const open = await counters.find({ queueIds: queueId, state: 'open' }, { _id: 1, queueIds: 1 }).lean();
      const others = [...new Set(open.flatMap(({ queueIds }) => queueIds))].filter((id) => id !== queueId);
      const [there, waiting] = await Promise.all([
        tickets
          .find({ counterId: { $in: open.map(({ _id }) => _id) } }, { counterId: 1, servingAt: 1 })
          .lean<Pick<TicketRecord, 'counterId' | 'servingAt'>[]>(),
        waitingIn(others, branchId),
      ]);
      const now = clock().getTime();
      return open.map(({ _id, queueIds }) => {
        const ticket = there.find(({ counterId }) => counterId === _id);
        const since = ticket && (ticket.servingAt ? (now - ticket.servingAt.getTime()) / minuteMs : 0);
        const ahead = queueIds.flatMap((id) => waiting.get(id) ?? []).filter((count) => count > 0);
        return { since, others: ahead };
      });
    },
  };
}

export type BusyCounters = ReturnType<typeof createBusyCounters>;
