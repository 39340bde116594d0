import { defineFlow, type Screen } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import {
  arrive, cancel, confirm, decline, fromList, mostWords, move, openBranch, toDay, typedCode, withReason, type BranchAppointmentsDeps, type Data, type ScreenId,
} from './branch-appointments.steps.ts'; // prettier-ignore
import { arrivedView, askedView, branchView, confirmView, listView, oneView } from './branch-appointments.views.ts';
import { askDay, takeDay, timeScreens } from './time-screens.ts';

export type { BranchAppointmentsDeps } from './branch-appointments.steps.ts';

const why = (then: typeof decline): Screen<ScreenId, Data, BranchAppointmentsDeps> => ({
  show: () => ({
    text: t('appointments:branch.reason', { most: mostWords }),
    options: [{ value: 'none', label: t('appointments:branch.noReason') }],
  }),
  on: { choice: (turn) => then(turn), text: withReason(then) },
});

/**
 * E7: whoever works at a branch sees who comes today, answers what was asked, and lets in who stands there; whoever leads it
 * moves and cancels what was agreed.
 */
export const branchAppointments = defineFlow<ScreenId, Data, BranchAppointmentsDeps>({
  id: 'branch-appointments',
  version: 1,
  start: 'branch',
  roles: ['counter_agent'],
  requires: ['pin'],
  menu: { label: t('appointments:branch.menu'), order: 6 },
  shortcuts: [{ keywords: 'appointments:branch.keywords' }],
  screens: {
    branch: {
      show: branchView,
      on: { opened: openBranch, choice: (_turn, branchId) => ({ go: 'list', set: { branchId } }) },
    },
    list: { show: listView, on: { choice: fromList, text: typedCode } },
    asked: { show: askedView, on: { choice: fromList } },
    one: {
      show: oneView,
      on: {
        choice: (turn, value) => {
          if (value === 'confirm') return confirm(turn);
          if (value === 'arrive') return arrive(turn);
          if (value === 'move') return toDay(turn);
          if (value === 'cancel') return { go: 'cancel' };
          return { go: value === 'decline' ? 'reason' : 'list' };
        },
      },
    },
    reason: why(decline),
    cancel: why(cancel),
    day: { show: askDay, on: { choice: takeDay } },
    ...timeScreens,
    confirm: { show: confirmView, on: { choice: (turn, value) => (value === 'yes' ? move(turn) : { go: 'day' }) } },
    arrived: { show: arrivedView, on: { choice: () => ({ go: 'list' }) } },
  },
});
