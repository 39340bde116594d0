import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { TLSSocket } from 'node:tls';
import { LisoloError } from '../errors.ts';
import type { Address, Destination } from './destination.ts';
import type { OutboundAnswer, OutboundRequest } from './types.ts';

/** Gives what was looked at already: asked again, a name could lead elsewhere. */
const toThese =
  (addresses: readonly Address[]): LookupFunction =>
  (_name, options, found) => {
    const [first] = addresses;
    if (options.all) found(null, [...addresses]);
    else if (first) found(null, first.address, first.family);
  };

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

async function bodyOf(answer: IncomingMessage, { mostBytes, longer }: OutboundRequest): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length <= mostBytes) continue;
    if (longer !== 'cut') throw new LisoloError('too_large', { most: mostBytes });
    break;
  }
  return Buffer.concat(parts).subarray(0, mostBytes);
}

/** Whoever answered has not shown that they are the machine of that name; nothing was said to them. */
const isStranger = ({ socket }: ClientRequest): boolean =>
  socket instanceof TLSSocket && Boolean(socket.authorizationError);

const broken = (request: ClientRequest, signal: AbortSignal, error: unknown): LisoloError => {
  if (error instanceof LisoloError) return error;
  const reason = signal.aborted ? 'timeout' : isStranger(request) ? 'bad_certificate' : 'broken_line';
  return new LisoloError('unavailable', { reason }, { cause: error });
};

/**
 * One request on a connection of its own, which ends with it. `authorities`: certificates that are believed in place of
 * those of the machine. Throws `unavailable`, `too_large`.
 */
export async function exchange(
  { url, addresses }: Destination,
  wish: OutboundRequest,
  signal: AbortSignal,
  authorities: string | undefined,
): Promise<OutboundAnswer> {
  const options: RequestOptions = {
    method: wish.method,
    headers: { 'user-agent': 'Lisolo', ...wish.headers },
    agent: false,
    lookup: toThese(addresses),
    signal,
    // Whatever the environment says of it.
    rejectUnauthorized: true,
    ...(authorities !== undefined && { ca: authorities }),
  };
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      // Stays on: a line may break again after the answer has begun.
      request.on('error', reject);
      request.once('close', () => reject(new Error('closed without an answer')));
      request.end(wish.body);
    });
    const body = await bodyOf(answer, wish);
    return { status: answer.statusCode ?? 0, headers: headersOf(answer), body };
  } catch (error) {
    throw broken(request, signal, error);
  } finally {
    request.destroy();
  }
}
