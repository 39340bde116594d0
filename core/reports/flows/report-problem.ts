import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { first, firstOfTwo, inWords, last } from './in-words.ts';
import { addPhoto, opened, refuseFile } from './report-problem.photos.ts';
import { ofOne, ofSame, oneView, sameView } from './report-problem.same.ts';
import { sendReport } from './report-problem.sending.ts';
import {
  addWords, chooseCategory, chooseGroup, describe, describeMore, keepPlace, nothingMore, placeChosen, sharePlace, who,
  type Data, type ReportProblemDeps, type ScreenId,
} from './report-problem.steps.ts'; // prettier-ignore
import * as views from './report-problem.views.ts';

export type { ReportProblemDeps } from './report-problem.steps.ts';

/** What is sent meanwhile belongs to what is being told, on every screen. */
const brought = (at: ScreenId) => ({ photo: addPhoto(at), location: sharePlace(at), document: refuseFile });

/** Each question that is answered in words as well as by a choice. */
const said = {
  guess: inWords({ show: views.guess, choice: chooseCategory, yes: firstOfTwo, no: last, otherwise: describeMore }),
  details: inWords({ show: views.details, choice: nothingMore, no: last, otherwise: addWords('details') }),
  place: inWords({ show: views.place, choice: keepPlace, yes: firstOfTwo, no: last }),
  same: inWords({ show: sameView, choice: ofSame, yes: firstOfTwo, no: last }),
  one: inWords({ show: oneView, choice: ofOne, yes: firstOfTwo, no: last }),
  who: inWords({ show: views.who, choice: who, yes: first, no: last }),
  sure: inWords({ show: views.sure, choice: sendReport, yes: first, otherwise: addWords('sure') }),
};

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
    guess: { show: views.guess, on: { choice: chooseCategory, text: said.guess, ...brought('guess') } },
    group: { show: views.group, on: { choice: chooseGroup, text: describeMore, ...brought('group') } },
    category: { show: views.category, on: { choice: chooseCategory, text: describeMore, ...brought('category') } },
    details: {
      show: views.details,
      on: { choice: nothingMore, text: said.details, ...brought('details') },
    },
    place: {
      show: views.place,
      on: { returned: placeChosen, choice: keepPlace, text: said.place, ...brought('place') },
    },
    same: { show: sameView, on: { choice: ofSame, text: said.same, ...brought('same') } },
    one: { show: oneView, on: { choice: ofOne, text: said.one, ...brought('one') } },
    who: { show: views.who, on: { choice: who, text: said.who, ...brought('who') } },
    sure: { show: views.sure, on: { choice: sendReport, text: said.sure, ...brought('sure') } },
  },
});
