import { LisoloError } from '../errors.ts';

/** The same work, given up on after `limitMs`. Throws `unavailable` (reason `timeout`); the work itself is not stopped. */
export async function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LisoloError('unavailable', { reason: 'timeout' })), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
