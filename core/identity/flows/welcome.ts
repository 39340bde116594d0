import { defineFlow } from '../../dialog/types.ts';
import type { Outcome, Turn } from '../../dialog/types.ts';
import { isLanguage, t } from '../../dialog/words.ts';
import type { Language } from '../../dialog/words.ts';
import type { IdentityService } from '../types.ts';
import { consentScreen } from './consent-screen.ts';
import { languageOptions, parseLanguage } from './language-choice.ts';

type ScreenId = 'language' | 'consent';
type Data = Record<string, never>;
interface Deps {
  readonly identity: IdentityService;
}

async function choose({ deps, caller }: Turn<Data, Deps>, language: Language): Promise<Outcome<ScreenId, Data>> {
  if (caller.personId) await deps.identity.setLanguage(caller.personId, language);
  if (caller.consent === 'given') return { done: true, caller: { language } };
  return { go: 'consent', caller: { language } };
}

/** The first contact (A6, A9): the language, readable before any is known, then the consent. */
export const welcome = defineFlow<ScreenId, Data, Deps>({
  id: 'welcome',
  version: 1,
  start: 'language',
  screens: {
    language: {
      show: ({ caller }) => ({ text: t('identity:language.first'), options: languageOptions(caller.country) }),
      on: {
        choice: (turn, value) => (isLanguage(value) ? choose(turn, value) : { retry: t('identity:language.unknown') }),
        text(turn, typed) {
          const language = parseLanguage(typed);
          return language ? choose(turn, language) : { retry: t('identity:language.unknown') };
        },
      },
    },
    consent: consentScreen(),
  },
});
