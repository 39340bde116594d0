import { randomUUID } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { Router, urlencoded } from 'express';
import type { NextFunction, Request, Response } from 'express';
import type { Door } from '../core/door.ts';
import { isLisoloError } from '../core/errors.ts';
import { t } from '../core/dialog/index.ts';
import type { Log, Receive, Speak } from '../core/dialog/index.ts';
import { dialForm, receive } from './receive.ts';
import { render } from './render.ts';

export interface UssdDoorOptions {
  readonly receive: Receive;
  readonly speak: Speak;
  readonly log: Log;
  readonly serviceCode: string;
  /** An unguessable path segment; callbacks carry no signature. */
  readonly secret?: string;
  /** Addresses and CIDR ranges that may call; everybody when empty. */
  readonly allow: readonly string[];
}

export interface UssdDoor extends Door {
  /** One step, as the gateway would ask for it; the simulator's phone uses the same. Always a `CON ` or `END ` text. */
  dial(form: unknown): Promise<{ status: number; text: string }>;
}

/** The USSD door: the reply is the HTTP response, so there is nothing to send. */
export function createUssdDoor(options: UssdDoorOptions): UssdDoor {
  const { speak, log, secret } = options;
  const isAllowed = createAllowList(options.allow);
  let ended = 0;

  async function dial(form: unknown): Promise<{ status: number; text: string }> {
    const traceId = randomUUID();
    const parsed = dialForm.safeParse(form);
    if (!parsed.success) return { status: 400, text: `END ${speak(t('errors:invalid_input'), 'fr', { short: true })}` };
    try {
      return { status: 200, text: render(await options.receive(receive(parsed.data, traceId)), speak) };
    } catch (error) {
      // A gateway shows whatever it gets: an apology with status 200 reaches the person, a 5xx would not.
      log.error({ err: error, traceId }, 'ussd step failed');
      const sorry = isLisoloError(error) ? t(error.tellUser) : t('errors:defect', { reference: traceId.slice(0, 8) });
      return { status: 200, text: `END ${speak(sorry, 'fr', { short: true })}` };
    }
  }

  function guard(request: Request<{ secret?: string }>, response: Response, next: NextFunction): void {
    const knowsPath = secret === undefined || request.params.secret === secret;
    if (knowsPath && isAllowed(request.ip)) next();
    else response.status(404).type('text/plain').send('END');
  }

  const form = urlencoded({ extended: false, limit: '16kb', parameterLimit: 40 });
  const answer = async (request: Request, response: Response): Promise<void> => {
    const { status, text } = await dial(request.body);
    response.status(status).type('text/plain').send(text);
  };
  /** The end-of-session event: accepted and counted, nothing is answered. */
  const event = (_request: Request, response: Response): void => {
    ended += 1;
    response.status(200).type('text/plain').send('');
  };

  const router = Router();
  router.post('/events{/:secret}', guard, form, event);
  router.post('{/:secret}', guard, form, answer);

  return {
    name: 'USSD',
    dial,
    status: () => ({
      on: true,
      why: `${options.serviceCode}, POST /ussd/africastalking${secret === undefined ? ' (set USSD_SECRET before you give it to a gateway)' : '/<USSD_SECRET>'}${ended > 0 ? `, ${ended} sessions ended` : ''}`,
    }),
    mount: (http) => http.use('/ussd/africastalking', router),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}

/** A test of a caller's address against addresses and CIDR ranges; an empty list lets everybody in. */
function createAllowList(entries: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [network = '', prefix] = entry.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
  }
  return (address) => {
    if (entries.length === 0) return true;
    const plain = address?.replace(/^::ffff:/, '') ?? '';
    return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}
