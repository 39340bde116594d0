import type { Connection } from 'mongoose';
import { createTogether, isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { lineModel, type LineRecord } from './line.model.ts';
import { lineIdOf } from './office-days.ts';
import type { QueueRecord } from './queue.model.ts';

interface Ask {
  readonly queue: QueueRecord;
  readonly day: string;
}
type Refused = 'full' | 'closed';

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

  /** Numbers for a crowd, of which the first ones get one each where there is no room for all. */
  async function forCrowd(queue: QueueRecord, day: string, count: number): Promise<(LineRecord | Refused)[]> {
    const lineId = lineIdOf(queue._id, day);
    const { capacity } = queue;
    let line = await issue(lineId, capacity, count);
    // Nobody was here today, or everybody has gone.
    if (!line && !(await lineOf(queue, day)).endedAt) line = await issue(lineId, capacity, count);
    return Array.from({ length: count }, (_, index) => {
      if (!line) return 'closed';
      const serial = line.issued + index + 1;
      return serial > roomIn(line, capacity) ? 'full' : { ...line, issued: serial };
    });
  }

  /** Who comes at once is written in one step for each line: one document bears only so many. */
  const take = createTogether<Ask, LineRecord | Refused>({
    async perform(asks) {
      const crowds = new Map<string, Ask[]>();
      for (const ask of asks) {
        const lineId = lineIdOf(ask.queue._id, ask.day);
        crowds.set(lineId, [...(crowds.get(lineId) ?? []), ask]);
      }
      const got = new Map<Ask, LineRecord | Refused>();
      await Promise.all(
        [...crowds.values()].map(async (crowd) => {
          const [{ queue, day }] = crowd as [Ask];
          const numbers = await forCrowd(queue, day, crowd.length);
          for (const [index, ask] of crowd.entries()) got.set(ask, numbers[index] ?? 'full');
        }),
      );
      return asks.map((ask) => got.get(ask) ?? 'full');
    },
  });

  return {
    lineOf,

    /** The next number; nobody else has it. Throws `conflict`: `full`, `closed`. */
    async next(queue: QueueRecord, day: string): Promise<LineRecord> {
      const taken = await take({ queue, day });
      if (typeof taken === 'string') throw new LisoloError('conflict', { reason: taken });
      return taken;
    },

    /** The next number for somebody whose place was kept, however many have come. Throws `conflict`: `closed`. */
    async nextKept(queue: QueueRecord, day: string): Promise<LineRecord> {
      const { _id } = await lineOf(queue, day);
      const line = await lines
        .findOneAndUpdate({ _id, endedAt: null }, { $inc: { issued: 1 } }, { returnDocument: 'after' })
        .lean<LineRecord>();
      if (!line) throw new LisoloError('conflict', { reason: 'closed' });
      return line;
    },

    /** A number that nobody got is given out again, or leaves its room to another one when others have followed already. */
    async giveBack({ _id, issued }: LineRecord): Promise<void> {
      const { modifiedCount } = await lines.updateOne({ _id, issued }, { $inc: { issued: -1 } });
      if (modifiedCount === 0) await lines.updateOne({ _id }, { $inc: { unused: 1 } });
    },
  };
}

export type LineNumbers = ReturnType<typeof createLineNumbers>;
