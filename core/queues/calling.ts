import type { Connection, QueryFilter } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { counterModel, type CounterRecord } from './counter.model.ts';
import { lineModel, type LineRecord } from './line.model.ts';
import { lineIdOf, type OfficeDays } from './office-days.ts';
import { laneOfCall, lanes as allLanes, type Lane } from './order.ts';
import { callingStates } from './queue.kinds.ts';
import { queueModel } from './queue.model.ts';
import type { Settling } from './settling.ts';
import { moving } from './ticket-moves.ts';
import { marked, type TicketWrites } from './ticket-writes.ts';
import { ticketModel, toTicket, type Ticket, type TicketRecord } from './ticket.model.ts';
import { printOf } from './turn-print.ts';
import type { CounterService } from './types.ts';

interface Call {
  readonly counterId: string;
  readonly agentId: string;
  readonly key: string;
}

const inOrder = { stretch: 1, rank: 1, _id: 1 } as const;

/** Which lanes a line has, in the order in which nobody's turn is settled yet. */
const lanesOf = ({ strategy }: LineRecord): readonly Lane[] =>
  strategy === 'mixed' || strategy === 'appointment_first' ? allLanes : ['ordinary'];

/** Calling the next one to a counter. */
export function createCalling({
  connection,
  clock,
  days,
  settling,
  writes,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly days: OfficeDays;
  readonly settling: Settling;
  readonly writes: TicketWrites;
}) {
  const tickets = ticketModel(connection);
  const counters = counterModel(connection);
  const queues = queueModel(connection);
  const lines = lineModel(connection);

  async function mustSit({ counterId, agentId }: Call): Promise<CounterRecord> {
    const counter = await counters.findById(counterId).lean<CounterRecord>();
    if (!counter) throw new LisoloError('not_found', { reason: 'there is no such counter' });
    if (counter.state === 'closed') throw new LisoloError('conflict', { reason: 'counter_closed' });
    if (counter.agentId !== agentId) throw new LisoloError('forbidden', { reason: 'somebody else sits there' });
    if (counter.state === 'paused') throw new LisoloError('conflict', { reason: 'paused' });
    return counter;
  }

  async function mustBeFree(counterId: string): Promise<void> {
    const there = await tickets.findOne({ counterId }, { _id: 1 }).lean();
    if (there) throw new LisoloError('conflict', { reason: 'counter_busy', ticketId: there._id });
  }

  /** Who waits in a lane and is not on the way. */
  const callable = (lineId: string, lane: Lane): QueryFilter<TicketRecord> => ({
    lineId,
    lane,
    state: 'waiting',
    holdUntil: { $not: { $gt: clock() } },
  });

  /** Since when the first of a line waits, of both lanes the older one; undefined when nobody can be called. */
  async function oldestOf(line: LineRecord): Promise<number | undefined> {
    const firsts = await Promise.all(
      lanesOf(line).map((lane) => tickets.findOne(callable(line._id, lane), { joinedAt: 1 }).sort(inOrder).lean()),
    );
    const times = firsts.flatMap((first) => (first ? [first.joinedAt.getTime()] : []));
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** The lines of the counter in which somebody waits, the one whose first has waited longest before the others. */
  async function linesOf({ queueIds, branchId, agentId = '' }: CounterRecord): Promise<readonly LineRecord[]> {
    // A closed queue gives no more tickets, and whoever has one is called.
    const calling = await queues.find({ _id: { $in: queueIds }, state: { $in: callingStates } }, { _id: 1 }).lean();
    if (calling.length === 0) throw new LisoloError('conflict', { reason: 'paused' });
    const latest = days.latest(await days.mustBeStaff(branchId, agentId));
    const ids = calling.flatMap(({ _id }) => latest.map((day) => lineIdOf(_id, day)));
    const all = await lines.find({ _id: { $in: ids } }).lean<LineRecord[]>();
    // Whoever has come before midnight is called after it, too.
    const found = all.filter(({ day, endedAt }) => day === latest[0] || !endedAt);
    // Of one line alone it need not be known, unless a call that finds nobody would cost somebody a turn.
    if (found.length === 1 && found[0]?.strategy !== 'mixed') return found;
    const aged = await Promise.all(found.map(async (line) => ({ line, since: await oldestOf(line) })));
    return aged
      .flatMap(({ line, since }) => (since === undefined ? [] : [{ line, since }]))
      .sort((a, b) => a.since - b.since)
      .map(({ line }) => line);
  }

  /** Whose turn it is. Where lanes take turns, the call is counted first: of two counters each has its own turn. */
  async function lanesInTurn(line: LineRecord): Promise<readonly Lane[]> {
    const own = lanesOf(line);
    if (own.length === 1) return own;
    const counted =
      line.strategy === 'mixed' ? await lines.findByIdAndUpdate(line._id, { $inc: { calls: 1 } }).lean() : line;
    const first = laneOfCall(line, counted?.calls ?? 0);
    return [first, ...own.filter((lane) => lane !== first)];
  }

  /** One step: of two who call at once each gets another ticket. */
  async function take(lineId: string, lane: Lane, { counterId, agentId, key }: Call): Promise<TicketRecord | null> {
    const at = clock();
    const move = moving({ state: 'waiting' }, { to: 'called', mover: 'counter', by: agentId, at, counterId }, { counterId, callKey: printOf(key) }); // prettier-ignore
    return tickets
      .findOneAndUpdate(
        callable(lineId, lane),
        { ...marked(move, { at, key }), $inc: { calls: 1, revision: 1 } },
        { sort: inOrder, returnDocument: 'after' },
      )
      .lean<TicketRecord>();
  }

  async function firstOf(found: readonly LineRecord[], call: Call): Promise<TicketRecord | undefined> {
    for (const line of found)
      for (const lane of await lanesInTurn(line)) {
        const taken = await take(line._id, lane, call);
        if (taken) return taken;
      }
    return undefined;
  }

  const calledIn = (key: string) => tickets.findOne({ callKey: printOf(key) }).lean<TicketRecord>();

  const callNext: CounterService['callNext'] = async (call): Promise<Ticket | undefined> => {
    const before = await calledIn(call.key);
    if (before) return toTicket(before);
    const [counter] = await Promise.all([mustSit(call), mustBeFree(call.counterId)]);
    const found = await linesOf(counter);
    const taken = await firstOf(found, call).catch(async (error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      // A double tap, or another call that came to this counter at the same time.
      const twin = await calledIn(call.key);
      if (twin) return twin;
      await mustBeFree(counter._id);
      throw error;
    });
    if (!taken) return undefined;
    // A counter that was closed in this moment calls nobody, and nobody hears of it.
    const stillOpen = await counters.exists({ _id: counter._id, state: 'open', agentId: call.agentId });
    if (!stillOpen) {
      await writes.write(taken._id, undefined, (ticket, at) =>
        ticket.state === 'called' && ticket.counterId === counter._id
          ? {
              ...moving(ticket, { to: 'waiting', mover: 'counter', by: call.agentId, at }),
              $unset: { counterId: 1, calledAt: 1, callKey: 1 },
              $push: {},
              $pop: { history: 1 },
              $inc: { calls: -1 },
            }
          : undefined,
      );
      throw new LisoloError('conflict', { reason: 'counter_closed' });
    }
    await settling.now(taken);
    return toTicket(taken);
  };

  return { callNext };
}
