import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { ofOne, ofSame, oneView, sameInWords, sameView } from './report-problem.same.ts';
import { sendReport, sureInWords } from './report-problem.sending.ts';
import {
  addPhoto, addWords, chooseCategory, chooseGroup, describe, describeMore, keepPlace, opened, placeChosen, refuseFile, toPlace, who,
  type Data, type ReportProblemDeps, type ScreenId,
} from './report-problem.steps.ts'; // prettier-ignore
import * as views from './report-problem.views.ts';

export type { ReportProblemDeps } from './report-problem.steps.ts';

/** F1, F2: a problem of the neighbourhood, photo or words first; what was told already is shown before it is sent. */
export const reportProblem = defineFlow<ScreenId, Data, ReportProblemDeps>({
  id: 'report-problem',
  version: 1,
  start: 'what',
  requires: ['consent'],
  menu: { label: t('reports:menu'), order: 16 },
  shortcuts: [{ keywords: 'reports:keywords' }],
  screens: {
    what: {
      show: views.what,
      on: { opened, choice: chooseGroup, text: describe, photo: addPhoto('what'), document: refuseFile },
    },
    guess: {
      show: views.guess,
      on: { choice: chooseCategory, text: describeMore, photo: addPhoto('guess'), document: refuseFile },
    },
    group: {
      show: views.group,
      on: { choice: chooseGroup, text: describeMore, photo: addPhoto('group'), document: refuseFile },
    },
    category: {
      show: views.category,
      on: { choice: chooseCategory, text: describeMore, photo: addPhoto('category'), document: refuseFile },
    },
    details: {
      show: views.details,
      on: {
        choice: (turn) => toPlace(turn),
        text: addWords('details'),
        photo: addPhoto('details'),
        document: refuseFile,
      },
    },
    place: {
      show: views.place,
      on: { returned: placeChosen, choice: keepPlace, photo: addPhoto('place'), document: refuseFile },
    },
    same: { show: sameView, on: { choice: ofSame, text: sameInWords, photo: addPhoto('same'), document: refuseFile } },
    one: { show: oneView, on: { choice: ofOne, photo: addPhoto('one'), document: refuseFile } },
    who: { show: views.who, on: { choice: who, photo: addPhoto('who'), document: refuseFile } },
    sure: {
      show: views.sure,
      on: { choice: sendReport, text: sureInWords, photo: addPhoto('sure'), document: refuseFile },
    },
  },
});
