import { DateTime } from 'luxon';
import type { Connection } from 'mongoose';
import { lineModel, stretchModel, type LineRecord } from './line.model.ts';
import { lineIdOf } from './office-days.ts';
import { aheadInAll, lanes as allLanes, type Lane } from './order.ts';
import { ticketModel, toTicket, type Ticket, type TicketRecord } from './ticket.model.ts';

/** Where a ticket stands. */
export interface Place {
  /** How many are called before it, if nobody joins, leaves or comes late. */
  readonly ahead: number;
  /** How many wait in the whole line, this one among them. */
  readonly waiting: number;
}

type Standing = Pick<TicketRecord, '_id' | 'queueId' | 'day' | 'lineId' | 'lane' | 'rank' | 'stretch'>;

/** How many wait in a part of a line. */
interface Sum {
  readonly lineId: string;
  readonly lane: Lane;
  readonly number: number;
  readonly waiting: number;
}

const total = (sums: readonly Sum[]): number => sums.reduce((sum, { waiting }) => sum + waiting, 0);

/** The line of the day before: in a house that stays open over midnight, whoever still waits in it is called first. */
const lineBefore = ({ queueId, day }: Pick<LineRecord, 'queueId' | 'day'>): string =>
  lineIdOf(queueId, DateTime.fromISO(day).minus({ days: 1 }).toFormat('yyyy-MM-dd'));

const triesAtMost = 200;

/** How long a line is and who stands where in it. */
export function createLines({ connection }: { readonly connection: Connection }) {
  const lines = lineModel(connection);
  const stretches = stretchModel(connection);
  const tickets = ticketModel(connection);

  /**
   * Counts one stretch anew. Two that count at once cannot both write what they have seen: the later one counts again, so
   * that after any number of changes the last count has seen them all.
   */
  async function countOnce(lineId: string, lane: Lane, number: number): Promise<void> {
    const _id = `${lineId}:${lane}:${number}`;
    for (let tries = 0; tries < triesAtMost; tries++) {
      const before = await stretches.findById(_id, { revision: 1 }).lean();
      const waiting = await tickets.countDocuments({ lineId, lane, state: 'waiting', stretch: number });
      const revision = before?.revision ?? 0;
      const done = await stretches
        .updateOne(
          before ? { _id, revision } : { _id, revision: { $exists: false } },
          { $set: { lineId, lane, number, waiting, revision: revision + 1 } },
          { upsert: !before },
        )
        .catch((error: unknown) => {
          if ((error as { code?: number }).code === 11000) return undefined;
          throw error;
        });
      if (done && (done.modifiedCount > 0 || done.upsertedCount > 0)) return;
    }
    throw new Error(`the line ${_id} could not be counted`);
  }

  /** Counts under way in this process, with those that begin after them: whoever asks meanwhile shares the next one. */
  const counting = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();

  function recount(lineId: string, lane: Lane, number: number): Promise<void> {
    const key = `${lineId}:${lane}:${number}`;
    const begin = (): Promise<void> => {
      const now = countOnce(lineId, lane, number).finally(() => {
        if (counting.get(key)?.now === now) counting.delete(key);
      });
      counting.set(key, { now });
      return now;
    };
    const running = counting.get(key);
    if (!running) return begin();
    return (running.next ??= running.now.then(begin, begin));
  }

  /** How many wait in each lane, and in the lane of a ticket before its stretch. */
  const sums = async (...lineIds: readonly string[]): Promise<readonly Sum[]> =>
    stretches
      .find({ lineId: { $in: lineIds }, waiting: { $gt: 0 } }, { _id: 0, lineId: 1, lane: 1, number: 1, waiting: 1 })
      .lean<Sum[]>();

  return {
    recount,

    /** How many wait in these together. */
    async waitingIn(...lineIds: readonly string[]): Promise<number> {
      return total(await sums(...lineIds));
    },

    /** Where a waiting ticket stands; the same rule by which the counters call. */
    async placeOf(ticket: Standing): Promise<Place | undefined> {
      const { lineId, lane, stretch, rank, _id } = ticket;
      const [line, counted, beside] = await Promise.all([
        lines.findById(lineId).lean(),
        sums(lineId, lineBefore(ticket)),
        tickets.countDocuments({
          lineId,
          lane,
          state: 'waiting',
          stretch,
          $or: [{ rank: { $lt: rank } }, { rank, _id: { $lt: _id } }],
        }),
      ]);
      if (!line) return undefined;
      const own = counted.filter((one) => one.lineId === lineId);
      const before = total(counted) - total(own);
      const ahead = total(own.filter((one) => one.lane === lane && one.number < stretch)) + beside;
      const others = total(own.filter((one) => one.lane !== lane));
      return {
        ahead: before + aheadInAll(line, { lane, ahead, others, calls: line.calls }),
        waiting: total(counted),
      };
    },

    /** The first ones of each lane, in the order in which they will be called. */
    async firsts(lineId: string, most: number): Promise<(Ticket & Place)[]> {
      const line = await lines.findById(lineId).lean();
      if (!line) return [];
      const counted = await sums(lineId, lineBefore(line));
      const own = counted.filter((one) => one.lineId === lineId);
      const waiting = total(counted);
      const before = waiting - total(own);
      const inLane = async (lane: Lane): Promise<(Ticket & Place)[]> => {
        const found = await tickets
          .find({ lineId, lane, state: 'waiting' })
          .sort({ stretch: 1, rank: 1, _id: 1 })
          .limit(most)
          .lean<TicketRecord[]>();
        const others = total(own.filter((one) => one.lane !== lane));
        return found.map((ticket, ahead) => ({
          ...toTicket(ticket),
          ahead: before + aheadInAll(line, { lane, ahead, others, calls: line.calls }),
          waiting,
        }));
      };
      const both = await Promise.all(allLanes.map(inLane));
      return both
        .flat()
        .sort((a, b) => a.ahead - b.ahead)
        .slice(0, most);
    },

    line: (lineId: string) => lines.findById(lineId).lean(),
  };
}

export type Lines = ReturnType<typeof createLines>;
