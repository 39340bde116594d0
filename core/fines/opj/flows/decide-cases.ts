import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import {
  begin, choose, decide, skip, takeAmount, takeReason, takeWords, type Data, type DecideCasesDeps, type ScreenId,
} from './decide-cases.steps.ts'; // prettier-ignore
import { askAmount, askReason, confirmation, oneCase, overview } from './decide-cases.views.ts';

export type { DecideCasesDeps } from './decide-cases.steps.ts';

/** C5: an officer of the judicial police takes one case after the other and decides. */
export const decideCases = defineFlow<ScreenId, Data, DecideCasesDeps>({
  id: 'decide-cases',
  version: 1,
  start: 'overview',
  roles: ['opj'],
  requires: ['pin'],
  menu: { label: t('opj:menu'), order: 3 },
  shortcuts: [{ keywords: 'opj:keywords' }],
  screens: {
    overview: { show: overview, on: { choice: begin } },
    case: { show: oneCase, on: { choice: (turn, value) => (value === 'skip' ? skip(turn) : choose(turn, value)) } },
    amount: { show: askAmount, on: { text: takeAmount } },
    reason: { show: askReason, on: { choice: takeReason, text: takeWords } },
    confirm: { show: confirmation, on: { choice: decide } },
  },
});
