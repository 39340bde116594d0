import { defineFlow, type Caller, type Outcome, type Turn } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { Appointment } from '../appointment.model.ts';
import { codeIn } from '../code.ts';
import { calendarFileOf } from './calendar-attachment.ts';
import {
  arrived, list, mineIn, moveAsked, one, past, sure, waiting, type Data, type MyAppointmentsDeps, type ScreenId,
} from './my-appointments.views.ts'; // prettier-ignore
import { aboutTheTime, tried, type Told } from './refusals.ts';
import { askDay, otherTimes, takeDay, timeScreens } from './time-screens.ts';
import { whenInWords } from './words.ts';

export type { MyAppointmentsDeps } from './my-appointments.views.ts';

type Step = Turn<Data, MyAppointmentsDeps>;
type Next = Outcome<ScreenId, Data>;

function fromList(_turn: Step, value: string): Next {
  const [kind, waitId = ''] = value.split(' ');
  if (kind === 'new') return { run: 'book-appointment' };
  if (kind === 'past') return { go: 'past', set: { said: '' } };
  return kind === 'wait'
    ? { go: 'waiting', set: { waitId, said: '' } }
    : { go: 'one', set: { appointmentId: value, said: '' } };
}

const moveOf = ({ data, caller, turnId }: Step) => ({
  id: data.appointmentId ?? '',
  personId: caller.personId ?? '',
  key: turnId,
});

const notDone = ({ notice, reason }: Told): Next => ({ go: reason === 'gone' ? 'list' : 'one', notice });

async function accept(turn: Step): Promise<Next> {
  const outcome = await tried(() => turn.deps.appointments.accept(moveOf(turn)));
  if ('refused' in outcome) return notDone(outcome.refused);
  const { state, startsAt, timeZone } = outcome.done;
  const when = whenInWords(startsAt, timeZone);
  return {
    go: 'one',
    notice: t(state === 'pending' ? 'appointments:mine.acceptAsked' : 'appointments:mine.accepted', { when }),
  };
}

async function arrive(turn: Step): Promise<Next> {
  const outcome = await tried(() => turn.deps.appointments.checkIn(moveOf(turn)));
  if ('done' in outcome) return { go: 'arrived', set: { ticketId: outcome.done.ticket.id } };
  const { reason, notice, details } = outcome.refused;
  if (reason === 'has_ticket') return { go: 'arrived', set: { ticketId: String(details['ticketId']) }, notice };
  return notDone(outcome.refused);
}

const steps: Readonly<Record<string, (turn: Step, appointment: Appointment) => Next | Promise<Next>>> = {
  accept,
  arrive,
  letGo: () => ({ go: 'letGo' }),
  cancel: () => ({ go: 'cancel' }),
  move: (_turn, { serviceId }) => ({ go: 'day', set: { serviceId } }),
  async file({ deps }, appointment) {
    const { fileId, name } = await calendarFileOf(deps, appointment);
    return { go: 'file', set: { fileId, fileName: name } };
  },
  ticket: (_turn, { ticketId = '' }) => ({ run: 'my-tickets', with: { ticketId }, then: 'one' }),
  again: (_turn, { serviceId }) => ({ run: 'book-appointment', with: { serviceId } }),
};

async function fromOne(turn: Step, value: string): Promise<Next> {
  const appointment = await mineIn(turn);
  const step = steps[value];
  return appointment && step ? step(turn, appointment) : { go: 'list' };
}

async function move(turn: Step): Promise<Next> {
  const { data, deps } = turn;
  const startsAt = new Date(data.startsAt ?? '');
  const outcome = await tried(() => deps.appointments.reschedule({ ...moveOf(turn), startsAt }));
  if ('done' in outcome) {
    const { startsAt: at, timeZone, state } = outcome.done;
    const said = state === 'pending' ? 'appointments:mine.acceptAsked' : 'appointments:mine.moved';
    return { go: 'one', notice: t(said, { when: whenInWords(at, timeZone) }) };
  }
  const { reason, notice } = outcome.refused;
  return aboutTheTime.includes(reason) ? otherTimes(turn, notice) : notDone(outcome.refused);
}

async function giveBack(turn: Step, said: string): Promise<Next> {
  const outcome = await tried(() => turn.deps.appointments.cancel(moveOf(turn)));
  return 'done' in outcome ? { go: 'list', notice: t(said) } : notDone(outcome.refused);
}

async function leaveWaiting({ deps, data, caller }: Step): Promise<Next> {
  await deps.appointments.stopWaiting({ waitId: data.waitId ?? '', personId: caller.personId ?? '' });
  return { go: 'list', notice: t('appointments:wait.left') };
}

/** A code that was typed alone, of an appointment of one's own. */
async function byCode(typed: string, { appointments }: MyAppointmentsDeps, { personId }: Caller) {
  const said = codeIn(typed);
  if (said === undefined || personId === undefined) return undefined;
  const found = (await appointments.ofPerson(personId)).find(({ code }) => code === said);
  return found && { appointmentId: found.id };
}

/** E7: what somebody has booked and waits for: taken, moved, called off, and the way in on the day. */
export const myAppointments = defineFlow<ScreenId, Data, MyAppointmentsDeps>({
  id: 'my-appointments',
  version: 1,
  start: 'list',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'appointments:mine.keywords' }, { text: byCode }],
  screens: {
    list: {
      show: list,
      on: {
        choice: fromList,
        opened: (turn) => ({ go: turn.data.appointmentId ? 'one' : 'list' }),
      },
    },
    past: { show: past, on: { choice: (_turn, appointmentId) => ({ go: 'one', set: { appointmentId, said: '' } }) } },
    one: { show: one, on: { choice: fromOne, returned: () => ({ go: 'one' }) } },
    day: { show: askDay, on: { choice: takeDay } },
    ...timeScreens,
    confirm: { show: moveAsked, on: { choice: (turn, value) => (value === 'yes' ? move(turn) : { go: 'day' }) } },
    cancel: {
      show: sure('cancel'),
      on: {
        choice: (turn, value) => (value === 'yes' ? giveBack(turn, 'appointments:mine.cancelled') : { go: 'one' }),
      },
    },
    letGo: {
      show: sure('letGo'),
      on: { choice: (turn, value) => (value === 'yes' ? giveBack(turn, 'appointments:mine.letGone') : { go: 'one' }) },
    },
    file: {
      show: ({ data }) => ({
        text: t('appointments:mine.calendar', { code: data.fileName?.replace(/\.ics$/, '') ?? '' }),
        attachments: [
          { kind: 'document', fileId: data.fileId ?? '', name: data.fileName ?? '', mimeType: 'text/calendar' },
        ],
      }),
      on: { choice: () => ({ go: 'one' }) },
    },
    arrived: {
      show: arrived,
      on: {
        choice: ({ data }) => ({ run: 'my-tickets', with: { ticketId: data.ticketId ?? '' } }),
      },
    },
    waiting: {
      show: waiting,
      on: { choice: (turn, value) => (value === 'leave' ? leaveWaiting(turn) : { go: 'list' }) },
    },
  },
});
