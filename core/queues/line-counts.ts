import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { lineModel, stretchModel, type LineRecord, type StretchRecord } from './line.model.ts';
import type { Lines } from './line.ts';
import { lanes, type Lane } from './order.ts';
import { ticketModel } from './ticket.model.ts';

interface Counted {
  readonly _id: { readonly lane: Lane; readonly stretch: number };
  readonly waiting: number;
}

/** Whoever has a number has the ticket within moments. */
const writtenAfterMs = 30_000;

/** Holds the counts of lines against the lines themselves. */
export function createLineCounts({
  connection,
  clock,
  lines,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly lines: Pick<Lines, 'recount'>;
}) {
  const days = lineModel(connection);
  const stretches = stretchModel(connection);
  const tickets = ticketModel(connection);

  async function healLine(lineId: string): Promise<number> {
    const [real, noted] = await Promise.all([
      tickets.aggregate<Counted>([
        { $match: { lineId, lane: { $in: [...lanes] }, state: 'waiting' } },
        { $group: { _id: { lane: '$lane', stretch: '$stretch' }, waiting: { $sum: 1 } } },
      ]),
      stretches
        .find({ lineId, waiting: { $gt: 0 } }, { _id: 0, lane: 1, number: 1, waiting: 1 })
        .lean<StretchRecord[]>(),
    ]);
    const expected = new Map(real.map(({ _id, waiting }) => [`${_id.lane}:${_id.stretch}`, { ..._id, waiting }]));
    const wrong = [
      ...noted
        .filter(({ lane, number, waiting }) => expected.get(`${lane}:${number}`)?.waiting !== waiting)
        .map(({ lane, number }) => ({ lane, stretch: number })),
      ...[...expected.values()].filter(
        (one) => !noted.some(({ lane, number }) => lane === one.lane && number === one.stretch),
      ),
    ];
    for (const { lane, stretch } of wrong) await lines.recount(lineId, lane, stretch);
    return wrong.length;
  }

  /** A number that was given out and, by a crash, never written on a ticket leaves its room to somebody else. */
  async function findLost({ _id: lineId, seen, issued }: LineRecord): Promise<void> {
    const at = clock();
    if (seen && at.getTime() - seen.at.getTime() < writtenAfterMs) return;
    const written = seen && (await tickets.countDocuments({ lineId, serial: { $gt: 0, $lte: seen.issued } }));
    const lost = seen ? seen.issued - (written ?? 0) : 0;
    await days.updateOne({ _id: lineId }, { $set: { seen: { issued, at } }, $max: { unused: lost } });
  }

  return {
    /** Says how many stretches were wrong. */
    async heal(): Promise<number> {
      let healed = 0;
      for (const line of await days.find({ endedAt: null }).lean<LineRecord[]>()) {
        healed += await healLine(line._id);
        await findLost(line);
      }
      return healed;
    },
  };
}

export type LineCounts = ReturnType<typeof createLineCounts>;
