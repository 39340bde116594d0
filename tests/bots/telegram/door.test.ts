import { describe, expect, it } from 'vitest';
import type { Door } from '../../../core/door.ts';
import type { LocalTelegram } from '../../support/local-telegram.ts';
import { doorAt, echo, forEachTelegram, jpeg, type Answer } from './door-at.ts';

let tg: LocalTelegram;
let open: Door[];
const start = forEachTelegram((scene) => ({ tg, open } = scene));

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
