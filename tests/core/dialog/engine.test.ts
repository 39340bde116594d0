import { beforeEach, describe, expect, it } from 'vitest';
import { bindFlow, createEngine, defineFlow, flowFaults, toLines } from '../../../core/dialog/index.ts';
import type { Caller, Engine, Gates, Input, SentFile, Session, Surface } from '../../../core/dialog/index.ts';
import { chatSurface, pagePhone, strictSpeak } from '../../support/talk.ts';
import { openTeaHouse } from '../../support/tea-house.ts';
import type { TeaHouse } from '../../support/tea-house.ts';

const caller: Caller = {
  channel: 'simulator',
  address: '+243810000001',
  phone: '+243810000001',
  country: 'CD',
  language: 'en',
  roles: [],
  consent: 'given',
};
const now = new Date('2026-11-20T10:00:00Z');

/** Plays on the bare engine, through JSON. */
function play(
  house: TeaHouse,
  {
    surface = chatSurface,
    errors = [] as unknown[],
    who = caller,
  }: { surface?: Surface; errors?: unknown[]; who?: Caller } = {},
) {
  const log = { info: () => undefined, warn: () => undefined, error: (facts: object) => void errors.push(facts) };
  const engine: Engine = createEngine({ registry: house.registry, speak: strictSpeak, log, now: () => now });
  let session: Session = engine.open({
    dialogId: 'simulator:x',
    rev: 100,
    caller: who,
    language: 'en',
    at: now.toISOString(),
  });
  let last: Awaited<ReturnType<Engine['step']>> | undefined;
  const context = () => ({ surface, now, turnId: `t:${session.rev + 1}`, rev: session.rev + 1, traceId: 'trace-1' });
  const gives = async (input: Input): Promise<string> => {
    last = await engine.step(session, input, context());
    session = JSON.parse(JSON.stringify(last.session)) as Session;
    return toLines(last.reply, strictSpeak, surface);
  };
  return {
    gives,
    says: (text: string) => gives({ kind: 'text', text }),
    press: (token: string) => gives({ kind: 'press', token }),
    reply: () => last!.reply,
    stepped: () => last!,
    session: () => session,
    engine,
    replace: (changed: Partial<Session>) => {
      session = { ...session, ...changed };
    },
  };
}

/** A dialog that is one list of choices. */
const longList = (length: number) =>
  defineFlow<'list', object, undefined>({
    id: 'list',
    version: 1,
    start: 'list',
    shortcuts: [{ text: (text) => (text === 'list' ? {} : undefined) }],
    screens: {
      list: {
        show: () => ({
          text: 'Which one?',
          options: Array.from({ length }, (_, index) => ({ value: `${index + 1}`, label: `Item ${index + 1}` })),
        }),
        on: { choice: (_turn, value) => ({ end: `Took item ${value}.` }) },
      },
    },
  });

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

  it('says why an answer was not taken on whichever page the person is', async () => {
    const house = openTeaHouse({ extra: [bindFlow(longList(120), undefined)] });
    const chat = play(house);
    for (const text of ['list', '98', '98']) await chat.says(text);
    expect(await chat.says('999')).toMatch(/Invalid choice\.[^]*17\. Item 17/);
    expect(await chat.says('98')).not.toContain('Invalid choice');
    const phone = play(house, { surface: pagePhone });
    for (const text of ['list', '98']) await phone.says(text);
    expect(await phone.says('999')).toMatch(/Invalid choice\.[^]*1\. Item 1\n/);
  });

  it('skips no choice when something said before a list takes room on the first page', async () => {
    const phone = play(openTeaHouse({ extra: [bindFlow(longList(30), undefined)] }), { surface: pagePhone });
    await phone.says('list');
    await phone.says('help');
    const seen: number[] = [];
    for (;;) {
      seen.push(...phone.reply().options.map(({ number }) => number));
      if (phone.reply().page.number === phone.reply().page.of) break;
      await phone.says('98');
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });

  it('never takes the number for more pages for a choice', async () => {
    const chat = play(openTeaHouse({ extra: [bindFlow(longList(97), undefined)] }));
    await chat.says('list');
    while (chat.reply().page.number < chat.reply().page.of) await chat.says('98');
    expect(await chat.says('98')).toContain('Invalid choice');
    expect(await chat.says('97')).toContain('Took item 97.');
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

  it('says what comes instead where a link cannot be shown', async () => {
    const phone = play(house, { surface: pagePhone });
    for (const text of ['x', '1', '1', '2']) await phone.says(text);
    expect(await phone.says('3')).toContain('by SMS');
    expect(phone.stepped().later?.link?.url).toBe('http://tea.test/card');
    expect(phone.reply().link).toBeUndefined();
    const chat = play(house);
    for (const text of ['x', '1', '1', '2', '3']) await chat.says(text);
    expect(chat.reply().link?.url).toBe('http://tea.test/card');
    expect(chat.stepped().later).toBeUndefined();
  });

  it('sends by SMS what cannot be shown when a screen comes up, and not with every answer to it', async () => {
    const card = defineFlow<'card', { n: number }, undefined>({
      id: 'card',
      version: 1,
      start: 'card',
      shortcuts: [{ text: (text) => (text === 'card' ? {} : undefined) }],
      screens: {
        card: {
          show: () => ({
            text: 'The card.',
            link: { url: 'http://tea.test/card', label: 'Card' },
            options: [{ value: 'next', label: 'Next' }],
          }),
          on: { choice: ({ data }) => ({ go: 'card', set: { n: (data.n ?? 0) + 1 } }) },
        },
      },
    });
    const phone = play(openTeaHouse({ extra: [bindFlow(card, undefined)] }), { surface: pagePhone });
    const isSent = async (text: string): Promise<boolean> => {
      expect(await phone.says(text)).toContain('by SMS');
      return phone.stepped().later !== undefined;
    };
    expect(await isSent('card')).toBe(true);
    expect(await isSent('7')).toBe(false);
    expect(await isSent('help')).toBe(false);
    expect(await isSent('1')).toBe(true);
  });

  it('turns the page of a phone between two sentences where one ends in time, and loses no word', async () => {
    const text = Array.from({ length: 9 }, (_, index) => `Thing ${index} is worth a line of its own.`).join(' ');
    const long = defineFlow<'only', object, undefined>({
      id: 'long',
      version: 1,
      start: 'only',
      shortcuts: [{ text: (typed) => (typed === 'long' ? {} : undefined) }],
      screens: { only: { show: () => ({ text }), on: { text: () => ({ go: 'only' }) } } },
    });
    const phone = play(openTeaHouse({ extra: [bindFlow(long, undefined)] }), { surface: pagePhone });
    const pages = [await phone.says('long')];
    while (pages.at(-1)?.includes('98 ')) pages.push(await phone.says('98'));
    const said = pages.map((page) => page.split('\n')[0] ?? '');
    expect(said.join(' ')).toBe(text);
    for (const page of said) expect(page).toMatch(/own\.$/);
  });

  it('ends on a phone only when the last page has been shown', async () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index + 1}`);
    const link = { url: 'http://tea.test/tale', label: 'Tale' };
    const tale = defineFlow<'ask', object, undefined>({
      id: 'tale',
      version: 1,
      start: 'ask',
      shortcuts: [{ text: (text) => (text === 'tale' ? {} : undefined) }],
      screens: {
        ask: { show: () => ({ text: 'Ready?' }), on: { text: () => ({ end: { text: words.join(' '), link } }) } },
      },
    });
    const phone = play(openTeaHouse({ extra: [bindFlow(tale, undefined)] }), { surface: pagePhone });
    await phone.says('tale');
    const pages = [await phone.says('yes')];
    expect(phone.stepped().later).toBeDefined();
    while (!phone.reply().end) {
      pages.push(await phone.says('98'));
      expect(phone.stepped().later).toBeUndefined();
    }
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.join(' ').match(/word\d+/g)).toEqual(words);
    expect(pages.at(-1)).not.toContain('98');
    await phone.says('tale');
    await phone.says('yes');
    expect(await phone.says('help')).toContain('word1 ');
    expect(await phone.says('1')).toContain('Lisolo. Choose:');
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

  it('asks for what a dialog requires first and then goes on where the person wanted to go', async () => {
    const gates: Gates = { consent: { flow: 'ask', isMet: ({ consent }) => consent === 'given' } };
    const ask = defineFlow<'ask', object, undefined>({
      id: 'ask',
      version: 1,
      start: 'ask',
      screens: {
        ask: {
          show: () => ({
            text: 'May we?',
            options: [
              { value: 'y', label: 'Yes' },
              { value: 'n', label: 'No' },
            ],
          }),
          on: {
            choice: (_turn, value) =>
              value === 'y' ? { done: true, caller: { consent: 'given' } } : { done: false, notice: 'As you wish.' },
          },
        },
      },
    });
    const guarded = defineFlow<'in', object, undefined>({
      id: 'guarded',
      version: 1,
      start: 'in',
      requires: ['consent'],
      shortcuts: [{ text: (text) => (text === 'guarded' ? {} : undefined) }],
      screens: { in: { show: () => ({ text: 'Inside.' }), on: { text: () => ({ go: 'in' }) } } },
    });
    const house = openTeaHouse({ gates, extra: [bindFlow(ask, undefined), bindFlow(guarded, undefined)] });
    const chat = play(house, { who: { ...caller, consent: 'unasked' } });
    expect(await chat.says('guarded')).toContain('May we?');
    expect(await chat.says('2')).toMatch(/As you wish\.[^]*Welcome/);
    await chat.says('guarded');
    expect(await chat.says('1')).toContain('Inside.');
    expect(await chat.says('0')).toContain('Welcome');
    expect(await chat.says('guarded')).toContain('Inside.');
  });
});

describe('what a dialog requires', () => {
  const pin = defineFlow<'ask', object, undefined>({
    id: 'pin',
    version: 1,
    start: 'ask',
    screens: {
      ask: {
        show: () => ({ text: 'Your PIN?', options: [{ value: 'new', label: 'New PIN' }] }),
        on: {
          text: () => ({ done: true, caller: { staffUntil: new Date(now.getTime() + 60_000).toISOString() } }),
          choice: () => ({ run: 'sugar', then: 'ask' }),
        },
      },
    },
  });
  const effects: string[] = [];
  const till = defineFlow<'in', object, undefined>({
    id: 'till',
    version: 1,
    start: 'in',
    requires: ['pin'],
    roles: ['employee'],
    shortcuts: [{ text: (text) => (text === 'till' ? {} : undefined) }],
    screens: {
      in: {
        show: () => ({ text: 'Amount?' }),
        on: {
          text: (_turn, typed) => {
            effects.push(typed);
            return { go: 'in', notice: 'Booked.' };
          },
        },
      },
    },
  });
  const gates: Gates = {
    pin: { flow: 'pin', isMet: ({ staffUntil }, at) => staffUntil !== undefined && new Date(staffUntil) > at },
  };
  const employee: Caller = { ...caller, roles: ['employee'] };
  const openTill = () => {
    effects.length = 0;
    const house = openTeaHouse({ gates, extra: [bindFlow(pin, undefined), bindFlow(till, undefined)] });
    return play(house, { who: employee });
  };

  it('is asked for again when it has run out, before any answer counts', async () => {
    const chat = openTill();
    await chat.says('till');
    expect(await chat.says('1234')).toContain('Amount?');
    expect(await chat.says('50')).toContain('Booked.');
    chat.replace({ caller: { ...chat.session().caller, staffUntil: now.toISOString() } });
    expect(await chat.says('60')).toContain('Your PIN?');
    expect(chat.stepped().refused).toBe(true);
    expect(await chat.says('1234')).toContain('Amount?');
    await chat.says('70');
    expect(effects).toEqual(['50', '70']);
  });

  it('is asked for once while the dialog that asks runs another', async () => {
    const chat = openTill();
    await chat.says('till');
    expect(await chat.says('1')).toContain('Lumps?');
    expect(await chat.says('1')).toContain('Your PIN?');
    expect(await chat.says('1234')).toContain('Amount?');
  });

  it('ends a dialog whose role has been taken away', async () => {
    const chat = openTill();
    await chat.says('till');
    await chat.says('1234');
    chat.replace({ caller: { ...chat.session().caller, roles: [] } });
    expect(await chat.says('50')).toMatch(new RegExp(`${strictSpeak({ key: 'errors:forbidden' }, 'en')}[^]*Welcome`));
    expect(effects).toEqual([]);
  });
});

describe('the check at boot', () => {
  it('finds dialogs that a USSD phone cannot answer, lost starts, gates and texts', () => {
    const mute = defineFlow<'p', object, undefined>({
      id: 'mute',
      version: 1,
      start: 'q' as 'p',
      requires: ['pin'],
      menu: { label: { key: 'dialog:nowhere' }, order: 1 },
      screens: { p: { show: () => ({ text: 'x' }), on: { photo: () => ({ go: 'p' }) } } },
    });
    const { registry } = openTeaHouse({
      extra: [bindFlow(mute, undefined), bindFlow(mute, undefined)],
      gates: { consent: { flow: 'gone', isMet: () => false } },
    });
    const faults = flowFaults({
      registry,
      localeFaults: ['dialog:x is missing in wo'],
      has: ({ key }) => key !== 'dialog:nowhere',
    }).join('\n');
    for (const part of [
      'dialog:x is missing in wo',
      'two dialogs are called mute',
      'mute/p is offered on USSD and takes neither text nor choice',
      'mute starts at q',
      'mute requires pin',
      'the gate for consent, gone',
      'dialog:nowhere, which is missing in wo',
    ]) {
      expect(faults).toContain(part);
    }
    expect(flowFaults({ registry: openTeaHouse().registry, localeFaults: [], has: () => true })).toEqual([]);
  });
});
