import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import {
  askWhich, begin, book, confirmation, dayOrWait, noAppointments, returnedOffice, takeDayOrWait,
  type BookAppointmentDeps, type Data, type ScreenId,
} from './book-appointment.steps.ts'; // prettier-ignore
import { timeScreens } from './time-screens.ts';
import { askDays, chosenDays, typedDays } from './waiting-days.ts';

export type { BookAppointmentDeps } from './book-appointment.steps.ts';

/** E7: a place in the timetable of an office, or on its waiting list. */
export const bookAppointment = defineFlow<ScreenId, Data, BookAppointmentDeps>({
  id: 'book-appointment',
  version: 1,
  start: 'office',
  requires: ['consent', 'phone'],
  menu: { label: t('appointments:book.menu'), order: 32 },
  shortcuts: [{ keywords: 'appointments:book.keywords' }],
  screens: {
    office: {
      show: askWhich,
      on: {
        opened: (turn) => (turn.data.serviceId ? begin(turn, turn.data.serviceId) : { go: 'office' }),
        choice: (_turn, value) =>
          value === 'mine' ? { run: 'my-appointments', then: 'office' } : { run: 'find-office', then: 'office' },
        returned: returnedOffice,
      },
    },
    none: {
      show: noAppointments,
      on: {
        choice: ({ data }, value) =>
          value === 'ticket'
            ? { run: 'take-ticket', with: { serviceId: data.serviceId ?? '' } }
            : { run: 'find-office', then: 'office' },
      },
    },
    day: { show: dayOrWait, on: { choice: takeDayOrWait } },
    ...timeScreens,
    confirm: {
      show: confirmation,
      on: { choice: (turn, value) => (value === 'yes' ? book(turn) : { go: 'day' }) },
    },
    wait: { show: askDays, on: { choice: chosenDays, text: typedDays } },
  },
});
