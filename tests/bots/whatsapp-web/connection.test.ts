import { beforeEach, describe, expect, it } from 'vitest';
import { createConnection, type Connection, type Trouble } from '../../../bots/whatsapp-web/connection.ts';
import { silentLog } from '../../../core/log.ts';
import { createLocalWhatsapp } from '../../support/local-whatsapp.ts';
import { createManualTimers } from './manual-timers.ts';

const second = 1_000;
const minute = 60 * second;

let wa: ReturnType<typeof createLocalWhatsapp>;
let time: ReturnType<typeof createManualTimers>;
let connection: Connection;
let troubles: Trouble[];
let codes: (string | undefined)[];
let heard: string[];
/** What `initialize` of the next clients does. */
let begin: () => Promise<void>;

beforeEach(() => {
  wa = createLocalWhatsapp();
  time = createManualTimers();
  troubles = [];
  codes = [];
  heard = [];
  begin = () => Promise.resolve();
  connection = createConnection({
    open: async () => {
      const client = await wa.vendor.open();
      wa.client().initializing = () => begin();
      return client;
    },
    timers: time.timers,
    random: () => 1,
    log: silentLog,
    onMessage: (message) => heard.push(message.body),
    onQr: (code) => codes.push(code),
    onTrouble: (trouble) => troubles.push(trouble),
  });
});

const count = (): number => wa.clients().length;
async function ready(): Promise<void> {
  connection.start();
  await time.settle();
  wa.emits('authenticated');
  wa.emits('ready');
}

describe('a WhatsApp connection', () => {
  it('shows the pairing code, then gets ready and takes messages', async () => {
    connection.start();
    await time.settle();
    expect(connection.state()).toBe('starting');
    wa.emits('qr', 'code-1');
    expect(connection.state()).toBe('pairing');
    wa.emits('authenticated');
    expect(connection.state()).toBe('authenticated');
    wa.emits('ready');
    expect(connection.state()).toBe('ready');
    expect(codes).toEqual(['code-1', undefined, undefined]);
    wa.emits('message', { body: 'Bonjour' });
    expect(heard).toEqual(['Bonjour']);
  });

  it('tries again with growing pauses of at most 5 minutes when there is no network', async () => {
    begin = () => Promise.reject(new Error('net::ERR_NAME_NOT_RESOLVED'));
    connection.start();
    const pauses: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      await time.settle();
      expect(connection.state()).toBe('waiting');
      expect(connection.lastFault()).toBe('net::ERR_NAME_NOT_RESOLVED');
      const pause = time.pending().at(-1) ?? 0;
      pauses.push(pause / second);
      await time.pass(pause);
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(
      wa
        .clients()
        .slice(0, -1)
        .every((client) => client.destroyed),
    ).toBe(true);
  });

  it('tries again when there is no browser', async () => {
    let tries = 0;
    const lost = createConnection({
      open: () => Promise.reject(new Error(`no Chromium found ${String((tries += 1))}`)),
      timers: time.timers,
      random: () => 1,
      log: silentLog,
      onMessage: () => undefined,
      onQr: () => undefined,
      onTrouble: () => undefined,
    });
    lost.start();
    await time.pass(2 * second);
    expect(tries).toBe(2);
    expect(lost.lastFault()).toBe('no Chromium found 2');
  });

  it('begins anew when it is not ready 90 seconds after the last progress', async () => {
    connection.start();
    await time.pass(80 * second);
    wa.emits('authenticated');
    await time.pass(89 * second);
    expect(count()).toBe(1);
    await time.pass(second);
    expect(connection.state()).toBe('waiting');
    expect(wa.client().destroyed).toBe(true);
    await time.pass(2 * second);
    expect(count()).toBe(2);
  });

  it('shows fresh codes for as long as nobody pairs, without longer and longer pauses', async () => {
    connection.start();
    for (let round = 1; round <= 5; round += 1) {
      await time.settle();
      expect(count()).toBe(round);
      wa.emits('qr', `code-${String(round)}`);
      await time.pass(92 * second);
    }
  });

  it('asks for the state every minute and lives on while it is connected', async () => {
    await ready();
    await time.pass(60 * minute);
    expect(count()).toBe(1);
    expect(connection.state()).toBe('ready');
  });

  it('gives a passing state three checks', async () => {
    await ready();
    wa.client().state = 'OPENING';
    await time.pass(2 * minute);
    wa.client().state = 'CONNECTED';
    await time.pass(minute);
    wa.client().state = 'TIMEOUT';
    await time.pass(2 * minute);
    expect(count()).toBe(1);
    await time.pass(minute + 2 * second);
    expect(count()).toBe(2);
  });

  it.each([
    ['no state', null],
    ['a lasting state', 'UNPAIRED'],
  ])('begins anew on %s', async (_title, state) => {
    await ready();
    wa.client().state = state;
    await time.pass(minute + 2 * second);
    expect(count()).toBe(2);
  });

  it('begins anew when the page does not answer', async () => {
    await ready();
    wa.client().getState = () => new Promise(() => undefined);
    await time.pass(minute + 17 * second);
    expect(count()).toBe(2);
  });

  it('forgets earlier failures once it has been connected for a minute', async () => {
    begin = () => Promise.reject(new Error('offline'));
    connection.start();
    await time.pass(20 * second);
    begin = () => Promise.resolve();
    await time.pass(minute);
    wa.emits('ready');
    await time.pass(minute);
    wa.emits('disconnected', 'PAGE_BROKEN');
    expect(time.pending().at(-1)).toBe(2 * second);
  });

  it.each([
    ['LOGOUT', 'logged_out', 2 * second],
    ['UNPAIRED', 'logged_out', 2 * second],
    ['CONFLICT', 'conflict', 5 * minute],
    ['TOS_BLOCK', 'blocked', 60 * minute],
  ])('tells the operator of %s', async (reason, kind, pause) => {
    await ready();
    wa.emits('disconnected', reason);
    expect(troubles).toEqual([{ kind, detail: reason }]);
    await time.pass(pause - 1);
    expect(count()).toBe(1);
    await time.pass(1);
    expect(count()).toBe(2);
  });

  it('tells the operator when the stored session is refused', async () => {
    connection.start();
    await time.settle();
    wa.emits('auth_failure', 'bad session');
    expect(troubles).toEqual([{ kind: 'auth_failure', detail: 'bad session' }]);
    await time.pass(2 * second);
    expect(count()).toBe(2);
  });

  it('does not listen to a client that it gave up', async () => {
    await ready();
    const old = wa.client();
    old.emit('disconnected', 'PAGE_BROKEN');
    await time.pass(2 * second);
    old.emit('message', { body: 'late' });
    old.emit('disconnected', 'LOGOUT');
    expect(heard).toEqual([]);
    expect(troubles).toEqual([]);
    expect(count()).toBe(2);
  });

  it('hands out the client when it becomes ready, and nothing when that takes too long', async () => {
    connection.start();
    await time.settle();
    const late = connection.ready(second);
    const soon = connection.ready(minute);
    await time.pass(2 * second);
    expect(await late).toBeUndefined();
    wa.emits('ready');
    expect(await soon).toBe(wa.client());
  });

  it('destroys the client on stop and never comes back', async () => {
    await ready();
    const waiting = connection.ready(0);
    await connection.stop();
    expect(wa.client().destroyed).toBe(true);
    expect(await waiting).toBe(wa.client());
    await time.pass(60 * minute);
    expect(count()).toBe(1);
    expect(connection.state()).toBe('stopped');
    expect(await connection.ready(minute)).toBeUndefined();
  });

  it('stops within 2 seconds even when the browser does not close', async () => {
    await ready();
    wa.client().destroy = () => new Promise(() => undefined);
    let stopped = false;
    void connection.stop().then(() => (stopped = true));
    await time.pass(2 * second);
    expect(stopped).toBe(true);
  });

  it('closes a client that was still being opened when it was stopped', async () => {
    connection.start();
    await connection.stop();
    await time.settle();
    expect(wa.client().destroyed).toBe(true);
  });

  it('stops trying when it is stopped between two tries', async () => {
    begin = () => Promise.reject(new Error('offline'));
    connection.start();
    await time.settle();
    await connection.stop();
    await time.pass(60 * minute);
    expect(count()).toBe(1);
  });
});
