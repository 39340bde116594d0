import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { Caller } from '../../dialog/types.ts';
import type { IdentityService } from '../types.ts';

interface Deps {
  readonly identity: IdentityService;
}

/** START is also what newcomers type; it is about notices only for whoever has said STOP. */
async function afterStop(
  typed: string,
  { identity }: Deps,
  { personId }: Caller,
): Promise<Record<string, never> | undefined> {
  if (!personId || typed.trim().toLowerCase() !== 'start') return undefined;
  return (await identity.byId(personId))?.stoppedAt ? {} : undefined;
}

/** A9: START takes STOP back. */
export const startNotices = defineFlow<'ask', Record<string, never>, Deps>({
  id: 'start-notices',
  version: 1,
  start: 'ask',
  shortcuts: [
    { keywords: 'identity:start.keywords', always: true },
    { text: afterStop, always: true },
  ],
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
