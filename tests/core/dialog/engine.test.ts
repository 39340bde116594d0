import { beforeEach, describe, expect, it } from 'vitest';
import { bindFlow, defineFlow } from '../../../core/dialog/index.ts';
import type { SentFile } from '../../../core/dialog/index.ts';
import { pagePhone, strictSpeak } from '../../support/talk.ts';
import { openTeaHouse } from '../../support/tea-house.ts';
import type { TeaHouse } from '../../support/tea-house.ts';
import { play } from './bare-engine.ts';

describe('the engine', () => {
  let house: TeaHouse;
  beforeEach(() => {
    house = openTeaHouse();
  });

  it('walks from the menu through a dialog to its end, by number or by button', async () => {
    const chat = play(house);
    await chat.says('hello');
    expect(await chat.says('1')).toContain('Which tea?');
    expect(await chat.press(chat.reply().options[1]!.token)).toContain('How many cups of Bissap?');
    expect(await chat.says('3')).toContain('3 x Bissap');
    expect(await chat.says('1')).toContain('Ordered: 3 x Bissap.');
    expect(chat.reply().end).toBe(true);
    expect([...house.orders.values()]).toEqual(['3 x Bissap']);
  });

  it('takes a number with the full stop that stands on the screen', async () => {
    const chat = play(house);
    await chat.says('hello');
    await chat.says('1.');
    expect(await chat.says('2)')).toContain('How many cups of Bissap?');
  });

  it('shows the same screen with the reason when an answer cannot be used', async () => {
    const chat = play(house);
    for (const text of ['x', '1', '1', 'many']) await chat.says(text);
    expect(await chat.says('0.5')).toMatch(/From 1 to 9, please\.[^]*How many cups/);
    expect(chat.stepped().refused).toBe(true);
  });

  it('goes back screen by screen, out of a sub-dialog to its caller, and home', async () => {
    const chat = play(house);
    for (const text of ['x', '1', '1', '2', '2']) await chat.says(text);
    expect(await chat.says('0')).toContain('2 x Kinkeliba');
    expect(await chat.says('0')).toContain('How many cups');
    expect(await chat.says('back')).toContain('Which tea?');
    expect(await chat.says('0')).toContain('Welcome');
    for (const text of ['1', '1']) await chat.says(text);
    expect(await chat.says('00')).toContain('Welcome');
    expect(chat.reply().nav).toEqual([]);
  });

  it('returns a sub-dialog’s result to the screen that asked', async () => {
    const chat = play(house);
    for (const text of ['x', '1', '1', '2', '2']) await chat.says(text);
    expect(await chat.says('2')).toMatch(/Sweet\.[^]*2 x Kinkeliba, sugar 2/);
  });

  it('answers an old button and does not execute it', async () => {
    const chat = play(house);
    for (const text of ['x', '1', '1', '2']) await chat.says(text);
    const yes = chat.reply().options[0]!.token;
    await chat.says('0');
    expect(await chat.press(yes)).toMatch(/That button is old[^]*How many cups/);
    expect(house.orders.size).toBe(0);
    expect(await chat.press('nonsense')).toContain('That button is old');
    expect(await chat.press(`${chat.session().rev}:99`)).toContain('That button is old');
    expect(await chat.press(`${chat.session().rev}:__proto__`)).toContain('That button is old');
  });

  it('opens shortcuts from anywhere, but lets a screen that takes text have it first', async () => {
    const chat = play(house);
    expect(await chat.says('tea:Menthe')).toContain('How many cups of Menthe?');
    expect(await chat.says('tea:Bissap')).toContain('How many cups of Bissap?');
    expect(await chat.says('zonga')).toContain('Welcome');
  });

  it('comes back from a dialog that interrupts to what was under way, as it was', async () => {
    const stop = defineFlow<'ask', object, undefined>({
      id: 'stop',
      version: 1,
      start: 'ask',
      shortcuts: [{ keywords: 'identity:stop.keywords', always: true }],
      screens: {
        ask: {
          show: () => ({
            text: 'Stop notices?',
            options: [
              { value: 'leave', label: 'No' },
              { value: 'done', label: 'Yes' },
            ],
          }),
          on: {
            choice: (_turn, value) =>
              value === 'done' ? { done: true, notice: 'Stopped.', caller: { language: 'fr' } } : { leave: true },
          },
        },
      },
    });
    const chat = play(openTeaHouse({ extra: [bindFlow(stop, undefined)] }));
    for (const text of ['x', '1', '2']) await chat.says(text);
    expect(await chat.says('STOP')).toContain('Stop notices?');
    expect(await chat.says('1')).toContain('How many cups of Bissap?');
    for (const text of ['stop', 'stop', 'stop']) await chat.says(text);
    expect(chat.session().frames.map(({ flow }) => flow)).toEqual(['home', 'tea', 'stop']);
    expect(await chat.says('0')).toContain('How many cups of Bissap?');
    await chat.says('stop');
    expect(await chat.says('2')).toMatch(/Stopped\.[^]*How many cups of Bissap\?/);
    expect(chat.reply().language).toBe('fr');
    expect(await chat.says('3')).toContain('3 x Bissap');
    await chat.says('menu');
    await chat.says('stop');
    expect(await chat.says('1')).toContain(strictSpeak({ key: 'dialog:home' }, 'fr'));
  });

  it('understands its own words in any language', async () => {
    const chat = play(house);
    for (const word of ['menu', 'Menyu', 'ACCUEIL', 'njël']) {
      await chat.says('tea:Menthe');
      expect(await chat.says(word)).toContain('Welcome');
    }
    await chat.says('tea:Menthe');
    expect(await chat.says('Ndimbal')).toMatch(/Tap a button[^]*How many cups/);
    expect(await chat.says('ghairi')).toMatch(/Cancelled\.[^]*Welcome/);
  });

  it('apologises with a reference when a dialog has a defect, and lives on', async () => {
    const errors: unknown[] = [];
    const chat = play(house, { errors });
    for (const text of ['x', '1', '1']) await chat.says(text);
    expect(await chat.says('boom')).toContain('trace-1');
    expect(errors).toEqual([{ err: expect.any(Error) as Error, traceId: 'trace-1', where: 'tea/cups' }]);
    expect(await chat.says('2')).toContain('2 x Kinkeliba');
  });

  it('puts a named error into the person’s words', async () => {
    const chat = play(house);
    for (const text of ['x', '1', '1']) await chat.says(text);
    expect(await chat.says('none left')).toContain(strictSpeak({ key: 'errors:not_found' }, 'en'));
  });

  it('restarts a stored session of another version or a lost screen with a notice', async () => {
    const chat = play(house);
    for (const text of ['x', '1', '1', '2']) await chat.says(text);
    const renewed = play(openTeaHouse({ version: 2 }));
    renewed.replace(chat.session());
    expect(await renewed.says('1')).toMatch(/updated[^]*Welcome/);
    expect(house.orders.size).toBe(0);
  });

  it('cleans what is typed and refuses what is too long or empty', async () => {
    const chat = play(house);
    for (const text of ['x', '1', '1']) await chat.says(text);
    expect(await chat.says('\u0000 2\u200b ')).toContain('2 x Kinkeliba');
    await chat.says('0');
    expect(await chat.says('9'.repeat(10_000))).toContain('too long');
    expect(await chat.says(' \u0007 ')).toContain('did not understand');
  });

  it('answers a greeting, and START, with the menu and no reproach', async () => {
    const chat = play(house);
    await chat.says('1');
    for (const text of ['Bonjour !', 'START', 'mbote', 'na nga def']) {
      const answer = await chat.says(text);
      expect(answer).toContain('Welcome to Lisolo');
      expect(answer).not.toContain('did not understand');
    }
  });

  it('says how to answer in the words of what is seen: buttons to tap, or numbers', async () => {
    const chat = play(house);
    const phone = play(house, { surface: pagePhone });
    for (const one of [chat, phone]) await one.says('1');
    expect(await chat.says('gibberish')).toContain('Tap a button');
    expect(await chat.says('help')).toContain('Tap a button');
    expect(await phone.says('gibberish')).not.toContain('button');
    expect(await phone.says('help')).not.toContain('button');
  });

  it('takes photos, places and the rest only where a screen wants them', async () => {
    const chat = play(house);
    await chat.says('1');
    for (const input of [
      { kind: 'photo', fileId: 'f' },
      { kind: 'location', latitude: 1, longitude: 2 },
      { kind: 'contact', phone: '+2', own: true },
    ] as const) {
      expect(await chat.gives(input)).toContain('cannot use that here');
    }
    expect(await chat.gives({ kind: 'unsupported', what: 'sticker' })).toContain('cannot read');
  });

  it('gives a screen and a shortcut the words beneath a photo or a file, freed of control characters', async () => {
    const seen: SentFile[] = [];
    const keep = (_turn: unknown, file: SentFile) => {
      seen.push(file);
      return { go: 'album' } as const;
    };
    const album = defineFlow<'album', object, undefined>({
      id: 'album',
      version: 1,
      start: 'album',
      shortcuts: [
        {
          photo: (file) => {
            seen.push(file);
            return Promise.resolve({});
          },
        },
      ],
      screens: { album: { show: () => ({ text: 'Album' }), on: { photo: keep, document: keep } } },
    });
    const chat = play(openTeaHouse({ extra: [bindFlow(album, undefined)] }));
    await chat.says('1');
    expect(await chat.gives({ kind: 'photo', fileId: 'a', caption: ' Rue\u200b\nnoire ' })).toContain('Album');
    await chat.gives({ kind: 'photo', fileId: 'b', caption: '\u0007' });
    await chat.gives({ kind: 'document', fileId: 'c', caption: 'Ma carte' });
    expect(seen).toEqual([
      { fileId: 'a', caption: 'Rue noire' },
      { fileId: 'b' },
      { fileId: 'c', caption: 'Ma carte' },
    ]);
  });
});
