import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { dayIn, type OfficeFinder } from '../../organisations/index.ts';
import { counterModel } from '../counter.model.ts';
import { stretchModel } from '../line.model.ts';
import type { QueueState } from '../queue.kinds.ts';
import { queueModel } from '../queue.model.ts';
import { ticketModel } from '../ticket.model.ts';

/** What hangs in the hall at a moment. No personal data: everybody reads it. */
export interface Board {
  readonly organisation: string;
  readonly branch: string;
  /** IANA */
  readonly timeZone: string;
  /** Who stands at a counter, called last first. */
  readonly calls: readonly {
    readonly ticket: string;
    readonly counter: string;
    readonly queueId: string;
    readonly state: 'called' | 'serving';
    /** The same ticket called again is another call. */
    readonly call: number;
  }[];
  readonly queues: readonly {
    readonly id: string;
    readonly name: string;
    readonly prefix: string;
    readonly state: QueueState;
    /** Why it is paused or closed, in the branch's words. */
    readonly reason?: string;
    readonly waiting: number;
    /** Of the queue: counts its changes. */
    readonly revision: number;
  }[];
}

export interface Boards {
  /** Undefined where there is no such branch, or none that is active. */
  of(branchId: string): Promise<Board | undefined>;
}

export function createBoards({
  connection,
  clock,
  offices,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly offices: Pick<OfficeFinder, 'branch'>;
}): Boards {
  const counters = counterModel(connection);
  const tickets = ticketModel(connection);
  const queues = queueModel(connection);
  const stretches = stretchModel(connection);

  async function callsOf(branchId: string): Promise<Board['calls']> {
    const names = new Map(
      (await counters.find({ branchId }, { name: 1 }).lean()).map(({ _id, name }) => [_id, name] as const),
    );
    const standing = await tickets
      .find(
        { counterId: { $in: [...names.keys()] } },
        { number: 1, counterId: 1, queueId: 1, state: 1, calls: 1, calledAt: 1 },
      )
      .lean();
    return standing
      .sort((a, b) => (b.calledAt?.getTime() ?? 0) - (a.calledAt?.getTime() ?? 0) || (a._id < b._id ? 1 : -1))
      .map(({ number, counterId = '', queueId, state, calls }) => ({
        ticket: number,
        counter: names.get(counterId) ?? '',
        queueId,
        state: state === 'serving' ? 'serving' : 'called',
        call: calls,
      }));
  }

  async function queuesOf(branchId: string, day: string): Promise<Board['queues']> {
    const all = await queues
      .find({ branchId }, { name: 1, prefix: 1, state: 1, reason: 1, revision: 1 })
      .sort({ prefix: 1 })
      .lean();
    const counted = await stretches
      .find({ lineId: { $in: all.map(({ _id }) => `${_id}:${day}`) }, waiting: { $gt: 0 } }, { lineId: 1, waiting: 1 })
      .lean();
    const waiting = new Map<string, number>();
    for (const { lineId, waiting: many } of counted) waiting.set(lineId, (waiting.get(lineId) ?? 0) + many);
    return all.map(({ _id, name, prefix, state, reason, revision }) => ({
      id: _id,
      name,
      prefix,
      state,
      ...(reason !== undefined && state !== 'active' ? { reason } : {}),
      waiting: waiting.get(`${_id}:${day}`) ?? 0,
      revision,
    }));
  }

  return {
    async of(branchId) {
      const branch = await offices.branch(branchId);
      if (!branch?.listed) return undefined;
      const { name, organisationName, timeZone } = branch;
      const [calls, lines] = await Promise.all([callsOf(branchId), queuesOf(branchId, dayIn(timeZone, clock()))]);
      return { organisation: organisationName, branch: name, timeZone, calls, queues: lines };
    },
  };
}
