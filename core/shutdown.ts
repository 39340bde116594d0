import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from './log.ts';

export interface Shutdown {
  /** What is added last is stopped first. */
  add(name: string, stop: () => Promise<unknown>): void;
  /** Stops everything once; later calls wait for the first. Ends the process with `code`. */
  run(reason: string, code: number): Promise<void>;
  readonly isRunning: boolean;
}

/**
 * Stops the parts of the process in reverse order. A part that is slow is left behind when its share of the time is
 * over, so that what comes after it (the database above all) still closes cleanly; past `limitMs` the process ends.
 */
export function createShutdown(options: { log: Log; limitMs?: number; exit?: (code: number) => void }): Shutdown {
  const { log, limitMs = 5_000, exit = (code) => process.exit(code) } = options;
  const parts: { name: string; stop: () => Promise<unknown> }[] = [];
  let running: Promise<void> | undefined;

  const stopOne = async (part: (typeof parts)[number], shareMs: number): Promise<void> => {
    const cancelled = new AbortController();
    const tooLate = wait(shareMs, 'late' as const, { signal: cancelled.signal, ref: false }).catch(
      () => 'done' as const,
    );
    try {
      const outcome = await Promise.race([part.stop().then(() => 'done' as const), tooLate]);
      if (outcome === 'late') log.warn({ part: part.name, shareMs }, 'left behind: it did not stop in its time');
    } catch (error) {
      log.error({ error, part: part.name }, 'could not be stopped cleanly');
    } finally {
      cancelled.abort();
    }
  };

  const stopAll = async (reason: string, code: number): Promise<void> => {
    log.info({ reason }, 'stopping');
    const force = setTimeout(() => exit(1), limitMs);
    const deadline = Date.now() + limitMs * 0.9;
    for (const [index, part] of [...parts].reverse().entries()) {
      const partsAfter = parts.length - index - 1;
      // Everyone keeps a tenth of the time, whatever those before have used.
      await stopOne(part, Math.max(deadline - Date.now() - partsAfter * limitMs * 0.1, limitMs * 0.1));
    }
    clearTimeout(force);
    log.info('stopped');
    exit(code);
  };

  return {
    add: (name, stop) => void parts.push({ name, stop }),
    run: (reason, code) => (running ??= stopAll(reason, code)),
    get isRunning() {
      return running !== undefined;
    },
  };
}
