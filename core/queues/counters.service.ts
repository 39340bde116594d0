import type { Connection, QueryFilter } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { counterModel, toCounter, type Counter, type CounterRecord } from './counter.model.ts';
import type { createCalling } from './calling.ts';
import type { createCounterMoves } from './counter-moves.ts';
import type { createDeskWork } from './desk-work.ts';
import type { OfficeDays } from './office-days.ts';
import { queueModel, toQueue, type QueueRecord } from './queue.model.ts';
import { ticketModel, toTicket, type TicketRecord } from './ticket.model.ts';
import type { createPrioritising } from './prioritising.ts';
import type { createTransferring } from './transferring.ts';
import type { CounterService } from './types.ts';

type Seat = Parameters<CounterService['open']>[0];

/** What somebody at a desk does with the desk, and with the queues. */
export function createCounters({
  connection,
  clock,
  days,
  ...doing
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly days: OfficeDays;
} & ReturnType<typeof createCalling> &
  Omit<ReturnType<typeof createCounterMoves>, 'mustServe'> &
  ReturnType<typeof createTransferring> &
  ReturnType<typeof createDeskWork> &
  ReturnType<typeof createPrioritising>): CounterService {
  const counters = counterModel(connection);
  const tickets = ticketModel(connection);
  const queues = queueModel(connection);
  const { callNext, recall, start, finish, noShow, cancel, putBack, transfer, queuesOf, numbered, give, prioritise } = doing;

  async function read(counterId: string): Promise<CounterRecord> {
    const found = await counters.findById(counterId).lean<CounterRecord>();
    if (!found) throw new LisoloError('not_found', { reason: 'there is no such counter' });
    return found;
  }

  async function change(
    counterId: string,
    from: QueryFilter<CounterRecord>,
    set: Partial<CounterRecord>,
    unset: { agentId?: 1 } = {},
  ): Promise<CounterRecord | undefined> {
    const changed = await counters
      .findOneAndUpdate(
        { _id: counterId, ...from },
        { $set: { ...set, changedAt: clock() }, $unset: unset, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      )
      .lean<CounterRecord>();
    return changed ?? undefined;
  }

  /** The counter, of whoever sits there or leads the branch. Who works elsewhere by now can still get up. */
  async function mustSit({ counterId, agentId }: Seat): Promise<CounterRecord> {
    const counter = await read(counterId);
    if (counter.agentId === agentId) return counter;
    const branch = await days.mustBeStaff(counter.branchId, agentId);
    if (counter.state !== 'closed' && !branch.managers.includes(agentId))
      throw new LisoloError('forbidden', { reason: 'somebody else sits there' });
    return counter;
  }

  const open: CounterService['open'] = async ({ counterId, agentId }) => {
    const counter = await read(counterId);
    await days.mustBeStaff(counter.branchId, agentId);
    if (counter.state !== 'closed' && counter.agentId === agentId) return toCounter(counter);
    const opened = await change(counterId, { state: 'closed' }, { state: 'open', agentId }).catch((error: unknown) => {
      if (isDuplicateKey(error)) throw new LisoloError('conflict', { reason: 'sits_elsewhere' });
      throw error;
    });
    if (!opened) throw new LisoloError('conflict', { reason: 'counter_taken' });
    return toCounter(opened);
  };

  const turn =
    (from: 'open' | 'paused', to: 'open' | 'paused') =>
    async (seat: Seat): Promise<Counter> => {
      const counter = await mustSit(seat);
      if (counter.state === 'closed') throw new LisoloError('conflict', { reason: 'counter_closed' });
      return toCounter((await change(seat.counterId, { state: from }, { state: to })) ?? (await read(seat.counterId)));
    };

  /** Closed first and looked at then: a call that comes at the same time sees one of the two. */
  const close: CounterService['close'] = async (seat) => {
    const { state, agentId } = await mustSit(seat);
    const closed = await change(seat.counterId, { state: { $ne: 'closed' } }, { state: 'closed' }, { agentId: 1 });
    if (!closed) return toCounter(await read(seat.counterId));
    const there = await tickets.findOne({ counterId: seat.counterId }, { _id: 1 }).lean();
    if (!there) return toCounter(closed);
    await change(seat.counterId, { state: 'closed' }, { state, ...(agentId !== undefined && { agentId }) });
    throw new LisoloError('conflict', { reason: 'still_serving', ticketId: there._id });
  };

  const setQueueState: CounterService['setQueueState'] = async ({ queueId, agentId, state, reason }) => {
    const queue = await days.queue(queueId);
    await days.mustBeStaff(queue.branchId, agentId);
    if (queue.state === state && queue.reason === reason) return toQueue(queue);
    const isOther = queue.state !== state;
    const changed = await queues
      .findByIdAndUpdate(
        queueId,
        {
          $set: { state, ...(reason !== undefined && { reason }), ...(isOther && { tellAt: clock() }) },
          ...(reason === undefined && { $unset: { reason: 1 } }),
          $inc: { revision: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<QueueRecord>();
    return toQueue(changed ?? queue);
  };

  return {
    open, close, setQueueState, callNext, recall, start, finish, noShow, cancel, putBack, transfer, queuesOf, numbered, give, prioritise,
    pause: turn('open', 'paused'),
    resume: turn('paused', 'open'),

    async ofBranch(branchId) {
      const found = await counters.find({ branchId }).sort({ name: 1 }).lean<CounterRecord[]>();
      return found.map(toCounter);
    },
    async ofAgent(agentId) {
      const found = await counters.findOne({ agentId }).lean<CounterRecord>();
      return found ? toCounter(found) : undefined;
    },
    async current(counterId) {
      const found = await tickets.findOne({ counterId }).lean<TicketRecord>();
      return found ? toTicket(found) : undefined;
    },
  };
} // prettier-ignore
