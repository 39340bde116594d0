import { lookup, resolveTxt } from 'node:dns/promises';
import { createServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { takeAttempts } from './support/no-network.ts';

/** The reason of a failure, at the bottom of what wraps it. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.cause === undefined ? error.message : reasonOf(error.cause)) : String(error);

const refusal = /tests may not leave this machine/;

describe('while tests run', () => {
  it.each<[string, () => unknown]>([
    ['a request by address', () => fetch('http://192.0.2.1/')],
    ['a request by name', () => fetch('https://api.telegram.org/')],
    ['a request by the older client', () => httpsRequest('https://graph.facebook.com/')],
    ['a plain connection', () => connect(80, '192.0.2.1')],
    ['a connection with options', () => connect({ port: 80, host: '2001:db8::1' })],
    ['an encrypted connection', () => connectTls({ port: 443, host: '192.0.2.1' })],
    ['a look-up', () => lookup('example.org')],
    ['a question to the name service', () => resolveTxt('example.org')],
  ])('%s to elsewhere is refused and noted', async (_what, leave) => {
    const error: unknown = await Promise.resolve()
      .then(leave)
      .then(
        () => 'went out',
        (thrown: unknown) => thrown,
      );
    expect(reasonOf(error)).toMatch(refusal);
    expect(takeAttempts()).toHaveLength(1);
  });

  it('this machine can be reached, by number and by name', async () => {
    const server = createServer((_request, response) => response.end('here'));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('here');
    await new Promise((resolve) => server.close(resolve));
    expect(takeAttempts()).toEqual([]);
  });
});
