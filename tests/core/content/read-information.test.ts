import { describe, expect, it } from 'vitest';
import { contentDialogs, createContent } from '../../../core/content/index.ts';
import { languages } from '../../../core/dialog/index.ts';
import { isLisoloError } from '../../../core/errors.ts';
import { pagePhone, strictSpeak, talk } from '../../support/talk.ts';

const content = createContent();
const [dialog] = contentDialogs({ content });
if (!dialog) throw new Error('there is no dialog');

describe('the information pages', () => {
  it.each(languages)('are read one after the other in a chat in %s', async (language) => {
    const chat = await talk({ flows: [dialog], caller: { language } });
    for (const { title, body } of content.list().slice(0, 6)) {
      await chat.presses(strictSpeak(title, language));
      expect(chat.screen()).toContain(strictSpeak(body, language));
      await chat.presses(strictSpeak({ key: 'content:another' }, language));
    }
  });

  it('are read page by page on a simple phone, and nothing of them is lost', async () => {
    const phone = await talk({ flows: [dialog], surface: pagePhone, caller: { language: 'en', channel: 'ussd' } });
    await phone.says('1');
    let read = phone.screen();
    while (phone.reply().nav.some(({ kind }) => kind === 'more')) read += ` ${await phone.says('98')}`;
    for (const word of strictSpeak(content.byId('about').body, 'en').split(' ')) expect(read).toContain(word);
    expect(await phone.says('0')).toContain('98');
  });

  it('say clearly when there is no such page', () => {
    expect(() => content.byId('nothing')).toThrow();
    try {
      content.byId('nothing');
    } catch (error) {
      expect(isLisoloError(error, 'not_found')).toBe(true);
    }
  });
});
