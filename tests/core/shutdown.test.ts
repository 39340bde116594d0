import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { silentLog as log } from '../../core/log.ts';
import { createShutdown } from '../../core/shutdown.ts';

describe('stopping', () => {
  it('goes in reverse order, once, and ends with the code given first', async () => {
    const exit = vi.fn();
    const shutdown = createShutdown({ log, exit });
    const stopped: string[] = [];
    for (const name of ['database', 'jobs', 'doors']) shutdown.add(name, async () => stopped.push(name));
    await Promise.all([shutdown.run('SIGTERM', 0), shutdown.run('uncaught', 1)]);
    expect(stopped).toEqual(['doors', 'jobs', 'database']);
    expect(exit.mock.calls).toEqual([[0]]);
  });

  it('goes on when a part fails', async () => {
    const exit = vi.fn();
    const shutdown = createShutdown({ log, exit });
    const database = vi.fn(() => Promise.resolve());
    shutdown.add('database', database);
    shutdown.add('door', () => Promise.reject(new Error('gone')));
    await shutdown.run('SIGINT', 0);
    expect(database).toHaveBeenCalledOnce();
    expect(exit).toHaveBeenCalledWith(0);
  });

  it('leaves a part behind that never stops, and still closes the database', async () => {
    const exit = vi.fn();
    const shutdown = createShutdown({ log, exit, limitMs: 200 });
    const database = vi.fn(() => wait(1));
    shutdown.add('database', database);
    shutdown.add('door', () => new Promise(() => undefined));
    await shutdown.run('SIGTERM', 0);
    expect(database).toHaveBeenCalledOnce();
    expect(exit.mock.calls).toEqual([[0]]);
  });
});
