import type { Connection } from 'mongoose';
import { createTogether, isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { lineModel, type LineRecord } from './line.model.ts';
import { lineIdOf } from './office-days.ts';
import type { QueueRecord } from './queue.model.ts';

interface Ask {
  readonly lineId: string;
  readonly capacity: number;
}

/** Up to which number a line gives out. */
export const roomIn = ({ left, unused }: Pick<LineRecord, 'left' | 'unused'>, capacity: number): number =>
  capacity + left + unused;

/** The lines of a day, and the numbers that they give out. */
export function createLineNumbers({ connection }: { readonly connection: Connection }) {
  const lines = lineModel(connection);

  /** The line of a queue on a day; its rule is that of the queue as it is when somebody first asks. */
  async function lineOf(queue: QueueRecord, day: string): Promise<LineRecord> {
    const { _id: queueId, branchId, strategy, reservedEvery } = queue;
    const _id = lineIdOf(queueId, day);
    const found = await lines.findById(_id).lean<LineRecord>();
    if (found) return found;
    const counts = { issued: 0, left: 0, unused: 0, calls: 0 };
    const fresh: LineRecord = { _id, queueId, branchId, day, strategy, reservedEvery, ...counts };
    await lines.create(fresh).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
    return (await lines.findById(_id).lean<LineRecord>()) ?? fresh;
  }

  /** So many numbers in one step, fewer where there is no room for all. Answers the line as it was before. */
  const issue = (lineId: string, capacity: number, count: number): Promise<LineRecord | null> =>
    lines
      .findOneAndUpdate(
        { _id: lineId, endedAt: null },
        [
          {
            $set: {
              issued: {
                $max: ['$issued', { $min: [{ $add: ['$issued', count] }, { $add: [capacity, '$left', '$unused'] }] }],
              },
            },
          },
        ],
        { returnDocument: 'before', updatePipeline: true },
      )
      .lean<LineRecord>();

  /** A crowd that comes at once is written in one step for each line: one document bears only so many. */
  const take = createTogether<Ask, LineRecord | 'full' | 'closed'>({
    async perform(asks) {
      const crowds = new Map<string, number>();
      for (const { lineId } of asks) crowds.set(lineId, (crowds.get(lineId) ?? 0) + 1);
      const capacities = new Map(asks.map(({ lineId, capacity }) => [lineId, capacity]));
      const given = new Map<string, { readonly capacity: number; readonly line: LineRecord | null; count: number }>();
      await Promise.all(
        [...crowds].map(async ([lineId, count]) => {
          const capacity = capacities.get(lineId) ?? 0;
          given.set(lineId, { capacity, line: await issue(lineId, capacity, count), count: 0 });
        }),
      );
      return asks.map(({ lineId }) => {
        const one = given.get(lineId);
        if (!one?.line) return 'closed';
        const serial = one.line.issued + (one.count += 1);
        return serial > roomIn(one.line, one.capacity) ? 'full' : { ...one.line, issued: serial };
      });
    },
  });

  return {
    lineOf,

    /** The next number; nobody else has it. Throws `conflict`: `full`, `closed`. */
    async next(queue: QueueRecord, day: string): Promise<LineRecord> {
      const line = await lineOf(queue, day);
      const { capacity } = queue;
      const isFull = line.issued >= roomIn(line, capacity);
      const taken = line.endedAt ? 'closed' : isFull ? 'full' : await take({ lineId: line._id, capacity });
      if (typeof taken === 'string') throw new LisoloError('conflict', { reason: taken });
      return taken;
    },

    /** A number that nobody got is given out again, or leaves its room to another one when others have followed already. */
    async giveBack({ _id, issued }: LineRecord): Promise<void> {
      const { modifiedCount } = await lines.updateOne({ _id, issued }, { $inc: { issued: -1 } });
      if (modifiedCount === 0) await lines.updateOne({ _id }, { $inc: { unused: 1 } });
    },
  };
}

export type LineNumbers = ReturnType<typeof createLineNumbers>;
