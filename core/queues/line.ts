import type { Connection } from 'mongoose';
import { lineModel, stretchModel, stretchOf, type LineRecord } from './line.model.ts';
import { aheadInAll, type Lane, type OrderRule } from './order.ts';
import { ticketModel, type TicketRecord } from './ticket.model.ts';

/** Where a ticket stands. */
export interface Place {
  /** How many are called before it, if nobody joins, leaves or comes late. */
  readonly ahead: number;
  /** How many wait in the whole line, this one among them. */
  readonly waiting: number;
}

type Standing = Pick<TicketRecord, '_id' | 'lineId' | 'lane' | 'rank' | 'stretch'>;

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
  async function recount(lineId: string, lane: Lane, number: number): Promise<void> {
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

  /** How many wait in each lane, and in the lane of a ticket before its stretch. */
  async function sums(lineId: string): Promise<readonly { lane: Lane; number: number; waiting: number }[]> {
    return stretches.find({ lineId, waiting: { $gt: 0 } }, { _id: 0, lane: 1, number: 1, waiting: 1 }).lean();
  }

  return {
    recount,

    /** How many wait. */
    async waitingIn(lineId: string): Promise<number> {
      return (await sums(lineId)).reduce((sum, { waiting }) => sum + waiting, 0);
    },

    /** Where a waiting ticket stands; the same rule by which the counters call. */
    async placeOf(ticket: Standing, line: OrderRule & Pick<LineRecord, 'calls'>): Promise<Place> {
      const { lineId, lane, stretch, rank, _id } = ticket;
      const [counted, beside] = await Promise.all([
        sums(lineId),
        tickets.countDocuments({
          lineId,
          lane,
          state: 'waiting',
          stretch,
          $or: [{ rank: { $lt: rank } }, { rank, _id: { $lt: _id } }],
        }),
      ]);
      const sumOf = (of: (one: { lane: Lane; number: number }) => boolean): number =>
        counted.filter(of).reduce((sum, { waiting }) => sum + waiting, 0);
      const ahead = sumOf((one) => one.lane === lane && one.number < stretch) + beside;
      const others = sumOf((one) => one.lane !== lane);
      return {
        ahead: aheadInAll(line, { lane, ahead, others, calls: line.calls }),
        waiting: sumOf(() => true),
      };
    },

    line: (lineId: string) => lines.findById(lineId).lean(),
    stretchOf,
  };
}

export type Lines = ReturnType<typeof createLines>;
