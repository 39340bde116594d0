import type { Response } from 'express';
import type { Clock } from '../../core/clock.ts';
import type { DisplayFeed, DisplayNews } from '../../core/queues/index.ts';

export interface StreamLimits {
  /** Screens of one process. */
  readonly inAll: number;
  /** Screens behind one address. */
  readonly perAddress: number;
}

export interface StreamsDeps {
  readonly displayFeed: DisplayFeed;
  readonly clock: Clock;
  /** What the page is made of: a screen with another one loads itself anew. */
  readonly edition: string;
  readonly limits?: StreamLimits;
  readonly beatMs?: number;
}

export interface Streams {
  /** Answers with server-sent events of a branch; `full` and `unknown` have answered nothing yet. */
  open(
    wish: { readonly branchId: string; readonly after?: number; readonly address: string },
    response: Response,
  ): Promise<'open' | 'full' | 'unknown'>;
  closeAll(): void;
  count(): number;
}

const usualLimits: StreamLimits = { inAll: 1_000, perAddress: 200 };
/** Also shorter than the 30 seconds after which some proxies close a silent connection. */
const usualBeatMs = 15_000;
/** A screen that does not read what it is sent is let go: it comes back by itself and goes on where it was. */
const mostUnread = 256 * 1024;

const frame = (event: string, data: object, id?: number): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * The open screens. What happened has its number as `id`, so that a browser that comes back asks for what follows it; the
 * board is how things stand, and goes with the last number.
 */
export function createStreams({
  displayFeed,
  clock,
  edition,
  limits = usualLimits,
  beatMs = usualBeatMs,
}: StreamsDeps): Streams {
  const open = new Set<{ readonly close: () => void; readonly response: Response }>();
  const perAddress = new Map<string, number>();
  let beating: NodeJS.Timeout | undefined;
  /** From then on no screen is let in: whoever comes back finds another process. */
  let isClosed = false;
  const moment = (): object => ({ now: clock().toISOString(), edition });

  function write(response: Response, text: string): void {
    // Gone while the news was being read: writing after the end would be an error that nobody catches.
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    if (response.writableLength > mostUnread) response.destroy();
  }

  const toText = ({ events, board, upTo }: DisplayNews): string =>
    events.map((event) => frame(event.what, event, event.number)).join('') +
    frame('board', { ...board, ...moment() }, upTo);

  function beat(): void {
    const text = frame('beat', moment());
    for (const { response } of open) write(response, text);
  }

  function enter(address: string): (() => void) | undefined {
    const own = perAddress.get(address) ?? 0;
    const inAll = [...perAddress.values()].reduce((sum, many) => sum + many, 0);
    if (own >= limits.perAddress || inAll >= limits.inAll) return undefined;
    perAddress.set(address, own + 1);
    return () => {
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left > 0) perAddress.set(address, left);
      else perAddress.delete(address);
    };
  }

  return {
    async open({ branchId, after, address }, response) {
      const leave = isClosed ? undefined : enter(address);
      if (!leave) return 'full';
      let stop: (() => void) | undefined;
      let isOver = false;
      const close = (): void => {
        if (isOver) return;
        isOver = true;
        stop?.();
        leave();
        open.delete(stream);
        if (open.size === 0) clearInterval(beating);
        response.end();
      };
      const stream = { close, response };
      response.on('close', close);
      const begin = (): void => {
        response.writeHead(200, {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        });
        response.write('retry: 2000\n\n');
      };
      try {
        stop = await displayFeed.follow(branchId, {
          ...(after === undefined ? {} : { after }),
          tell(news) {
            if (!response.headersSent) begin();
            write(response, toText(news));
          },
        });
      } catch (error) {
        response.off('close', close);
        leave();
        throw error;
      }
      if (!stop) {
        response.off('close', close);
        leave();
        return 'unknown';
      }
      // Gone before the first word.
      if (isOver) {
        stop();
        return 'open';
      }
      // The door was closed while the board was being read: nobody would close this one.
      if (isClosed) {
        close();
        return 'open';
      }
      if (open.size === 0) beating = setInterval(beat, beatMs);
      open.add(stream);
      return 'open';
    },
    closeAll() {
      isClosed = true;
      for (const { close } of [...open]) close();
    },
    count: () => open.size,
  };
}
