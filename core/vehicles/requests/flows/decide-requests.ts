import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import {
  begin, choose, decide, takeReason, takeWords, type Data, type DecideRequestsDeps, type ScreenId,
} from './decide-requests.steps.ts'; // prettier-ignore
import { askReason, confirmation, oneRequest, overview } from './decide-requests.views.ts';

export type { DecideRequestsDeps } from './decide-requests.steps.ts';

/** B6, B10: an administrator takes one request after the other and decides. */
export const decideRequests = defineFlow<ScreenId, Data, DecideRequestsDeps>({
  id: 'decide-requests',
  version: 1,
  start: 'overview',
  roles: ['super_admin', 'admin', 'operations'],
  requires: ['pin'],
  menu: { label: t('requests:decide.menu'), order: 4 },
  shortcuts: [{ keywords: 'requests:decide.keywords' }],
  screens: {
    overview: { show: overview, on: { choice: begin } },
    request: { show: oneRequest, on: { choice: choose } },
    reason: { show: askReason, on: { choice: takeReason, text: takeWords } },
    confirm: { show: confirmation, on: { choice: decide } },
  },
});
