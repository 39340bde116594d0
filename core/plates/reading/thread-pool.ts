import path from 'node:path';
import { Piscina } from 'piscina';

export interface PoolSettings {
  /** The file with the task, without its ending: beside the sources it is TypeScript, in `dist/` JavaScript. */
  readonly worker: string;
  /** The function that it exports. */
  readonly task: string;
  readonly threads: number;
  /** Tasks that may wait. */
  readonly queue: number;
  /** After so many tasks the threads are replaced: what libraries keep does not grow for ever. */
  readonly tasksBeforeRenewal: number;
  /** Told of a thread that failed while it had nothing to do. */
  readonly onFault: (error: unknown) => void;
}

const ending = path.extname(import.meta.filename);
const closingLimitMs = 10_000;

/** Threads that start with the first task and are replaced after many, the old ones finishing what they have. */
export function createThreadPool<Task, Answer>(settings: PoolSettings) {
  let pool: Piscina<Task, Answer> | undefined;
  let tasks = 0;
  const leaving = new Set<Promise<void>>();

  function start(): Piscina<Task, Answer> {
    const started = new Piscina<Task, Answer>({
      filename: `${settings.worker}${ending}`,
      name: settings.task,
      ...(ending === '.ts' && { execArgv: ['--import', 'tsx'] }),
      // A thread that is gone is replaced at once, also for tasks that already wait.
      minThreads: settings.threads,
      maxThreads: settings.threads,
      maxQueue: settings.queue,
      closeTimeout: closingLimitMs,
    });
    started.on('error', settings.onFault);
    return started;
  }

  function retire(): void {
    if (!pool) return;
    const closed = pool.close().then(() => void leaving.delete(closed));
    leaving.add(closed);
    pool = undefined;
    tasks = 0;
  }

  return {
    /** Rejects when the signal stops it, when the thread fails, and when too many wait. */
    run(task: Task, signal: AbortSignal): Promise<Answer> {
      if (++tasks > settings.tasksBeforeRenewal) retire();
      pool ??= start();
      return pool.run(task, { signal });
    },
    isFull: () => pool !== undefined && pool.queueSize >= settings.queue,
    /** Waits for what is being done. */
    async close(): Promise<void> {
      retire();
      await Promise.all(leaving);
    },
  };
}
