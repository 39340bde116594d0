import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../core/listen.ts';
import { silentLog } from '../../core/log.ts';
import { createUssdDoor } from '../../ussd/index.ts';
import { strictSpeak } from '../support/talk.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

/** A door on a port of its own; gives how each request is answered. */
async function gate(wish: Partial<Parameters<typeof createUssdDoor>[0]>) {
  const door = createUssdDoor({
    receive: () => Promise.reject(new Error('nobody comes so far in this test')),
    languageOf: () => undefined,
    speak: strictSpeak,
    log: silentLog,
    serviceCode: '*384*123#',
    allow: [],
    trustProxy: 0,
    ...wish,
  });
  const server = await listen({
    handler: (request, response) => {
      if (!door.listener?.(request, response)) response.writeHead(418).end();
    },
    port: 0,
    host: '127.0.0.1',
  });
  stop = () => server.stop();
  return async (path: string, headers: Record<string, string> = {}): Promise<number> => {
    const body = new URLSearchParams({ sessionId: 's1', phoneNumber: '+243810000001', text: '' });
    return (await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', body, headers })).status;
  };
}

describe('the USSD door', () => {
  it('answers whoever knows the secret part of the address, and nobody else', async () => {
    const status = await gate({ secret: 'a-long-secret' });
    const base = '/ussd/africastalking';
    expect([await status(`${base}/a-long-secret`), await status(`${base}/events/a-long-secret`)]).toEqual([200, 200]);
    const wrong = ['', '/', '/a-long-secre', '/a-long-secret/', '/A-long-secret', '/events', '/%61-long-secret'];
    for (const path of wrong) expect(await status(base + path), path).toBe(404);
  });

  it('answers the addresses that may call, as the proxies in front tell them', async () => {
    const direct = await gate({ allow: ['192.0.2.0/24'] });
    const from = (address: string) => ({ 'X-Forwarded-For': address });
    expect(await direct('/ussd/africastalking', from('192.0.2.7'))).toBe(404);
    await stop?.();
    const behind = await gate({ allow: ['192.0.2.0/24', '2001:db8::/32'], trustProxy: 1 });
    expect(await behind('/ussd/africastalking', from('192.0.2.7'))).toBe(200);
    expect(await behind('/ussd/africastalking', from('2001:db8::7'))).toBe(200);
    // Only what the nearest proxy has added counts.
    for (const address of ['192.0.2.7, 198.51.100.1', 'nonsense', '::ffff:198.51.100.1'])
      expect(await behind('/ussd/africastalking', from(address)), address).toBe(404);
  });
});
