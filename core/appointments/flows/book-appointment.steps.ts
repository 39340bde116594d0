import type { Looking, Outcome, Turn, View } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import type { FileService } from '../../files/index.ts';
import { placeLine, serviceLines, type OfficeFound } from '../../organisations/index.ts';
import type { Appointment } from '../appointment.model.ts';
import { isOver } from '../appointment.states.ts';
import { daysToBook, spansOn } from '../slots.ts';
import type { AppointmentService } from '../types.ts';
import { calendarFileOf } from './calendar-attachment.ts';
import { tried } from './refusals.ts';
import {
  dayOptions, inOffice, officeGone, officeIn, otherTimes, takeDay, type Office, type TimeData, type TimeDeps,
} from './time-screens.ts'; // prettier-ignore
import type { WaitingDays } from './waiting-days.ts';
import { clockLines, mapLink, placeName, whenInWords } from './words.ts';

export type ScreenId = 'office' | 'none' | 'day' | 'half' | 'time' | 'confirm' | 'wait';
export type Data = TimeData & WaitingDays;

export interface BookAppointmentDeps extends TimeDeps {
  readonly appointments: AppointmentService;
  readonly files: Pick<FileService, 'put'>;
}

export type Look = Looking<Data, BookAppointmentDeps>;
export type Step = Turn<Data, BookAppointmentDeps>;
export type Next = Outcome<ScreenId, Data>;

export const askWhich = (): View => ({
  text: t('appointments:book.start'),
  options: [
    { value: 'new', label: t('appointments:book.new') },
    { value: 'mine', label: t('appointments:mine.menu') },
  ],
});

/** To what stands in the way: of each service a person has one appointment to come. */
const toThat = (appointmentId: unknown): Next => ({
  run: 'my-appointments',
  with: { appointmentId: String(appointmentId), said: 'booked_before' },
});

/** From the service that was chosen on. */
export async function begin(turn: Step, serviceId: string): Promise<Next> {
  const { deps, caller } = turn;
  const office = await officeIn(turn, serviceId);
  if (!office) return { go: 'office', notice: officeGone };
  if (office.service.appointmentsAtOnce === 0) return { go: 'none', set: { serviceId } };
  const mine = await deps.appointments.ofPerson(caller.personId ?? '');
  const before = mine.find((one) => one.serviceId === serviceId && !isOver(one.state));
  return before ? toThat(before.id) : { go: 'day', set: { serviceId } };
}

export function returnedOffice(turn: Step, value: unknown): Promise<Next> | Next {
  const { serviceId } = (value ?? {}) as Partial<OfficeFound>;
  return typeof serviceId === 'string' ? begin(turn, serviceId) : { go: 'office' };
}

export const noAppointments = (look: Look): Promise<View> =>
  inOffice(look, ({ service }) => ({
    text: t('appointments:book.none', { service: service.name }),
    options: [
      { value: 'ticket', label: t('appointments:book.ticket') },
      { value: 'other', label: t('appointments:book.other') },
    ],
  }));

/** Days before the first free one on which all is taken: something is free again when somebody gives a place back. */
function fullDaysBefore({ calendar, service }: Office, first: string, now: Date): string[] {
  const days = daysToBook(calendar.timeZone, now).filter((day) => day < first);
  return days.filter((day) => spansOn(calendar, day, service.slotMinutes).some(({ startsAt }) => startsAt > now));
}

const [wait, ticket] = ['wait', 'ticket'];

export const dayOrWait = (look: Look): Promise<View> =>
  inOffice(look, async (office) => {
    const { service } = office;
    const days = await dayOptions(look, office);
    const first = days[0]?.value;
    if (first === undefined)
      return {
        text: t('appointments:book.full', { service: service.name }),
        options: [
          { value: wait, label: t('appointments:wait.join') },
          { value: ticket, label: t('appointments:book.ticket') },
        ],
      };
    const isLate = fullDaysBefore(office, first, look.now).length > 0;
    return {
      text: t('appointments:book.day', { service: service.name }),
      options: [...days, ...(isLate ? [{ value: wait, label: t('appointments:wait.sooner') }] : [])],
    };
  });

export async function takeDayOrWait(turn: Step, value: string): Promise<Next> {
  const { data, deps, now } = turn;
  if (value === ticket) return { run: 'take-ticket', with: { serviceId: data.serviceId ?? '' } };
  if (value !== wait) return takeDay(turn, value);
  const [first] = await deps.appointments.days(data.serviceId ?? '');
  const office = await officeIn(turn);
  const last = first && office ? fullDaysBefore(office, first.day, now).at(-1) : undefined;
  return { go: 'wait', set: { lastDay: last ?? '' } };
}

export const confirmation = (look: Look): Promise<View> =>
  inOffice(look, ({ service, branch, calendar }) => ({
    text: [
      t('appointments:book.confirm', { service: service.name }),
      placeName(branch.organisationName, branch.name),
      ...(look.surface.short ? [] : [placeLine(branch)]),
      whenInWords(new Date(look.data.startsAt ?? ''), calendar.timeZone),
      ...clockLines(calendar.timeZone, branch.country),
      ...serviceLines(service),
      ...(service.confirmsAppointments ? [t('appointments:book.answered')] : []),
    ],
    options: [
      { value: 'yes', label: t('appointments:book.yes') },
      { value: 'no', label: t('appointments:book.otherDay') },
    ],
  }));

/** Words for whoever has just booked: on a phone little more than the code, since the rest comes by SMS. */
async function bookedView({ deps, surface }: Step, appointment: Appointment): Promise<View> {
  const { code, startsAt, timeZone, state, serviceName, organisationName, branchName } = appointment;
  const when = whenInWords(startsAt, timeZone);
  const said = t(`appointments:book.done.${state === 'pending' ? 'asked' : 'booked'}`, { code, when });
  if (!surface.showsFiles) return { text: said };
  const branch = await deps.offices.branch(appointment.branchId);
  const service = await deps.offices.service(appointment.serviceId);
  const lines: Words[] = [
    said,
    serviceName,
    placeName(organisationName, branchName),
    ...(branch ? [placeLine(branch)] : []),
    ...clockLines(timeZone, appointment.country),
    ...(service ? serviceLines(service) : []),
  ];
  const link = branch && mapLink(branch);
  return {
    text: [...lines, t('appointments:book.done.change')],
    attachments: [await calendarFileOf(deps, appointment)],
    ...(link ? { link } : {}),
  };
}

export async function book(turn: Step): Promise<Next> {
  const { data, deps, caller, turnId } = turn;
  const { personId = '', channel, country } = caller;
  const outcome = await tried(() =>
    deps.appointments.book({
      key: turnId,
      serviceId: data.serviceId ?? '',
      startsAt: new Date(data.startsAt ?? ''),
      personId,
      channel,
      country,
    }),
  );
  if ('done' in outcome) return { end: await bookedView(turn, outcome.done) };
  const { reason, notice, details } = outcome.refused;
  if (reason === 'booked_before') return toThat(details['appointmentId']);
  return reason === 'gone' ? { go: 'office', notice: officeGone } : otherTimes(turn, notice);
}
