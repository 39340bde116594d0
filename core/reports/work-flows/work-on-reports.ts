import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { workerRoles } from '../actions.ts';
import { areaView, deskView, listView, stateView } from './desk.views.ts';
import {
  bodyView, categoryView, confirmView, moreView, otherView, photoView, reasonView, reportView, wordsView,
} from './report.views.ts'; // prettier-ignore
import {
  beginWithPhoto, carryOut, choose, chooseArea, chooseReport, chooseState, find, fromDesk, opened, skipPhoto, skipWords,
  takeBody, takeCategory, takeOther, takePhoto, takeReason, takeWords,
} from './work-on-reports.steps.ts'; // prettier-ignore
import type { Data, ScreenId, WorkOnReportsDeps } from './work.ts';

export type { WorkOnReportsDeps } from './work.ts';

/** F3: an operator takes one report after the other, says what is done, and resolves it. */
export const workOnReports = defineFlow<ScreenId, Data, WorkOnReportsDeps>({
  id: 'work-on-reports',
  version: 1,
  start: 'desk',
  roles: workerRoles,
  requires: ['pin'],
  menu: { label: t('report-work:menu'), order: 7 },
  shortcuts: [{ keywords: 'report-work:keywords' }],
  screens: {
    desk: { show: deskView, on: { opened, choice: fromDesk, text: find } },
    area: { show: areaView, on: { choice: chooseArea } },
    state: { show: stateView, on: { choice: chooseState } },
    list: { show: listView, on: { choice: chooseReport } },
    report: { show: reportView, on: { choice: choose, photo: beginWithPhoto } },
    more: { show: moreView, on: { choice: choose } },
    words: { show: wordsView, on: { text: takeWords, photo: takePhoto, choice: skipWords } },
    photo: { show: photoView, on: { photo: takePhoto, choice: skipPhoto } },
    reason: { show: reasonView, on: { choice: takeReason } },
    other: { show: otherView, on: { text: takeOther } },
    body: { show: bodyView, on: { choice: takeBody } },
    category: { show: categoryView, on: { choice: takeCategory } },
    confirm: { show: confirmView, on: { choice: carryOut } },
  },
});
