import path from 'node:path';
import { LisoloError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { PlateHint, PlateReader, PlateReading } from '../reader.ts';
import { modelName } from './model-card.ts';
import { createThreadPool } from './thread-pool.ts';
import type { PhotoAnswer, PhotoTask } from './worker.ts';

export interface PlateReaderOptions {
  readonly log: Log;
  /** Photos that are read at the same time; each thread holds about 150 MB. */
  readonly threads?: number;
  /** Photos that may wait for a thread; the next one is refused. */
  readonly queue?: number;
  /** For a photo, the waiting included. */
  readonly limitMs?: number;
  /** After so many photos the threads are replaced. */
  readonly photosBeforeRenewal?: number;
  /** Another file to run in the threads, without its ending. */
  readonly worker?: string;
}

export interface RunningPlateReader extends PlateReader {
  close(): Promise<void>;
}

const tries = 2;

/** Reads plates in worker threads, which start with the first photo. */
export function createPlateReader({
  log,
  threads = 2,
  queue = 16,
  limitMs = 30_000,
  photosBeforeRenewal = 2_000,
  worker = path.join(import.meta.dirname, 'worker'),
}: PlateReaderOptions): RunningPlateReader {
  const pool = createThreadPool<PhotoTask, PhotoAnswer>({
    worker,
    task: 'readInThread',
    threads,
    queue,
    tasksBeforeRenewal: photosBeforeRenewal,
    onFault: (error) => log.warn({ err: error }, 'a thread that reads plates has failed'),
  });
  let closed = false;

  async function answer(task: PhotoTask): Promise<PhotoAnswer> {
    const signal = AbortSignal.timeout(limitMs);
    for (let attempt = 1; ; attempt++) {
      if (closed) throw new LisoloError('unavailable', { reason: 'closed' });
      if (pool.isFull()) throw new LisoloError('unavailable', { reason: 'busy' });
      try {
        return await pool.run(task, signal);
      } catch (error) {
        if (signal.aborted) throw new LisoloError('unavailable', { reason: 'too slow' }, { cause: error });
        log.warn({ err: error, attempt }, 'reading a plate failed');
        if (attempt === tries) throw new LisoloError('unavailable', { reason: 'failed' }, { cause: error });
      }
    }
  }

  return {
    model: modelName(),
    async read(photo: Uint8Array, { country }: PlateHint = {}): Promise<PlateReading> {
      const given = await answer({ photo, ...(country && { country }) });
      if ('reading' in given) return given.reading;
      throw new LisoloError(given.refused, { ...(given.reason && { reason: given.reason }) });
    },
    async close(): Promise<void> {
      closed = true;
      await pool.close();
    },
  };
}
