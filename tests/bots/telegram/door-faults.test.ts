import { describe, expect, it } from 'vitest';
import type { Door } from '../../../core/door.ts';
import { createLog } from '../../../core/log.ts';
import type { LocalTelegram } from '../../support/local-telegram.ts';
import { aReply } from '../../support/sample-replies.ts';
import { createCore, doorAt, echo, forEachTelegram, jpeg } from './door-at.ts';

let tg: LocalTelegram;
let open: Door[];
const start = forEachTelegram((scene) => ({ tg, open } = scene));

describe('faults', () => {
  it('waits as long as a flood limit asks, then answers', async () => {
    await start();
    tg.fail('sendMessage', { code: 429, retryAfter: 0.2 });
    await tg.user(1).says('x');
    const [refused, sent] = tg.callsOf('sendMessage');
    expect((sent?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(190);
    expect((await tg.user(1).lastScreen()).text).toBe('Vous dites : x');
  });

  it.each([
    ['an internal error', { code: 502 } as const],
    ['a broken connection', { drop: 'before' } as const],
  ])('answers all the same after %s', async (_what, fault) => {
    await start();
    tg.fail('sendMessage', fault, 2);
    await tg.user(1).says('x');
    expect((await tg.user(1).lastScreen()).text).toBe('Vous dites : x');
  });

  it('keeps polling through internal errors and broken connections', async () => {
    tg.fail('getUpdates', { code: 500 });
    tg.fail('getUpdates', { drop: 'before' });
    const { door } = await start();
    await tg.user(1).says('x');
    expect(door.status().why).toBe('polling as @lisolo_test_bot');
  });

  it('handles an update again whose confirmation was lost, without a second answer', async () => {
    const { core } = await start();
    await tg.user(1).says('x');
    await tg.user(1).repeats();
    expect(core.received).toHaveLength(1);
    expect(tg.user(1).messages).toHaveLength(1);
  });

  it('gives the same answer to an update that another process had answered', async () => {
    const core = createCore(echo);
    const first = doorAt(tg, core);
    await first.door.start();
    await tg.user(1).says('x');
    await first.door.stop();
    const second = doorAt(tg, core);
    open.push(second.door);
    await second.door.start();
    await tg.user(1).repeats();
    expect(tg.user(1).messages.map(({ text }) => text)).toEqual(['Vous dites : x', 'Vous dites : x']);
    expect(tg.user(1).messages[1]?.markup).toEqual(tg.user(1).messages[0]?.markup);
  });

  it('changes nothing on the screen when a press is repeated to another process', async () => {
    const core = createCore(echo);
    const first = doorAt(tg, core);
    await first.door.start();
    await tg.user(1).says('x');
    await tg.user(1).presses('Payer');
    await first.door.stop();
    const second = doorAt(tg, core);
    open.push(second.door);
    await second.door.start();
    await tg.user(1).repeats();
    expect(tg.user(1).messages.map(({ text }) => text)).toEqual(['Choix 1:0']);
  });

  it('sends the screen anew when the pressed message cannot be edited any more', async () => {
    await start();
    await tg.user(1).says('x');
    await tg.user(1).pressesOld(424_242, '1:0');
    expect(tg.user(1).messages.map(({ text }) => text)).toEqual(['Vous dites : x', 'Choix 1:0']);
  });

  it('remembers that a person has blocked the bot, told or found out', async () => {
    const { blocked } = await start();
    await tg.user(1).says('x');
    await tg.blocks(1);
    expect(blocked).toEqual(['1']);
    tg.user(2);
    tg.blocksSilently(2);
    await tg.user(2).says('x');
    expect(blocked).toEqual(['1', '2']);
  });

  it('asks a core that fails again, and then answers', async () => {
    let failures = 2;
    await start((inbound, rev) => {
      if ((failures -= 1) >= 0) throw new Error('the database is away');
      return echo(inbound, rev);
    });
    await tg.user(1).says('x');
    expect((await tg.user(1).lastScreen()).text).toBe('Vous dites : x');
  });

  it('apologises when the core goes on failing, and serves the next person', async () => {
    await start((inbound, rev) => {
      if (inbound.address === '1') throw new Error('defect');
      return echo(inbound, rev);
    });
    await tg.user(1).says('x');
    expect((await tg.user(1).lastScreen()).text).toBe('errors:unavailable.sw');
    await tg.user(2).says('y');
    expect((await tg.user(2).lastScreen()).text).toBe('Vous dites : y');
  });

  it('says that another process polls with the same token, and takes over when that ends', async () => {
    tg.fail('getUpdates', { code: 409, description: 'Conflict: terminated by other getUpdates request' }, 2);
    const { door } = await start(echo, { backOff: [100] });
    await expect
      .poll(() => door.status().why, { interval: 5 })
      .toBe('another process polls with the same TELEGRAM_TOKEN; trying again');
    await expect.poll(() => door.status().why).toBe('polling as @lisolo_test_bot');
  });

  it('switches itself off when Telegram does not know the token', async () => {
    const { door } = await start(echo, { config: { token: '1:wrong', apiRoot: tg.apiRoot } });
    expect(door.status()).toEqual({ on: false, why: 'Telegram refuses TELEGRAM_TOKEN' });
  });

  it('starts although Telegram is out of reach, and connects when it is there', async () => {
    tg.fail('getMe', { drop: 'before' }, 3);
    const { door } = await start(echo, { backOff: [600] });
    expect(door.status()).toEqual({ on: true, why: 'Telegram is out of reach; trying again' });
    await expect.poll(() => door.status().why, { timeout: 4_000 }).toBe('polling as @lisolo_test_bot');
  });
});

describe('the log', () => {
  it('never holds texts, chats or the token, whatever goes wrong', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } });
    tg.fail('getMe', { drop: 'before' });
    tg.fail('getUpdates', { code: 500 });
    await start(echo, { log });
    tg.fail('sendMessage', { drop: 'before' }, 3);
    await tg.user(987_654).says('ma plaque est 1234AB01');
    tg.fail('download', { drop: 'before' }, 9);
    await tg.user(987_654).sendsPhoto(jpeg);
    const everything = lines.join('');
    expect(everything).toContain('an answer was not sent');
    expect(everything).toContain('a file was not taken');
    for (const secret of [tg.token, '1234AB01', '987654', tg.apiRoot]) expect(everything).not.toContain(secret);
  });
});

describe('confirming to Telegram', () => {
  it('confirms nothing before the core has stored it', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { core } = await start(async (inbound, rev) => (await gate, echo(inbound, rev)));
    const said = tg.user(1).says('x');
    await expect.poll(() => core.received.length).toBe(1);
    expect(tg.waiting()).toBe(1);
    release();
    await said;
    expect(tg.waiting()).toBe(0);
  });

  it('leaves to the next process what it could not store before it stopped', async () => {
    const stuck = doorAt(tg, { receive: () => new Promise(() => {}) }, { stopWithinMs: 200 });
    await stuck.door.start();
    const said = tg.user(1).says('x');
    await expect.poll(() => tg.callsOf('getUpdates').length).toBeGreaterThan(1);
    await stuck.door.stop();
    expect(tg.waiting()).toBe(1);
    await start();
    await said;
    expect((await tg.user(1).lastScreen()).text).toBe('Vous dites : x');
  });

  it('finishes and confirms what is under way when it stops', async () => {
    const { door } = await start(async (inbound, rev) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return echo(inbound, rev);
    });
    const said = tg.user(1).says('x');
    await expect.poll(() => tg.callsOf('getUpdates').length).toBeGreaterThan(1);
    await door.stop();
    await said;
    expect((await tg.user(1).lastScreen()).text).toBe('Vous dites : x');
    expect(door.status()).toEqual({ on: false, why: 'stopped' });
  });
});

describe('notices', () => {
  const notice = aReply({ body: ['Paiement reçu'] });

  it('are delivered to a chat', async () => {
    const { deliver } = await start();
    tg.user(1);
    const { providerId } = await deliver('1', notice, 'k');
    expect(providerId).toBe(String(tg.user(1).messages[0]?.id));
    expect((await tg.user(1).sees('Paiement reçu')).text).toBe('Paiement reçu');
  });

  it.each([
    ['the person blocked the bot', () => tg.blocksSilently(1), '1', { code: 'forbidden' }],
    ['the chat does not exist', () => {}, '999', { code: 'vendor_refused' }],
    ["the address is none of Telegram's", () => {}, '+243810000001', { code: 'vendor_refused' }],
    [
      'Telegram asks for patience',
      () => tg.fail('sendMessage', { code: 429, retryAfter: 7 }),
      '1',
      { code: 'unavailable', details: { retryAfterSeconds: 7 } },
    ],
    ['Telegram has a fault', () => tg.fail('sendMessage', { code: 500 }), '1', { code: 'unavailable' }],
    ['the network breaks', () => tg.fail('sendMessage', { drop: 'before' }), '1', { code: 'unavailable' }],
  ])('say by name when %s', async (_why, arrange, address, error) => {
    const { deliver } = await start();
    tg.user(1);
    arrange();
    await expect(deliver(address, notice, 'k')).rejects.toMatchObject({ name: 'LisoloError', ...error });
    expect(tg.callsOf('sendMessage').length).toBeLessThanOrEqual(1);
  });

  it('never carry the token or the text in an error', async () => {
    const { deliver } = await start();
    tg.user(1);
    tg.fail('sendMessage', { drop: 'before' });
    const error = await deliver('1', notice, 'k').catch((reason: unknown) => reason);
    const { inspect } = await import('node:util');
    const everything = inspect(error, { depth: 9, showHidden: true });
    expect(everything).toContain('unavailable');
    expect(everything).not.toContain(tg.token);
    expect(everything).not.toContain('Paiement');
  });
});
