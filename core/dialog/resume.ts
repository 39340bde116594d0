import { homeId } from './home.ts';
import { defineFlow } from './types.ts';
import { t } from './words.ts';

export const resumeId = 'resume';

/** A4: a USSD session that dropped can be taken up where it stopped. Put on top of what was under way. */
export const resume = defineFlow<'ask', Record<string, never>, undefined>({
  id: resumeId,
  version: 1,
  start: 'ask',
  screens: {
    ask: {
      show: () => ({
        text: t('dialog:resume.ask'),
        options: [
          { value: 'continue', label: t('dialog:resume.continue') },
          { value: 'home', label: t('dialog:resume.home') },
        ],
      }),
      on: { choice: (_turn, value) => (value === 'continue' ? { leave: true } : { run: homeId }) },
    },
  },
});
