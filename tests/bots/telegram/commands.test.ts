import { describe, expect, it } from 'vitest';
import { foldWords, keywordsOf } from '../../../core/dialog/index.ts';
import { languages, t } from '../../../core/dialog/words.ts';
import { createSpeak } from '../../../core/language/index.ts';

const speak = createSpeak({ strict: true });

describe('the command menu', () => {
  it.each([
    ['menu', 'dialog:commands.home'],
    ['help', 'dialog:commands.help'],
    ['language', 'identity:language.keywords'],
    ['stop', 'identity:stop.keywords'],
  ])('offers %s by a word that the conversation knows, in every language', (name, keywords) => {
    for (const language of languages) {
      const command = speak(t(`telegram:commands.${name}.command`), language);
      expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
      expect([...keywordsOf(keywords, speak)]).toContain(foldWords(command));
    }
  });
});
