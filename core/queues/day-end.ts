import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isLisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import { closingOf, dayIn, openAt, type Branch } from '../organisations/index.ts';
import { counterModel } from './counter.model.ts';
import { lineModel, type LineRecord } from './line.model.ts';
import type { OfficeDays, Offices } from './office-days.ts';
import { queueModel } from './queue.model.ts';
import { moving } from './ticket-moves.ts';
import { liveStates } from './ticket.states.ts';
import type { TicketWrites } from './ticket-writes.ts';
import { ticketModel, type TicketRecord } from './ticket.model.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** In a house that stays open over midnight, who came before has so long to be served after it. */
const overMidnightMs = 12 * hourMs;
const byClock = { mover: 'clock', by: 'clock' } as const;

/** What the passing of time does to tickets. All of it may be late, and be repeated. */
export function createDayEnd({
  connection,
  clock,
  days,
  offices,
  writes,
  log,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly days: OfficeDays;
  readonly offices: Offices;
  readonly writes: TicketWrites;
  readonly log: Log;
}) {
  const lines = lineModel(connection);
  const queues = queueModel(connection);
  const tickets = ticketModel(connection);
  const counters = counterModel(connection);

  const openLines = () => lines.find({ endedAt: null }).lean<LineRecord[]>();

  /** Moves by the clock whoever is still in that state; somebody else may be faster. */
  async function moveAll(
    found: readonly Pick<TicketRecord, '_id'>[],
    decide: Parameters<TicketWrites['write']>[2],
  ): Promise<number> {
    let moved = 0;
    for (const { _id } of found)
      await writes.write(_id, undefined, decide).then(
        () => (moved += 1),
        (error: unknown) => {
          if (!isLisoloError(error, 'illegal_transition')) throw error;
        },
      );
    return moved;
  }

  async function isOver({ _id: lineId, branchId, day }: LineRecord): Promise<boolean> {
    const branch = await days.branch(branchId);
    const calendar = offices.calendarOf(branch);
    const closing = closingOf(calendar, day);
    if (!closing) return day < days.today(branch);
    const since = clock().getTime() - closing.getTime();
    if (since < hourMs || !openAt(calendar, closing)) return since >= hourMs;
    return since >= overMidnightMs || !(await tickets.exists({ lineId, state: { $in: liveStates } }));
  }

  async function empty({ _id: lineId }: LineRecord): Promise<number> {
    const inLine = (state: TicketRecord['state']) =>
      tickets.find({ lineId, state }, { _id: 1 }).lean<Pick<TicketRecord, '_id'>[]>();
    const gone = await moveAll([...(await inLine('waiting')), ...(await inLine('called'))], (ticket, at) =>
      moving(ticket, { to: 'expired', at, ...byClock }),
    );
    // Nobody has said when the service ended: it is not measured.
    return (
      gone + (await moveAll(await inLine('serving'), (ticket, at) => moving(ticket, { to: 'served', at, ...byClock })))
    );
  }

  /** Whether the house has shut since then, an hour ago or more. One that is open day and night never does. */
  function hasShutSince(branch: Branch, then: Date): boolean {
    const calendar = offices.calendarOf(branch);
    const now = clock();
    return [then, new Date(now.getTime() - 24 * hourMs), now].some((at) => {
      const closing = closingOf(calendar, dayIn(branch.timeZone, at));
      if (!closing || openAt(calendar, closing)) return false;
      const shut = new Date(closing.getTime() + hourMs);
      return then < shut && shut <= now;
    });
  }

  /** Of whoever has gone home without closing it, also where nobody came on that day. */
  async function closeCounters(): Promise<void> {
    const open = await counters.find({ state: { $in: ['open', 'paused'] } }, { _id: 1, branchId: 1, revision: 1, changedAt: 1 }).lean(); // prettier-ignore
    for (const { _id, branchId, revision, changedAt } of open) {
      const branch = await offices.branch(branchId);
      if (!branch || !hasShutSince(branch, changedAt) || (await tickets.exists({ counterId: _id }))) continue;
      await counters.updateOne(
        { _id, revision },
        { $set: { state: 'closed', changedAt: clock() }, $unset: { agentId: 1 }, $inc: { revision: 1 } },
      );
    }
  }

  async function end(line: LineRecord): Promise<number> {
    const { _id } = line;
    let moved = await empty(line);
    // From where somebody came is nobody's business any more.
    await tickets.updateMany(
      { lineId: _id, 'journey.mode': { $exists: true } },
      { $unset: { journey: 1 }, $inc: { revision: 1 } },
    );
    await lines.updateOne({ _id, endedAt: null }, { $set: { endedAt: clock() } });
    // Who had a number and was not written down yet.
    moved += await empty(line);
    return moved;
  }

  return {
    /** Whoever was called and has not come. Says how many. */
    async absent(): Promise<number> {
      let moved = 0;
      for (const { _id: lineId, queueId } of await openLines()) {
        const queue = await queues.findById(queueId, { noShowMinutes: 1 }).lean();
        const limit = new Date(clock().getTime() - (queue?.noShowMinutes ?? 0) * minuteMs);
        if (!queue) continue;
        const late = ({ calledAt, holdUntil }: Pick<TicketRecord, 'calledAt' | 'holdUntil'>): boolean =>
          calledAt !== undefined && calledAt <= limit && !(holdUntil && holdUntil > clock());
        const found = await tickets
          .find({ lineId, state: 'called', calledAt: { $lte: limit } }, { calledAt: 1, holdUntil: 1 })
          .lean<Pick<TicketRecord, '_id' | 'calledAt' | 'holdUntil'>[]>();
        moved += await moveAll(found.filter(late), (ticket, at) =>
          // Called again meanwhile: the time begins anew.
          ticket.state === 'called' && !late(ticket) ? undefined : moving(ticket, { to: 'no_show', at, ...byClock }),
        );
      }
      return moved;
    },

    /** An hour after closing, however late; then nobody sits at a counter any more. Says how many lines ended. */
    async endDays(): Promise<number> {
      let ended = 0;
      for (const line of await openLines())
        // One line that cannot be ended keeps no other one open.
        try {
          if (!(await isOver(line))) continue;
          await end(line);
          ended += 1;
        } catch (error) {
          log.warn({ lineId: line._id, error }, 'a line could not be ended');
        }
      // Somebody who was written into a line in the moment in which it ended, or a crash in that moment.
      const lately = new Date(clock().getTime() - 24 * hourMs);
      for (const line of await lines.find({ endedAt: { $gte: lately } }).lean<LineRecord[]>()) await empty(line);
      await closeCounters();
      return ended;
    },
  };
}

export type DayEnd = ReturnType<typeof createDayEnd>;
