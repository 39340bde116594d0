import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import {
  arrive, confirm, decline, fromList, mostWords, openBranch, typedCode, whyNot, type BranchAppointmentsDeps, type Data, type ScreenId,
} from './branch-appointments.steps.ts'; // prettier-ignore
import { arrivedView, askedView, branchView, listView, oneView } from './branch-appointments.views.ts';

export type { BranchAppointmentsDeps } from './branch-appointments.steps.ts';

/** E7: whoever works at a branch sees who comes today, answers what was asked, and lets in who stands there. */
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
          return { go: value === 'decline' ? 'reason' : 'list' };
        },
      },
    },
    reason: {
      show: () => ({
        text: t('appointments:branch.reason', { most: mostWords }),
        options: [{ value: 'none', label: t('appointments:branch.noReason') }],
      }),
      on: { choice: (turn) => decline(turn), text: whyNot },
    },
    arrived: { show: arrivedView, on: { choice: () => ({ go: 'list' }) } },
  },
});
