import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Door } from '../../../core/door.ts';
import { createLog } from '../../../core/log.ts';
import { createLocalTelegram } from '../../support/local-telegram.ts';
import type { LocalTelegram } from '../../support/local-telegram.ts';
import { aReply } from '../../support/sample-replies.ts';
import { createCore, doorAt, echo } from './door-at.ts';
import type { Answer } from './door-at.ts';

const jpeg = Buffer.from('ffd8ffe000104a46', 'hex');

let tg: LocalTelegram;
let open: Door[];

beforeEach(async () => {
  tg = await createLocalTelegram();
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((door) => door.stop()));
  await tg.close();
});

async function start(answer: Answer = echo, over: Parameters<typeof doorAt>[2] = {}) {
  const core = createCore(answer);
  const opened = doorAt(tg, core, over);
  open.push(opened.door);
  await opened.door.start();
  return { ...opened, core };
}

describe('a conversation by long polling', () => {
  it('says who it is once Telegram knows it', async () => {
    const { door } = await start();
    expect(door.status()).toEqual({ on: true, why: 'polling as @lisolo_test_bot' });
  });

  it('is off without a token, and says so', async () => {
    const { door, routes } = await start(echo, { config: {} });
    expect(door.status()).toEqual({ on: false, why: 'TELEGRAM_TOKEN is not set' });
    expect(routes.size).toBe(0);
  });

  it('answers a text with a screen and buttons', async () => {
    await start();
    const person = tg.user(1);
    await person.says('1234AB01');
    expect(await person.lastScreen()).toMatchObject({ text: 'Vous dites : 1234AB01', buttons: ['Payer', 'Contester'] });
  });

  it('edits the screen in place after a press, and stops the waiting sign', async () => {
    await start();
    const person = tg.user(1);
    await person.says('x');
    await person.presses('Contester');
    expect((await person.lastScreen()).text).toBe('Choix 1:1');
    expect(person.messages).toHaveLength(1);
    expect(tg.callsOf('answerCallbackQuery')).toHaveLength(1);
  });

  it('takes the buttons of the old screen away after a typed answer', async () => {
    await start();
    const person = tg.user(1);
    await person.says('x');
    await person.says('1');
    expect(person.messages.map(({ markup }) => markup !== undefined)).toEqual([false, true]);
  });

  it('keeps two people apart', async () => {
    await start();
    await Promise.all([tg.user(1).says('un'), tg.user(2).says('deux')]);
    expect((await tg.user(1).lastScreen()).text).toBe('Vous dites : un');
    expect((await tg.user(2).lastScreen()).text).toBe('Vous dites : deux');
  });

  it('handles the messages of one person in order, and of others meanwhile', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { core } = await start(async (inbound, rev) => {
      if (inbound.address === '1' && rev === 1) await gate;
      return echo(inbound, rev);
    });
    const first = tg.user(1).says('a');
    const second = tg.user(1).says('b');
    const other = tg.user(2).says('c');
    await tg.user(2).sees('Vous dites : c');
    expect(tg.user(1).messages).toHaveLength(0);
    release();
    await Promise.all([first, second, other]);
    expect(tg.user(1).messages.map(({ text }) => text)).toEqual(['Vous dites : a', 'Vous dites : b']);
    expect(core.received.filter(({ address }) => address === '1').map(({ input }) => input)).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'text', text: 'b' },
    ]);
  });

  it('splits what is longer than a message', async () => {
    await start(() => ({ body: [`${'mot '.repeat(2_000)}fin`] }));
    const person = tg.user(1);
    await person.says('x');
    expect(person.messages.length).toBe(2);
    expect(person.messages.at(-1)?.text.endsWith('fin')).toBe(true);
  });

  it('answers neither edits nor groups, and tells a group once where to write', async () => {
    const { core } = await start();
    await tg.user(1).edits('changed');
    const group = tg.user(-5);
    await tg.deliver({
      message: { message_id: 1, date: 1, chat: { id: -5, type: 'group' }, from: { id: 1, is_bot: false }, text: 'x' },
    });
    expect(group.messages).toHaveLength(0);
    await tg.deliver({
      my_chat_member: {
        chat: { id: -5, type: 'group' },
        from: { id: 1, is_bot: false },
        date: 1,
        new_chat_member: { status: 'member' },
      },
    });
    expect(group.messages.map(({ text }) => text)).toEqual(['telegram:privateOnly.sw']);
    expect(core.received).toHaveLength(0);
  });

  it('survives updates of kinds and shapes it has never seen', async () => {
    await start();
    await tg.deliver({ telepathy: { thought: 'x' } });
    await tg.deliver({ message: { chat: { id: { $gt: 0 } }, text: ['x'] } });
    await tg.deliver({ callback_query: { id: 7 } });
    await tg.user(1).says('\u0000\u202E<script>{"$ne":1}');
    expect((await tg.user(1).lastScreen()).text).toContain('<script>');
  });

  it('sets a command menu for each language', async () => {
    await start();
    expect([...tg.commands.keys()].sort()).toEqual(['', 'en', 'fr', 'ln', 'sw', 'wo']);
  });
});

describe('contacts, places and files', () => {
  const asking: Answer = ({ input }) =>
    input.kind === 'contact'
      ? {
          body: [`${input.phone} ${input.own ? 'own' : 'other'}`],
          options: [{ label: 'Payer', number: 1, token: '2:0' }],
        }
      : {
          body: ['Votre numéro ?'],
          asks: ['contact'],
          nav: [{ kind: 'home', label: 'Menu', typed: '00', token: '1:home' }],
        };

  it('offers a button for the contact and takes it away afterwards', async () => {
    await start(asking);
    const person = tg.user(1, { phone: '243810000009' });
    await person.starts();
    expect(await person.lastScreen()).toMatchObject({ buttons: ['Menu'], keyboard: ['telegram:shareContact.fr'] });
    await person.sharesContact();
    const screen = await person.lastScreen();
    expect(screen.messages).toEqual(['telegram:received.fr', '+243810000009 own']);
    expect(person.messages.some(({ markup }) => markup?.remove_keyboard)).toBe(true);
  });

  it('takes the keyboard away too when the person types instead', async () => {
    await start(({ input }) =>
      input.kind === 'start' ? { body: ['Numéro ?'], asks: ['contact'] } : { body: ['Merci'] },
    );
    const person = tg.user(1);
    await person.starts();
    expect((await person.lastScreen()).keyboard).toHaveLength(1);
    await person.says('plus tard');
    expect(await person.lastScreen()).toMatchObject({ text: 'Merci', keyboard: [] });
  });

  it("says when a contact is somebody else's", async () => {
    await start(asking);
    await tg.user(1).sharesContact({ userId: 2 });
    expect((await tg.user(1).lastScreen()).text).toContain('other');
  });

  it('passes a location on', async () => {
    const { core } = await start();
    await tg.user(1).sharesLocation(-4.32, 15.31);
    expect(core.received[0]?.input).toEqual({ kind: 'location', latitude: -4.32, longitude: 15.31 });
  });

  it('fetches the largest size of a photo and stores it', async () => {
    const { core, shelf } = await start();
    await tg.user(1).sendsPhoto(jpeg);
    expect(core.received[0]?.input).toEqual({ kind: 'photo', fileId: 'file-1' });
    expect([...shelf.files.values()][0]?.bytes).toEqual(jpeg);
  });

  it('stores a photo once when its message is repeated to another process', async () => {
    const { door, shelf, core } = await start();
    await tg.user(1).sendsPhoto(jpeg);
    await door.stop();
    const other = doorAt(tg, core, { files: shelf });
    open.push(other.door);
    await other.door.start();
    await tg.user(1).repeats();
    expect(shelf.files.size).toBe(1);
    expect(core.received.map(({ messageId }) => messageId)).toEqual([
      core.received[0]?.messageId,
      core.received[0]?.messageId,
    ]);
  });

  it('tries a broken download once more', async () => {
    const { core } = await start();
    tg.fail('download', { drop: 'before' });
    await tg.user(1).sendsPhoto(jpeg);
    expect(core.received).toHaveLength(1);
  });

  it.each([
    ['the download fails', () => tg.fail('download', { code: 500 }, 9), jpeg, 'telegram:fileNotReceived.sw'],
    [
      'Telegram does not give the file',
      () => tg.fail('getFile', { code: 400, description: 'Bad Request: x' }, 9),
      jpeg,
      'telegram:fileNotReceived.sw',
    ],
    [
      'the file is too big for bots',
      () => tg.fail('getFile', { code: 400, description: 'Bad Request: file is too big' }),
      jpeg,
      'errors:too_large.sw',
    ],
    ['the file is of a kind nobody wants', () => {}, Buffer.from('MZ program'), 'errors:unsupported_media.sw'],
  ])('tells the person when %s', async (_why, arrange, bytes, told) => {
    const { core } = await start();
    arrange();
    await tg.user(1).sendsDocument(bytes, 'x');
    expect((await tg.user(1).lastScreen()).text).toBe(told);
    expect(core.received).toHaveLength(0);
  });

  it('does not even begin to fetch what is announced as too large', async () => {
    await start();
    await tg.user(1).sendsDocument(jpeg, 'film.pdf', 'application/pdf', 21 * 1024 * 1024);
    expect((await tg.user(1).lastScreen()).text).toBe('errors:too_large.sw');
    expect(tg.callsOf('getFile')).toHaveLength(0);
  });

  const giving =
    (fileId: string): Answer =>
    () => ({
      body: ['Merci'],
      attachments: [
        { kind: 'image', fileId, name: 'photo.jpg', mimeType: 'image/jpeg', caption: 'Preuve' },
        { kind: 'document', fileId, name: 'quittance.pdf', mimeType: 'application/pdf' },
      ],
    });

  it('sends photos and documents with their bytes', async () => {
    const { shelf } = await start(giving('file-1'));
    await shelf.put({ bytes: jpeg, name: 'a.jpg', owner: 'x' });
    await tg.user(1).says('x');
    const { files, text } = await tg.user(1).lastScreen();
    expect(files).toEqual([
      { kind: 'photo', name: 'photo.jpg', bytes: jpeg, caption: 'Preuve' },
      { kind: 'document', name: 'quittance.pdf', bytes: jpeg, caption: '' },
    ]);
    expect(text).toContain('Merci');
  });

  it('sends a photo that Telegram refuses as a file', async () => {
    const { shelf } = await start(giving('file-1'));
    await shelf.put({ bytes: jpeg, name: 'a.jpg', owner: 'x' });
    tg.fail('sendPhoto', { code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' });
    await tg.user(1).says('x');
    expect((await tg.user(1).lastScreen()).files.map(({ kind }) => kind)).toEqual(['document', 'document']);
  });

  it('sends the rest when a file cannot be brought through', async () => {
    const { shelf } = await start(giving('file-1'));
    await shelf.put({ bytes: jpeg, name: 'a.jpg', owner: 'x' });
    tg.fail('sendDocument', { code: 500 }, 9);
    await tg.user(1).says('x');
    expect((await tg.user(1).lastScreen()).messages).toEqual([
      'Preuve',
      'telegram:fileMissing.fr name=quittance.pdf',
      'Merci',
    ]);
  });

  it('says which file is gone, and goes on', async () => {
    await start(giving('swept'));
    await tg.user(1).says('x');
    expect((await tg.user(1).lastScreen()).messages).toEqual([
      'telegram:fileMissing.fr name=photo.jpg',
      'telegram:fileMissing.fr name=quittance.pdf',
      'Merci',
    ]);
  });
});

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
