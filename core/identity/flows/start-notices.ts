import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { IdentityService } from '../types.ts';

/** A9: START takes STOP back. */
export const startNotices = defineFlow<'ask', Record<string, never>, { readonly identity: IdentityService }>({
  id: 'start-notices',
  version: 1,
  start: 'ask',
  shortcuts: [{ keywords: 'identity:start.keywords', always: true }],
  screens: {
    ask: {
      show: () => ({
        text: t('identity:start.ask'),
        options: [
          { value: 'yes', label: t('identity:start.yes') },
          { value: 'no', label: t('identity:start.no') },
        ],
      }),
      on: {
        async choice({ deps, caller }, answer) {
          if (answer !== 'yes') return { leave: true };
          if (!caller.personId) return { leave: true, notice: t('identity:start.unknown') };
          await deps.identity.start(caller.personId);
          return { leave: true, notice: t('identity:start.done') };
        },
      },
    },
  },
});
