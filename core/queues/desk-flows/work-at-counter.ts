import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { deskView, moreView } from './desk.view.ts';
import type { Data, ScreenId, WorkAtCounterDeps } from './seat.ts';
import {
  chooseState, find, give, opened, raise, send, sit, skipReason, takeFound, takeReason, takeStep,
} from './work-at-counter.steps.ts'; // prettier-ignore
import {
  branchView, counterView, foundView, giveView, queuesView, queueView, raiseView, reasonView, sendView, whoView,
} from './work-at-counter.views.ts'; // prettier-ignore

export type { WorkAtCounterDeps } from './seat.ts';

/** E6: an agent opens a counter, and calls, serves and sends on one person after the other. */
export const workAtCounter = defineFlow<ScreenId, Data, WorkAtCounterDeps>({
  id: 'work-at-counter',
  version: 1,
  start: 'branch',
  roles: ['counter_agent'],
  requires: ['pin'],
  menu: { label: t('counters:menu'), order: 5 },
  shortcuts: [{ keywords: 'counters:keywords' }],
  screens: {
    branch: {
      show: branchView,
      on: { opened, choice: (_turn, branchId) => ({ go: 'counter', set: { branchId } }) },
    },
    counter: { show: counterView, on: { choice: sit } },
    desk: { show: deskView, on: { choice: takeStep, text: find } },
    more: { show: moreView, on: { choice: takeStep } },
    send: { show: sendView, on: { choice: send } },
    give: { show: giveView, on: { choice: (_turn, place) => ({ go: 'who', set: { place } }) } },
    who: { show: whoView, on: { choice: give } },
    queues: { show: queuesView, on: { choice: (_turn, queueId) => ({ go: 'queue', set: { queueId } }) } },
    queue: { show: queueView, on: { choice: chooseState } },
    reason: { show: reasonView, on: { choice: skipReason, text: takeReason } },
    found: { show: foundView, on: { choice: takeFound } },
    raise: { show: raiseView, on: { choice: raise } },
  },
});
