import { setTimeout as sleep } from 'node:timers/promises';
import { GrammyError } from 'grammy';
import type { Api } from 'grammy';
import { hasCode } from './errors.ts';
import { parseUpdate, wantedUpdates } from './update.ts';
import type { Update } from './update.ts';

export type PollState = 'polling' | 'out of reach' | 'conflict' | 'refused';

interface PollerOptions {
  readonly api: Pick<Api, 'getUpdates'>;
  /** Rejects when the update must come again. */
  readonly take: (update: Update) => Promise<void>;
  readonly onState: (state: PollState, error?: unknown) => void;
  /** Pauses after the first, second, ... failure in a row, in milliseconds; the last one is kept. */
  readonly backOff?: readonly number[];
  /** How long Telegram holds an empty answer, in seconds. */
  readonly longPollSeconds?: number;
}

/** Longest wait for updates under way before newer ones are fetched past them. */
const patienceMs = 300;

type Signal = NonNullable<Parameters<Api['getUpdates']>[1]>;

/**
 * Long polling that confirms an update only when it has been dealt with: grammY's own loop confirms a batch when the
 * next one is asked for, handled or not, and a crash in between would lose what people wrote.
 */
export function createPoller(options: PollerOptions) {
  const { api, take, onState, backOff = [1_000, 2_000, 5_000, 10_000, 30_000], longPollSeconds = 25 } = options;
  const stopping = new AbortController();
  const running = new Map<number, Promise<void>>();
  /** Dealt with, but behind one that is not: Telegram still repeats them. */
  const done = new Set<number>();
  /** Given back, to come again. */
  const failed = new Set<number>();
  let next: number | undefined;
  let loop: Promise<void> = Promise.resolve();

  /** grammY never takes its listener off a signal, so each request gets one of its own. */
  async function untilStopped<T>(ask: (signal: Signal) => Promise<T>): Promise<T> {
    const asked = new AbortController();
    const stop = (): void => asked.abort();
    if (stopping.signal.aborted) stop();
    stopping.signal.addEventListener('abort', stop);
    try {
      return await ask(asked.signal as Signal);
    } finally {
      stopping.signal.removeEventListener('abort', stop);
    }
  }

  const confirmable = (): number | undefined => {
    const open = [...running.keys(), ...failed];
    return open.length > 0 ? Math.min(...open) : next;
  };

  async function fetchBatch(timeout: number, limit = 100): Promise<readonly unknown[]> {
    const offset = confirmable();
    const wanted = { limit, timeout, allowed_updates: wantedUpdates, ...(offset === undefined ? {} : { offset }) };
    const batch = await untilStopped((signal) => api.getUpdates(wanted, signal));
    for (const id of done) if (offset !== undefined && id < offset) done.delete(id);
    return batch;
  }

  function begin(update: Update): void {
    const id = update.update_id;
    if (running.has(id) || done.has(id)) return;
    failed.delete(id);
    const work = take(update).then(
      () => void done.add(id),
      () => void failed.add(id),
    );
    running.set(
      id,
      work.finally(() => running.delete(id)),
    );
  }

  async function round(afterFailure: boolean): Promise<void> {
    // After a failure an answer at once, so that the status tells soon that all is well again.
    const batch = await fetchBatch(running.size > 0 || afterFailure ? 0 : longPollSeconds);
    onState('polling');
    const updates = batch.map(parseUpdate).filter((update) => update !== undefined);
    updates.forEach(begin);
    const last = updates.at(-1)?.update_id;
    if (last !== undefined) next = last + 1;
    await settledWithin(patienceMs);
    if (failed.size > 0) await pause(patienceMs);
  }

  const settled = () => Promise.all(running.values());
  async function settledWithin(ms: number): Promise<void> {
    const enough = new AbortController();
    const patience = sleep(ms, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([settled(), patience]);
    enough.abort();
  }
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await round(failures > 0);
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        const refused = hasCode(error, 401) || hasCode(error, 404);
        onState(refused ? 'refused' : hasCode(error, 409) ? 'conflict' : 'out of reach', error);
        if (refused) return;
        const wait = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) * 1_000 : 0;
        await pause(Math.max(wait, backOff[Math.min(failures, backOff.length - 1)] ?? 1_000));
        failures += 1;
      }
    }
  }

  return {
    start(): void {
      loop = run();
    },
    /** Stops asking, waits at most `ms` for what is under way, and confirms what is done. */
    async stop(ms: number): Promise<void> {
      stopping.abort();
      await loop;
      await Promise.race([settled(), sleep(ms, undefined, { ref: false })]);
      const offset = confirmable();
      if (offset === undefined) return;
      const confirming = api.getUpdates({ offset, limit: 1, timeout: 0, allowed_updates: wantedUpdates });
      await Promise.race([confirming.catch(() => undefined), sleep(500, undefined, { ref: false })]);
    },
  };
}
