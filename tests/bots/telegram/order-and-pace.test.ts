import { describe, expect, it } from 'vitest';
import { createLanes } from '../../../bots/telegram/lanes.ts';
import { createPacer } from '../../../bots/telegram/pace.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('the order of updates', () => {
  it('runs one chat in order and others beside it, faults included', async () => {
    const lanes = createLanes();
    const log: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = lanes.run('a', async () => {
      await gate;
      log.push('a1');
      throw new Error('fault');
    });
    const second = lanes.run('a', () => Promise.resolve(void log.push('a2')));
    await lanes.run('b', () => Promise.resolve(void log.push('b1')));
    expect(log).toEqual(['b1']);
    release();
    await expect(first).rejects.toThrow('fault');
    await second;
    expect(log).toEqual(['b1', 'a1', 'a2']);
    await lanes.idle();
  });
});

describe('the pace of messages', () => {
  it('lets a burst through to one chat and then slows down, without holding up another', async () => {
    const pacer = createPacer({ perSecond: 1_000, perChat: 2, chatSeconds: 0.3 });
    const sent: string[] = [];
    const begun = Date.now();
    const slow = [1, 2, 3, 4].map((n) => pacer.run('a', () => Promise.resolve(void sent.push(`a${n}`))));
    const other = pacer.run('b', () => Promise.resolve(void sent.push('b1')));
    await Promise.all([slow[0], slow[1], other]);
    expect(sent.toSorted()).toEqual(['a1', 'a2', 'b1']);
    await Promise.all(slow);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(250);
    expect(sent.filter((one) => one.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('keeps all chats together below the overall limit', async () => {
    const pacer = createPacer({ perSecond: 5, perChat: 100, chatSeconds: 1 });
    let sent = 0;
    const all = Array.from({ length: 6 }, (_, n) => pacer.run(String(n), () => Promise.resolve(void (sent += 1))));
    await Promise.all(all.slice(0, 5));
    await tick();
    expect(sent).toBe(5);
    await all[5];
    expect(sent).toBe(6);
  });
});
