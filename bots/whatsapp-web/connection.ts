import type { Logger } from 'pino';
import type { Message } from 'whatsapp-web.js';
import { backoffMs } from './backoff.ts';
import { within, type Timers } from './timers.ts';
import type { VendorClient } from './vendor.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

export type LinkState = 'idle' | 'starting' | 'pairing' | 'authenticated' | 'ready' | 'waiting' | 'stopped';

/** What an operator must know, since only a person can mend it. */
export interface Trouble {
  readonly kind: 'logged_out' | 'conflict' | 'blocked' | 'auth_failure' | 'daily_cap';
  /** The vendor's own word for it; no personal data. */
  readonly detail: string;
}

/** Ends of a connection that need a person. A conflict waits long, lest two sessions throw each other out in turns. */
const troubles: Readonly<Record<string, { readonly kind: Trouble['kind']; readonly waitMs: number }>> = {
  LOGOUT: { kind: 'logged_out', waitMs: 0 },
  UNPAIRED: { kind: 'logged_out', waitMs: 0 },
  CONFLICT: { kind: 'conflict', waitMs: 5 * 60_000 },
  TOS_BLOCK: { kind: 'blocked', waitMs: 60 * 60_000 },
  SMB_TOS_BLOCK: { kind: 'blocked', waitMs: 60 * 60_000 },
};

const closeWithinMs = 2_000;

export interface Connection {
  start(): void;
  stop(): Promise<void>;
  state(): LinkState;
  /** Why the last client was given up, if one was. */
  lastFault(): string | undefined;
  /** The client once it is ready, or undefined when that takes longer than `waitMs`. */
  ready(waitMs: number): Promise<VendorClient | undefined>;
}

export interface ConnectionDeps {
  readonly open: () => Promise<VendorClient>;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Logger;
  readonly onMessage: (message: Message, client: VendorClient) => void;
  readonly onQr: (code: string | undefined) => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

const toReason = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

/** Keeps one client alive: opens it, watches it, gives it up and opens the next with back-off. Never throws. */
export function createConnection(deps: ConnectionDeps): Connection {
  let state: LinkState = 'idle';
  let fault: string | undefined;
  let attempt = 0;
  let current: { readonly client: VendorClient; readonly watchdog: Watchdog } | undefined;
  let closing: Promise<unknown> = Promise.resolve();
  let cancelRetry: () => void = () => undefined;
  const waiting = new Set<(client: VendorClient | undefined) => void>();

  const isCurrent = (client: VendorClient): boolean => current?.client === client;
  const close = (client: VendorClient): Promise<unknown> => {
    client.removeAllListeners();
    return within(deps.timers, closeWithinMs, client.destroy()).catch(() => undefined);
  };

  /** Gives the client up; the next one is opened after a wait that grows with each failure in a row. */
  function giveUp(reason: string, { waitMs = 0, blameless = false } = {}): void {
    if (state === 'stopped') return;
    fault = reason;
    state = 'waiting';
    deps.onQr(undefined);
    if (current) {
      current.watchdog.stop();
      closing = close(current.client);
      current = undefined;
    }
    const pause = Math.max(waitMs, backoffMs(blameless ? 0 : attempt, deps.random));
    if (!blameless) attempt += 1;
    deps.log.warn({ reason, retryInMs: pause }, 'whatsapp connection given up');
    cancelRetry();
    cancelRetry = deps.timers.after(pause, () => void open());
  }

  function answerWaiting(client: VendorClient | undefined): void {
    for (const tell of waiting) tell(client);
    waiting.clear();
  }

  function whenDisconnected(reason: string): void {
    const trouble = troubles[reason];
    if (trouble) deps.onTrouble({ kind: trouble.kind, detail: reason });
    giveUp(`disconnected: ${reason}`, { waitMs: trouble?.waitMs });
  }

  function whenReady(client: VendorClient, watchdog: Watchdog): void {
    if (state !== 'ready') deps.log.info('whatsapp is ready');
    state = 'ready';
    fault = undefined;
    deps.onQr(undefined);
    watchdog.ready();
    answerWaiting(client);
  }

  function attach(client: VendorClient, watchdog: Watchdog): void {
    const only =
      <A extends unknown[]>(run: (...args: A) => void) =>
      (...args: A): void => {
        if (isCurrent(client)) run(...args);
      };
    const onTheWay = (next: LinkState): void => {
      if (state === 'ready') return;
      state = next;
      watchdog.progress();
    };
    client.on(
      'qr',
      only((code) => {
        onTheWay('pairing');
        deps.onQr(code);
      }),
    );
    client.on(
      'loading_screen',
      only(() => onTheWay('authenticated')),
    );
    client.on(
      'authenticated',
      only(() => {
        deps.onQr(undefined);
        onTheWay('authenticated');
      }),
    );
    client.on(
      'ready',
      only(() => whenReady(client, watchdog)),
    );
    client.on(
      'message',
      only((message) => deps.onMessage(message, client)),
    );
    client.on('disconnected', only(whenDisconnected));
    client.on(
      'auth_failure',
      only((detail) => {
        deps.onTrouble({ kind: 'auth_failure', detail });
        giveUp('the stored session was refused');
      }),
    );
  }

  async function open(): Promise<void> {
    state = 'starting';
    let client: VendorClient | undefined;
    try {
      await closing;
      client = await deps.open();
      // The word may have changed while the library was loading.
      if ((state as LinkState) === 'stopped') return void (await close(client));
      const opened = client;
      const watchdog = createWatchdog({
        timers: deps.timers,
        readState: () => opened.getState(),
        // A pairing code that nobody scanned is no failure: WhatsApp stops renewing it, a new client shows a fresh one.
        onDead: (reason) => giveUp(reason, { blameless: state === 'pairing' }),
        onHealthy: () => (attempt = 0),
      });
      current = { client, watchdog };
      attach(client, watchdog);
      watchdog.progress();
      await client.initialize();
    } catch (error) {
      if (client === undefined || isCurrent(client)) giveUp(toReason(error));
    }
  }

  return {
    start() {
      if (state === 'idle') void open();
    },
    async stop() {
      state = 'stopped';
      cancelRetry();
      answerWaiting(undefined);
      if (current) {
        current.watchdog.stop();
        closing = close(current.client);
        current = undefined;
      }
      await closing;
    },
    state: () => state,
    lastFault: () => fault,
    async ready(waitMs) {
      if (state === 'ready' && current) return current.client;
      if (waitMs <= 0 || state === 'stopped') return undefined;
      let tell: (client: VendorClient | undefined) => void = () => undefined;
      const soon = new Promise<VendorClient | undefined>((resolve) => {
        tell = resolve;
        waiting.add(tell);
      });
      return within(deps.timers, waitMs, soon).finally(() => waiting.delete(tell));
    },
  };
}
