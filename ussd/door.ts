import { randomUUID } from 'node:crypto';
import { t } from '../core/dialog/index.ts';
import type { Language, Log, Receive, Reply, Speak } from '../core/dialog/index.ts';
import type { Door } from '../core/door.ts';
import { isLisoloError, LisoloError } from '../core/errors.ts';
import { createUssdListener } from './listener.ts';
import { dialForm, receive } from './receive.ts';
import { render, renderSorry } from './render.ts';

export interface UssdDoorOptions {
  readonly receive: Receive;
  /** In which language this phone was last answered, as far as this process knows. */
  readonly languageOf: (phone: string) => Language | undefined;
  readonly speak: Speak;
  readonly log: Log;
  readonly serviceCode: string;
  readonly secret?: string | undefined;
  readonly allow: readonly string[];
  readonly trustProxy: number | string;
  /** How long a step may take, in milliseconds; 4 seconds if not given. */
  readonly patienceMs?: number | undefined;
}

export interface UssdDoor extends Door {
  /** One step, as the gateway would ask for it; the simulator's phone uses the same. Always a `CON ` or `END ` text. */
  dial(form: unknown): Promise<{ status: number; text: string }>;
}

/** A gateway hangs up on a silent service after some seconds, and the person would see its fault instead of our words. */
const usualPatienceMs = 4_000;

/** What comes too late for the page is done all the same: who dials again is asked whether to go on from there. */
async function within(patienceMs: number, answer: Promise<Reply>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LisoloError('unavailable', { reason: 'late' })), patienceMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The USSD door: the reply is the HTTP response, so there is nothing to send. */
export function createUssdDoor(options: UssdDoorOptions): UssdDoor {
  const { speak, log, secret, patienceMs = usualPatienceMs } = options;
  let ended = 0;

  async function dial(form: unknown): Promise<{ status: number; text: string }> {
    const parsed = dialForm.safeParse(form);
    if (!parsed.success) return { status: 400, text: renderSorry(t('errors:invalid_input'), speak) };
    const traceId = randomUUID();
    const inbound = receive(parsed.data, traceId);
    try {
      return { status: 200, text: render(await within(patienceMs, options.receive(inbound)), speak) };
    } catch (error) {
      // A gateway shows whatever it gets: an apology with status 200 reaches the person, a 5xx would not.
      log.error({ err: error, traceId }, 'ussd step failed');
      const sorry = isLisoloError(error) ? t(error.tellUser) : t('errors:defect', { reference: traceId.slice(0, 8) });
      return { status: 200, text: renderSorry(sorry, speak, options.languageOf(inbound.address)) };
    }
  }

  return {
    name: 'USSD',
    dial,
    listener: createUssdListener({ ...options, dial, onEvent: () => (ended += 1) }),
    status: () => ({
      on: true,
      why: `${options.serviceCode}, POST /ussd/africastalking${secret === undefined ? ' (set USSD_SECRET before you give it to a gateway)' : '/<USSD_SECRET>'}${ended > 0 ? `, ${ended} sessions ended` : ''}`,
    }),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
