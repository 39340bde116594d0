import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { guardRoles } from '../../actions.ts';
import { begin, choose, open, takeReason, type Data, type ModerateReportsDeps, type ScreenId } from './moderate.ts';
import { askReason, oneCase, overview } from './moderate.views.ts';

export type { ModerateReportsDeps } from './moderate.ts';

/** F5: a moderator takes what was flagged, and photos that wait, one after the other, and decides. */
export const moderateReports = defineFlow<ScreenId, Data, ModerateReportsDeps>({
  id: 'moderate-reports',
  version: 1,
  start: 'overview',
  roles: guardRoles,
  requires: ['pin'],
  menu: { label: t('report-moderation:menu'), order: 7 },
  shortcuts: [{ keywords: 'report-moderation:keywords' }],
  screens: {
    overview: { show: overview, on: { opened: open, choice: begin } },
    case: { show: oneCase, on: { choice: choose } },
    reason: { show: askReason, on: { choice: takeReason } },
  },
});
