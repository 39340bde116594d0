import type { IncomingMessage, ServerResponse } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { parse } from 'node:querystring';
import proxyaddr from 'proxy-addr';
import { isSecret } from '../core/hash.ts';

export interface UssdListenerOptions {
  /** Answers one step; never rejects. */
  dial(form: unknown): Promise<{ status: number; text: string }>;
  /** The end-of-session event. */
  onEvent(): void;
  /** An unguessable path segment; callbacks carry no signature. */
  readonly secret?: string | undefined;
  /** Addresses and CIDR ranges that may call; everybody when empty. */
  readonly allow: readonly string[];
  /** Express' `trust proxy`: how many proxies are in front, or their addresses. */
  readonly trustProxy: number | string;
}

const base = '/ussd/africastalking';
const maxBytes = 16 * 1024;
const maxFields = 40;

/**
 * The HTTP side of the door, on bare node:http: a step is one small form in and one line of text out, and the web
 * framework would cost more time than the rest of the step. Returns false for a request that is not its own.
 */
export function createUssdListener(
  options: UssdListenerOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const suffix = options.secret === undefined ? '' : `/${options.secret}`;
  const steps = base + suffix;
  const events = `${base}/events${suffix}`;
  const isAllowed = createAllowList(options.allow, options.trustProxy);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request);
    if (form === 'too large') return end(response, 413, 'END');
    if (form === 'unreadable') return end(response, 415, 'END');
    const { status, text } = await options.dial(form);
    end(response, status, text);
  }

  return (request, response) => {
    const { method, url = '' } = request;
    const path = url.split('?', 1)[0] ?? '';
    if (method !== 'POST' || (path !== base && !path.startsWith(`${base}/`))) return false;
    const isStep = isSecret(path, steps);
    const isEvent = isSecret(path, events);
    if ((!isStep && !isEvent) || !isAllowed(request)) {
      end(response, 404, 'END');
      request.resume();
    } else if (isEvent) {
      options.onEvent();
      request.resume();
      end(response, 200, '');
    } else {
      answer(request, response).catch(() => {
        // The caller has gone away in the middle of its request: there is nobody to answer.
        response.destroy();
      });
    }
    return true;
  };
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...(status === 413 && { Connection: 'close' }),
  });
  response.end(text);
}

type Form = Record<string, unknown> | 'too large' | 'unreadable';

/** Reads a urlencoded form of at most 16 kB. Rejects only when the connection breaks. */
function readForm(request: IncomingMessage): Promise<Form> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    request.resume();
    return Promise.resolve('unreadable');
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) resolve('too large');
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(parse(Buffer.concat(chunks).toString('utf8'), '&', '=', { maxKeys: maxFields })));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('aborted')));
  });
}

/** A test of the caller against addresses and ranges, seen through the proxies that are trusted. */
function createAllowList(
  entries: readonly string[],
  trustProxy: number | string,
): (request: IncomingMessage) => boolean {
  if (entries.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of entries) {
    const [network = '', prefix] = entry.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
  }
  const trusts =
    typeof trustProxy === 'number'
      ? (_address: string, hop: number) => hop < trustProxy
      : proxyaddr.compile(trustProxy.split(',').map((part) => part.trim()));
  return (request) => {
    const address = proxyaddr(request, trusts).replace(/^::ffff:/, '');
    return isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  };
}
