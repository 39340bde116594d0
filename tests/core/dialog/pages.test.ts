import { describe, expect, it } from 'vitest';
import { bindFlow, defineFlow } from '../../../core/dialog/index.ts';
import { pagePhone } from '../../support/talk.ts';
import { openTeaHouse } from '../../support/tea-house.ts';
import { play } from './bare-engine.ts';

/** A dialog that is one list of choices. */
const longList = (length: number, text = 'Which one?') =>
  defineFlow<'list', object, undefined>({
    id: 'list',
    version: 1,
    start: 'list',
    shortcuts: [{ text: (text) => (text === 'list' ? {} : undefined) }],
    screens: {
      list: {
        show: () => ({
          text,
          options: Array.from({ length }, (_, index) => ({ value: `${index + 1}`, label: `Item ${index + 1}` })),
        }),
        on: { choice: (_turn, value) => ({ end: `Took item ${value}.` }) },
      },
    },
  });

describe('the engine, with what a screen cannot show at once or at all,', () => {
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

  it('takes no number for a choice before any was seen, but shows the choices; dialled by heart it is one', async () => {
    const house = openTeaHouse({ extra: [bindFlow(longList(2, 'word '.repeat(60)), undefined)] });
    const phone = play(house, { surface: pagePhone });
    expect(await phone.says('list')).not.toContain('Item 1');
    while (!phone.screen().includes('Item 1')) expect(await phone.says('1')).not.toContain('Took');
    expect(await phone.says('1')).toContain('Took item 1.');
    await phone.says('list');
    expect(await phone.gives({ kind: 'text', text: '1', byHeart: true })).toContain('Took item 1.');
  });

  it('never takes the number for more pages for a choice', async () => {
    const chat = play(openTeaHouse({ extra: [bindFlow(longList(97), undefined)] }));
    await chat.says('list');
    while (chat.reply().page.number < chat.reply().page.of) await chat.says('98');
    expect(await chat.says('98')).toContain('Invalid choice');
    expect(await chat.says('97')).toContain('Took item 97.');
  });

  it('says what comes instead where a link cannot be shown', async () => {
    const house = openTeaHouse();
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
});
