import { LisoloError } from '../errors.ts';
import { destinationOf, resolveAll, type Resolve } from './destination.ts';
import { exchange } from './exchange.ts';
import type { Outbound } from './types.ts';

const lookupMs = 5_000;

/** What is awaited, given up when the signal says so. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new LisoloError('unavailable', { reason: 'timeout' }));
    signal.addEventListener('abort', giveUp, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

/** `allowPrivate` lets machines of our own network be asked: for tests and trials on one machine only. */
export function createOutbound({
  allowPrivate,
  resolve = resolveAll,
  authorities,
}: {
  readonly allowPrivate: boolean;
  /** Instead of the machine's own way to look up names. */
  readonly resolve?: Resolve;
  /** Certificates that are believed, in place of those that the machine believes: for tests. */
  readonly authorities?: string;
}): Outbound {
  const reach = { allowPrivate, resolve };
  return {
    async ask(wish) {
      const signal = AbortSignal.timeout(wish.timeoutMs);
      const destination = await untilAborted(destinationOf(wish.url, reach), signal);
      return exchange(destination, wish, signal, authorities);
    },
    async check(url) {
      await untilAborted(destinationOf(url, reach), AbortSignal.timeout(lookupMs));
    },
  };
}
