import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { isAnswering } from './connect.ts';

export interface WatchTimes {
  /** How often the database is asked for a sign of life, and how long one may take. */
  readonly lookEveryMs?: number;
  /** Without a sign for so long it counts as lost. */
  readonly silentMs?: number;
}

/**
 * Calls `onSilence` once, when the database has given no sign of life for a minute: a process that cannot find it again
 * by then (a name that now leads elsewhere, a defect of the driver) is better replaced by a new one.
 */
export function watchDatabase({
  connection,
  onSilence,
  lookEveryMs = 5_000,
  silentMs = 60_000,
}: WatchTimes & { readonly connection: Connection; onSilence(silentMs: number): void }): void {
  // Looks are counted instead of time: a machine that was asleep has not asked.
  let missed = 0;
  const look = async (): Promise<void> => {
    const silence = wait(lookEveryMs * 0.9, false, { ref: false });
    const answers = await Promise.race([isAnswering(connection).catch(() => false), silence]);
    missed = answers ? 0 : missed + 1;
    if (missed * lookEveryMs < silentMs) return;
    clearInterval(timer);
    onSilence(silentMs);
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
}
