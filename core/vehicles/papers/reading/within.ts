import { LisoloError } from '../../../errors.ts';

/** The work's result, or `unavailable` when it takes longer. The work itself goes on: whoever gave up has to end it. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LisoloError('unavailable', { reason: 'it takes too long' })), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
