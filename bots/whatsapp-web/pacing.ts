import PQueue from 'p-queue';
import { LisoloError } from '../../core/errors.ts';
import type { Timers } from './timers.ts';

const shortestPauseMs = 1_000;
const longestPauseMs = 3_000;
/** Messages of one chat that may wait; a person does not write faster than we answer for long. */
const longestQueue = 20;

export interface Pacing {
  /** Runs the work after all earlier work of that chat. Throws `too_many_requests` when too much is waiting. */
  inTurn<T>(chatId: string, work: () => Promise<T>): Promise<T>;
  /** The same, however much is waiting. */
  atEnd<T>(chatId: string, work: () => Promise<T>): Promise<T>;
  /** The time a person would take to type: 1 to 3 seconds, nothing once stopped. */
  pause(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** No more pauses, no more new work. */
  stop(): void;
}

/** One queue a chat, so that one person's messages are answered in order, at the pace of a person. */
export function createPacing({ timers, random }: { timers: Timers; random: () => number }): Pacing {
  const queues = new Map<string, PQueue>();
  const pauses = new Set<() => void>();
  let stopped = false;

  function queueOf(chatId: string): PQueue {
    const known = queues.get(chatId);
    if (known) return known;
    const queue = new PQueue({ concurrency: 1 });
    queues.set(chatId, queue);
    queue.on('idle', () => {
      if (queue.size === 0 && queue.pending === 0 && queues.get(chatId) === queue) queues.delete(chatId);
    });
    return queue;
  }

  const closing = () => Promise.reject(new LisoloError('unavailable', { reason: 'the door is closing' }));

  return {
    inTurn(chatId, work) {
      if (stopped) return closing();
      const queue = queueOf(chatId);
      return queue.size < longestQueue ? queue.add(work) : Promise.reject(new LisoloError('too_many_requests'));
    },
    atEnd: (chatId, work) => (stopped ? closing() : queueOf(chatId).add(work)),
    pause() {
      if (stopped) return Promise.resolve();
      return new Promise((resolve) => {
        const go = (): void => {
          cancel();
          pauses.delete(go);
          resolve();
        };
        const cancel = timers.after(shortestPauseMs + (longestPauseMs - shortestPauseMs) * random(), go);
        pauses.add(go);
      });
    },
    async settled() {
      while (queues.size > 0) {
        await Promise.all([...queues.values()].map((queue) => queue.onIdle()));
        // The queues take themselves off the list in the same turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    stop() {
      stopped = true;
      for (const go of [...pauses]) go();
    },
  };
}
