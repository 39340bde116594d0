import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { IdentityService } from '../types.ts';

/** A9: STOP ends notices on every channel; answers to what the person writes go on. */
export const stopNotices = defineFlow<'ask', Record<string, never>, { readonly identity: IdentityService }>({
  id: 'stop-notices',
  version: 1,
  start: 'ask',
  shortcuts: [{ keywords: 'identity:stop.keywords', always: true }],
  screens: {
    ask: {
      show: () => ({
        text: t('identity:stop.ask'),
        options: [
          { value: 'yes', label: t('identity:stop.yes') },
          { value: 'no', label: t('identity:stop.no') },
        ],
      }),
      on: {
        async choice({ deps, caller }, answer) {
          if (!caller.personId) return { leave: true, notice: t('identity:stop.unknown') };
          if (answer !== 'yes') return { leave: true, notice: t('identity:stop.kept') };
          await deps.identity.stop(caller.personId);
          return { leave: true, notice: t('identity:stop.done') };
        },
      },
    },
  },
});
