import type { Response } from 'express';
import { operatorById } from '../../core/countries/index.ts';
import { newId } from '../../core/database/ids.ts';
import { formatMoney } from '../../core/language/index.ts';
import type { PendingApproval } from '../../core/payments/index.ts';
import type { Arrival } from './mailbox.model.ts';
import type { Mailbox } from './mailbox.ts';
import type { SandboxPayments, SimulatorLog } from './types.ts';

interface StreamsDeps {
  readonly mailbox: Pick<Mailbox, 'since' | 'watch'>;
  readonly sandbox: Pick<SandboxPayments, 'pendingFor'>;
  readonly log: SimulatorLog;
  readonly pollMs?: number;
}

export interface Streams {
  /** Answers with server-sent events for one phone, from the given event on, until the page or the server goes. */
  open(phone: string, after: string | undefined, response: Response): void;
  closeAll(): void;
  count(): number;
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{24}$/.test(value);

function toFrame(arrival: Arrival): string {
  const { _id, kind, reply, text, at } = arrival;
  const data = kind === 'sms' ? { id: _id, text, at } : { id: _id, reply, at };
  return `id: ${_id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A payment as the phone's prompt shows it: the amount in the house's own format, the wallet by its name. */
export function toPrompt({ id, money, operator, label, expiresAt }: PendingApproval) {
  const known = operatorById(operator);
  const wallet = known?.wallet ?? operator;
  const name = known && !wallet.includes(known.name) ? `${known.name} ${wallet}` : wallet;
  return { id, amountText: formatMoney(money), operator: name, reference: label, expiresAt };
}

// Payments are a state, not an event: the whole list is sent whenever it has changed, and carries no id.
const paymentsFrame = (pending: readonly PendingApproval[]): string =>
  `event: payments\ndata: ${JSON.stringify(pending.map(toPrompt))}\n\n`;

/** Everything one open page has to be told, read again whenever the bell rings and at least every `pollMs`. */
function createFeed(deps: StreamsDeps, phone: string, from: string, write: (frame: string) => void) {
  const sent = new Set<string>();
  let cursor = from;
  let shown = '';

  async function tellArrivals(): Promise<void> {
    for (const arrival of await deps.mailbox.since(phone, cursor)) {
      if (sent.has(arrival._id) || arrival._id === from) continue;
      sent.add(arrival._id);
      if (arrival._id > cursor) cursor = arrival._id;
      write(toFrame(arrival));
    }
  }

  async function tellPayments(): Promise<void> {
    const frame = paymentsFrame(await deps.sandbox.pendingFor(phone));
    if (frame === shown) return;
    shown = frame;
    write(frame);
  }

  return async (): Promise<void> => {
    await tellArrivals();
    await tellPayments();
  };
}

/** The open pages; any process can serve any of them, since all they are told is read from the database. */
export function createStreams(deps: StreamsDeps): Streams {
  const open = new Set<() => void>();

  return {
    open(phone, after, response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write('retry: 1500\n\n');
      const tell = createFeed(deps, phone, isId(after) ? after : newId(), (frame) => {
        // Closed while the news was being read: writing after the end would be an error that nobody catches.
        if (!response.writableEnded) response.write(frame);
      });
      let busy = false;
      let again = false;
      const wake = (): void => {
        if (busy) {
          again = true;
          return;
        }
        busy = true;
        tell()
          .catch((error: unknown) => deps.log.warn({ err: error }, 'simulator events could not be read'))
          .finally(() => {
            busy = false;
            if (!again) return;
            again = false;
            wake();
          });
      };
      const timer = setInterval(wake, deps.pollMs ?? 1000);
      // Some proxies close a silent connection after 30 seconds.
      const heartbeat = setInterval(() => response.write(': here\n\n'), 20_000);
      const unwatch = deps.mailbox.watch(phone, wake);
      const close = (): void => {
        clearInterval(timer);
        clearInterval(heartbeat);
        unwatch();
        open.delete(close);
        response.end();
      };
      open.add(close);
      response.on('close', close);
      wake();
    },
    closeAll: () => [...open].forEach((close) => close()),
    count: () => open.size,
  };
}
