import type { Connection } from 'mongoose';

/**
 * The next whole number of a named series, from 1 (or after `from`). Never given twice, by any process; a number that
 * was taken by a process that died is a gap.
 */
export async function nextNumber(connection: Connection, series: string, from = 0): Promise<number> {
  const counters = connection.collection<{ _id: string; last: number }>('counters');
  const next = (which: object, upsert: boolean) =>
    counters.findOneAndUpdate({ _id: series, ...which }, { $inc: { last: 1 } }, { upsert, returnDocument: 'after' });
  // One step, but for the very first numbers.
  const usual = await next({ last: { $gte: from } }, false);
  if (usual) return usual.last;
  if (from > 0) await counters.updateOne({ _id: series }, { $max: { last: from } }, { upsert: true });
  const counter = await next({}, true);
  if (!counter) throw new Error(`no counter for ${series}`);
  return counter.last;
}
