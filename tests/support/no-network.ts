import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { afterAll } from 'vitest';

/**
 * Nothing leaves this machine while tests run: a connection, a datagram or a name look-up to anything but loopback and
 * unix sockets throws at once, and fails the test file even where the product swallows the error and tries again.
 * Child processes (a browser, the program itself) are outside it.
 */

const attempts: string[] = [];

/** Takes what was tried so far off the record, for the test of this very rule. */
export const takeAttempts = (): string[] => attempts.splice(0);

/** The database server that the run was told to use. */
const lent = [...(process.env['MONGODB_URI'] ?? '').matchAll(/(?<=[@/,])(\[[^\]]+\]|[^:,/@?]+)(?=[:,/?]|$)/g)].map(
  ([host]) => host.replace(/^\[|\]$/g, ''),
);

const isHere = (host: string): boolean =>
  host === '' ||
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '::1' ||
  /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host) ||
  lent.includes(host);

function refuse(what: string): never {
  attempts.push(what);
  throw new Error(`tests may not leave this machine: ${what}`);
}

function guard(how: string, host: unknown): void {
  if (typeof host === 'string' && !isHere(host)) refuse(`${how} ${host}`);
}

/** Where a socket is to go, in each of the ways to say so; undefined for a unix socket. */
function hostOf(first: unknown, second: unknown): string | undefined {
  if (Array.isArray(first)) return hostOf(first[0], undefined);
  if (typeof first === 'object' && first !== null) {
    const { path, host } = first as { path?: unknown; host?: unknown };
    return path === undefined && typeof host === 'string' ? host : undefined;
  }
  return typeof second === 'string' && !Number.isNaN(Number(first)) ? second : undefined;
}

type AnyFunction = (...values: unknown[]) => unknown;

/** Puts a check before some methods of an object. */
function check(owner: object, names: readonly string[], before: AnyFunction): void {
  const methods = owner as Record<string, AnyFunction | undefined>;
  for (const name of names) {
    const original = methods[name];
    if (original === undefined) throw new Error(`this version of Node has no ${name}`);
    methods[name] = function (this: unknown, ...values: unknown[]) {
      before(...values);
      return original.apply(this, values);
    };
  }
}

const mark = Symbol.for('lisolo tests: no network');
const world = globalThis as unknown as Record<symbol, true | undefined>;
if (!world[mark]) {
  world[mark] = true;
  const questions = ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveSrv', 'resolveTxt', 'reverse'];
  check(net.Socket.prototype, ['connect'], (first, second) => guard('connection to', hostOf(first, second)));
  for (const resolver of [dns, dns.promises]) check(resolver, questions, (name) => guard('look-up of', name));
  for (const { prototype } of [dns.Resolver, dns.promises.Resolver])
    check(
      prototype,
      questions.filter((name) => name !== 'lookup'),
      (name) => guard('look-up of', name),
    );
  check(dgram.Socket.prototype, ['send', 'connect'], (...values) =>
    values.forEach((value) => guard('datagram to', typeof value === 'string' && net.isIP(value) ? value : undefined)),
  );
  syncBuiltinESMExports();
}

afterAll(() => {
  const tried = takeAttempts();
  if (tried.length > 0)
    throw new Error(`tests may not leave this machine, but this file tried:\n  ${tried.join('\n  ')}`);
});
