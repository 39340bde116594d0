import { defineFlow } from '../../dialog/types.ts';
import type { Outcome, Turn } from '../../dialog/types.ts';
import { isLanguage, t } from '../../dialog/words.ts';
import type { Language } from '../../dialog/words.ts';
import type { IdentityService } from '../types.ts';
import { languageOptions, parseLanguage } from './language-choice.ts';

type Data = Record<string, never>;
interface Deps {
  readonly identity: IdentityService;
}

async function change({ deps, caller }: Turn<Data, Deps>, language: Language): Promise<Outcome<'ask', Data>> {
  if (caller.personId) await deps.identity.setLanguage(caller.personId, language);
  return { done: true, caller: { language }, notice: t('identity:language.changed') };
}

/** A6: another language, at any time, on every channel. */
export const chooseLanguage = defineFlow<'ask', Data, Deps>({
  id: 'choose-language',
  version: 1,
  start: 'ask',
  shortcuts: [{ keywords: 'identity:language.keywords', always: true }],
  screens: {
    ask: {
      show: ({ caller }) => ({ text: t('identity:language.ask'), options: languageOptions(caller.country) }),
      on: {
        choice: (turn, value) => (isLanguage(value) ? change(turn, value) : { retry: t('identity:language.unknown') }),
        text(turn, typed) {
          const language = parseLanguage(typed);
          return language ? change(turn, language) : { retry: t('identity:language.unknown') };
        },
      },
    },
  },
});
