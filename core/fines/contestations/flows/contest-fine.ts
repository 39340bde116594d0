import { defineFlow } from '../../../dialog/types.ts';
import {
  addPhoto, addWords, choosePhotos, fromHistory, open, takeGround, takePhoto, takeReference, takeWhich, takeWords, withdraw,
  type ContestFineDeps, type Data, type ScreenId,
} from './contest-fine.steps.ts'; // prettier-ignore
import {
  askGround, askWithdrawal, askWords, confirmation, done, evidence, history, more, photos, which,
} from './contest-fine.views.ts'; // prettier-ignore

export type { ContestFineDeps } from './contest-fine.steps.ts';

/** C7: a citizen sees what a fine rests on, contests it, adds to it, takes it back, and sees what became of it. */
export const contestFine = defineFlow<ScreenId, Data, ContestFineDeps>({
  id: 'contest-fine',
  version: 1,
  start: 'which',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'contestations:keywords' }],
  screens: {
    which: {
      show: which,
      on: { choice: (_turn, fineId) => ({ go: 'evidence', set: { fineId, named: false } }), text: takeWhich },
    },
    evidence: {
      show: evidence,
      on: { choice: (_turn, value) => ({ go: value === 'history' ? 'history' : 'ground' }), text: takeReference },
    },
    ground: { show: askGround, on: { choice: takeGround } },
    words: { show: askWords, on: { choice: (turn) => choosePhotos(turn), text: takeWords } },
    photos: {
      show: photos,
      on: { choice: () => ({ go: 'confirm' }), photo: takePhoto, document: takePhoto },
    },
    confirm: { show: confirmation, on: { choice: open } },
    done: {
      show: done,
      on: { choice: (_turn, value) => ({ go: value === 'add' ? 'more' : 'history' }) },
    },
    history: { show: history, on: { choice: fromHistory } },
    more: {
      show: more,
      on: { choice: () => ({ go: 'history' }), text: addWords, photo: addPhoto, document: addPhoto },
    },
    withdraw: {
      show: askWithdrawal,
      on: { choice: (turn, value) => (value === 'yes' ? withdraw(turn) : { go: 'history' }) },
    },
  },
});
