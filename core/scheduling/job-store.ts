import type { Agenda } from 'agenda';
import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../database/index.ts';
import type { Job } from './types.ts';

const keepFinishedDays = 7;
const dayMs = 86_400_000;

/**
 * Stores the timetables once for all processes. Agenda's own `every` is called only for a new or changed interval, because
 * it resets the lock of a run under way in another process; the unique index settles two processes that start at once.
 */
export async function storeSchedules(connection: Connection, agenda: Agenda, jobs: readonly Job[]): Promise<void> {
  const tickets = connection.collection('jobs');
  await tickets.createIndex(
    { name: 1 },
    { unique: true, partialFilterExpression: { type: 'single' }, name: 'oneScheduleAJob' },
  );
  const names = jobs.map(({ name }) => name);
  const stored = await tickets.find({ name: { $in: names }, type: 'single' }).toArray();
  const known = new Map(stored.map(({ name, repeatInterval }) => [String(name), repeatInterval as unknown]));
  for (const { name, every } of jobs) {
    if (every === undefined && known.has(name)) await tickets.deleteOne({ name, type: 'single' });
    if (every === undefined || known.get(name) === every) continue;
    const due = agenda.create(name).repeatEvery(every).attrs.nextRunAt;
    if (!due) throw new Error(`job ${name}: "${every}" is neither an interval nor a cron line`);
    try {
      await agenda.every(every, name);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** Hands back the tickets that a stopping process has locked and not begun, so that another one need not wait for the lock to age. */
export async function releaseWaiting(
  connection: Connection,
  processName: string,
  runningIds: readonly string[],
): Promise<void> {
  const tickets = connection.collection('jobs');
  const locked = await tickets.find({ lastModifiedBy: processName, lockedAt: { $ne: null } }).toArray();
  const waiting = locked.filter((ticket) => !runningIds.includes(String(ticket._id)));
  await tickets.updateMany({ _id: { $in: waiting.map((ticket) => ticket._id) } }, { $set: { lockedAt: null } });
}

/** Removes the tickets of runs asked for by hand that ended a week ago. */
export const purgeJob = (connection: Connection): Job => ({
  name: 'scheduling.purge-finished',
  purpose: `Removes the records of single runs that ended more than ${keepFinishedDays} days ago`,
  every: '6 hours',
  async run(now) {
    const { deletedCount } = await connection.collection('jobs').deleteMany({
      type: 'normal',
      nextRunAt: null,
      lockedAt: null,
      $or: [
        { lastFinishedAt: { $lt: new Date(now.getTime() - keepFinishedDays * dayMs) } },
        { failedAt: { $lt: new Date(now.getTime() - keepFinishedDays * dayMs) } },
      ],
    });
    return `removed ${deletedCount} finished runs`;
  },
});
