import { within, type Timers } from './timers.ts';

/** Not ready after this long without any progress: after a WhatsApp release `ready` may never come. */
const startWithinMs = 90_000;
const checkEveryMs = 60_000;
const answerWithinMs = 15_000;
/** States in which WhatsApp is trying by itself; it gets this many checks before we start again. */
const patience = 3;
const passing: ReadonlySet<string> = new Set(['OPENING', 'PAIRING', 'TIMEOUT', 'UNLAUNCHED']);

export interface Watchdog {
  /** Something happened on the way to being ready: the 90 seconds begin again. */
  progress(): void;
  /** Ready: from now on the state is asked for every minute. */
  ready(): void;
  stop(): void;
}

/**
 * Watches one client. `onDead` is called at most once, with the reason; `onHealthy` after each check that found
 * the client connected.
 */
export function createWatchdog(watch: {
  readonly timers: Timers;
  readonly readState: () => Promise<string | null>;
  readonly onDead: (reason: string) => void;
  readonly onHealthy: () => void;
}): Watchdog {
  let cancel: () => void = () => undefined;
  let stopped = false;
  let strikes = 0;

  const die = (reason: string): void => {
    if (stopped) return;
    stopped = true;
    cancel();
    watch.onDead(reason);
  };
  const rearm = (ms: number, run: () => void): void => {
    cancel();
    if (!stopped) cancel = watch.timers.after(ms, run);
  };

  function judge(state: string | null | undefined): void {
    if (stopped) return;
    if (state === 'CONNECTED') {
      strikes = 0;
      watch.onHealthy();
    } else if (typeof state === 'string' && passing.has(state)) {
      strikes += 1;
      if (strikes >= patience) return die(`state stays ${state}`);
    } else {
      return die(state ? `state is ${state}` : 'no answer');
    }
    rearm(checkEveryMs, check);
  }

  function check(): void {
    within(watch.timers, answerWithinMs, watch.readState()).then(judge, () => judge(null));
  }

  return {
    progress: () => rearm(startWithinMs, () => die('not ready in 90 seconds')),
    ready: () => rearm(checkEveryMs, check),
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
