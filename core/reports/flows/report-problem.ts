import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { addPhoto, opened, refuseFile } from './report-problem.photos.ts';
import { ofOne, ofSame, oneView, sameInWords, sameView } from './report-problem.same.ts';
import { sendReport, sureInWords } from './report-problem.sending.ts';
import {
  addWords, chooseCategory, chooseGroup, describe, describeMore, keepPlace, placeChosen, sharePlace, toPlace, who,
  type Data, type ReportProblemDeps, type ScreenId,
} from './report-problem.steps.ts'; // prettier-ignore
import * as views from './report-problem.views.ts';

export type { ReportProblemDeps } from './report-problem.steps.ts';

/** What is sent meanwhile belongs to what is being told, on every screen. */
const brought = (at: ScreenId) => ({ photo: addPhoto(at), location: sharePlace(at), document: refuseFile });

/** F1, F2: a problem of the neighbourhood, photo or words first; what was told already is shown before it is sent. */
export const reportProblem = defineFlow<ScreenId, Data, ReportProblemDeps>({
  id: 'report-problem',
  version: 1,
  start: 'what',
  requires: ['consent'],
  menu: { label: t('reports:menu'), order: 16 },
  shortcuts: [{ keywords: 'reports:keywords' }],
  screens: {
    what: { show: views.what, on: { opened, choice: chooseGroup, text: describe, ...brought('what') } },
    guess: { show: views.guess, on: { choice: chooseCategory, text: describeMore, ...brought('guess') } },
    group: { show: views.group, on: { choice: chooseGroup, text: describeMore, ...brought('group') } },
    category: { show: views.category, on: { choice: chooseCategory, text: describeMore, ...brought('category') } },
    details: {
      show: views.details,
      on: { choice: (turn) => toPlace(turn), text: addWords('details'), ...brought('details') },
    },
    place: { show: views.place, on: { returned: placeChosen, choice: keepPlace, ...brought('place') } },
    same: { show: sameView, on: { choice: ofSame, text: sameInWords, ...brought('same') } },
    one: { show: oneView, on: { choice: ofOne, ...brought('one') } },
    who: { show: views.who, on: { choice: who, ...brought('who') } },
    sure: { show: views.sure, on: { choice: sendReport, text: sureInWords, ...brought('sure') } },
  },
});
