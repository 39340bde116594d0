import type { Screen } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { toKnownCaller } from '../known-caller.ts';
import type { IdentityService } from '../types.ts';

/** A9: what is stored and why, before anything is. The last screen of the dialogs that need an answer to it. */
export function consentScreen<S extends string, D>(): Screen<S, D, { readonly identity: IdentityService }> {
  return {
    show: () => ({
      text: t('identity:consent.ask'),
      options: [
        { value: 'agree', label: t('identity:consent.agree') },
        { value: 'refuse', label: t('identity:consent.refuse') },
      ],
    }),
    on: {
      async choice({ deps, caller, language }, answer) {
        if (answer !== 'agree') {
          return { done: false, notice: t('identity:consent.refused'), caller: { language, consent: 'refused' } };
        }
        const person = await deps.identity.consent(caller, language);
        return { done: true, notice: t('identity:consent.thanks'), caller: toKnownCaller(person) };
      },
    },
  };
}
