import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { lineModel, type LineRecord } from './line.model.ts';
import { lineIdOf } from './office-days.ts';
import type { QueueRecord } from './queue.model.ts';

/** The lines of a day, and the numbers that they give out. */
export function createLineNumbers({ connection }: { readonly connection: Connection }) {
  const lines = lineModel(connection);

  /** The line of a queue on a day; its rule is that of the queue as it is when somebody first asks. */
  async function lineOf(queue: QueueRecord, day: string): Promise<LineRecord> {
    const { _id: queueId, branchId, strategy, reservedEvery } = queue;
    const _id = lineIdOf(queueId, day);
    const found = await lines.findById(_id).lean<LineRecord>();
    if (found) return found;
    const fresh: LineRecord = { _id, queueId, branchId, day, strategy, reservedEvery, issued: 0, left: 0, calls: 0 };
    await lines.create(fresh).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
    return (await lines.findById(_id).lean<LineRecord>()) ?? fresh;
  }

  return {
    lineOf,

    /** The next number, in one step that counts it too: nobody else has it. Throws `conflict`: `full`, `closed`. */
    async next(queue: QueueRecord, day: string): Promise<LineRecord> {
      const { _id, endedAt, issued, left } = await lineOf(queue, day);
      if (endedAt) throw new LisoloError('conflict', { reason: 'closed' });
      // Room only ever comes with a later `left`, so that a crowd at a full line need not write to it.
      if (issued >= queue.capacity + left) throw new LisoloError('conflict', { reason: 'full' });
      const line = await lines
        .findOneAndUpdate(
          { _id, endedAt: null, $expr: { $lt: ['$issued', { $add: [queue.capacity, '$left'] }] } },
          { $inc: { issued: 1 } },
          { returnDocument: 'after' },
        )
        .lean<LineRecord>();
      if (!line) throw new LisoloError('conflict', { reason: 'full' });
      return line;
    },

    /** A number that nobody got is given out again, unless another one has followed already. */
    async giveBack({ _id, issued }: LineRecord): Promise<void> {
      await lines.updateOne({ _id, issued }, { $inc: { issued: -1 } });
    },
  };
}

export type LineNumbers = ReturnType<typeof createLineNumbers>;
