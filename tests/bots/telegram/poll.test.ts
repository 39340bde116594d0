import { expect, it } from 'vitest';
import { createPoller } from '../../../bots/telegram/poll.ts';

it('asks each time with a signal of its own, so that months of polling pile nothing up, and breaks off the last when stopped', async () => {
  const signals: AbortSignal[] = [];
  let enough: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (enough = resolve));
  const poller = createPoller({
    api: {
      getUpdates: (_wanted, signal) => {
        signals.push(signal as unknown as AbortSignal);
        if (signals.length < 20) return Promise.resolve([]);
        enough();
        return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));
      },
    },
    take: () => Promise.resolve(),
    onState: () => undefined,
  });
  poller.start();
  await asked;
  await poller.stop(100);
  expect(new Set(signals).size).toBe(20);
  expect(signals.map(({ aborted }) => aborted)).toEqual([...Array<boolean>(19).fill(false), true]);
});
