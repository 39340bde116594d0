import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import {
  byCategory, byCommune, byPosition, fromFilter, fromList, positionAtFirst, way, wordsAtFirst, wordsWithin, type Data, type FindReportsDeps,
  type ScreenId,
} from './find-reports.steps.ts'; // prettier-ignore
import { category, filter, how, list, near } from './find-reports.views.ts';

export type { FindReportsDeps } from './find-reports.steps.ts';

/** F6: finds what others have told, by place, kind, words and number; words and a location narrow it at any time. */
export const findReports = defineFlow<ScreenId, Data, FindReportsDeps>({
  id: 'find-reports',
  version: 1,
  start: 'how',
  menu: { label: t('report-search:menu'), order: 17 },
  shortcuts: [{ keywords: 'report-search:keywords' }],
  screens: {
    how: {
      show: how,
      on: { choice: way, text: wordsAtFirst, location: positionAtFirst, returned: () => ({ go: 'how' }) },
    },
    near: { show: near, on: { choice: byCommune, text: byCommune, location: byPosition } },
    category: { show: category, on: { choice: byCategory, text: wordsWithin } },
    list: {
      show: list,
      on: { choice: fromList, text: wordsWithin, location: byPosition, returned: () => ({ go: 'list' }) },
    },
    filter: { show: filter, on: { choice: fromFilter, text: wordsWithin, location: byPosition } },
  },
});
