import type { Connection } from 'mongoose';

/**
 * The next whole number of a named series, from 1 (or after `from`). Never given twice, by any process; a number that
 * was taken by a process that died is a gap.
 */
export async function nextNumber(connection: Connection, series: string, from = 0): Promise<number> {
  const counters = connection.collection<{ _id: string; last: number }>('counters');
  if (from > 0) await counters.updateOne({ _id: series }, { $max: { last: from } }, { upsert: true });
  const counter = await counters.findOneAndUpdate(
    { _id: series },
    { $inc: { last: 1 } },
    { upsert: true, returnDocument: 'after' },
  );
  if (!counter) throw new Error(`no counter for ${series}`);
  return counter.last;
}
