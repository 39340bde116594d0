import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Attachment } from '../dialog/types.ts';
import { moment, t, type Words } from '../dialog/words.ts';
import type { FileService } from '../files/index.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { createNewsOfRecords, whereAsked, type NotificationService, type WaitingNews } from '../notifications/index.ts';
import { dayIn, type OfficeFinder } from '../organisations/index.ts';
import { appointmentModel, toAppointment, type Appointment, type AppointmentRecord } from './appointment.model.ts';
import { calendarOf } from './calendar-file.ts';
import { keepCalendar } from './keep-calendar.ts';
import type { Reminder } from './times.ts';

export interface AppointmentNoticesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly offices: Pick<OfficeFinder, 'branch' | 'service'>;
  readonly identity: Pick<IdentityService, 'byId'>;
  readonly notifications: Pick<NotificationService, 'notify'>;
  readonly files: Pick<FileService, 'put'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

export interface AppointmentNotices extends WaitingNews {
  /** Once for each time it is for. */
  remind(appointment: Appointment, what: Reminder): Promise<void>;
  /** The branch is not open any more at that time. Once for each revision. */
  askForAnotherTime(appointment: Appointment): Promise<void>;
  /** It is open then after all. Once for each revision. */
  tellInsideAgain(appointment: Appointment): Promise<void>;
  calendarFile(appointment: Appointment): Promise<{ readonly name: string; readonly text: string }>;
}

/** Whom a piece of news answers: their own act, which a chat has answered at once, or somebody else's. */
interface News {
  readonly kind: string;
  readonly own: boolean;
  /** With a file for the calendar. */
  readonly dated: boolean;
}

const own = (kind: string): News => ({ kind, own: true, dated: false });
const news = (kind: string, dated = false): News => ({ kind, own: false, dated });

function cancelled({ history }: Appointment): News | undefined {
  const { as, from, reason } = history.at(-1) ?? {};
  if (as === 'branch')
    return from === 'checked_in' ? undefined : news(from === 'pending' ? 'declined' : 'cancelledByBranch');
  if (as === 'holder') return from === 'checked_in' ? undefined : own('cancelled');
  if (reason === 'offer_over') return news('offerOver');
  return reason === 'unanswered' ? news('unanswered') : undefined;
}

/** What the last change says to the holder; nothing where another message says it, as of a ticket. */
function newsOf(appointment: Appointment): News | undefined {
  const { state, history, offerUntil } = appointment;
  const { as, from } = history.at(-1) ?? {};
  if (state === 'pending') return offerUntil ? news('offered') : own('asked');
  if (state === 'confirmed' && as === 'branch') return news(from === undefined ? 'booked' : 'confirmed', true);
  if (state === 'confirmed') return own('booked');
  if (state === 'rescheduled') return as === 'branch' ? news('movedByBranch', true) : own('moved');
  if (state === 'cancelled') return cancelled(appointment);
  return state === 'no_show' && from !== 'checked_in' ? news('missed') : undefined;
}

/** Tells holders what became of their appointments, each change once. */
export function createAppointmentNotices(deps: AppointmentNoticesDeps): AppointmentNotices {
  const { connection, offices, identity, notifications, files } = deps;

  function factsOf({
    serviceName,
    organisationName,
    branchName,
    startsAt,
    timeZone,
    code,
    offerUntil,
    history,
  }: Appointment) {
    return {
      service: serviceName,
      branch: `${organisationName}, ${branchName}`,
      date: moment(startsAt, timeZone, 'datetime'),
      until: moment(offerUntil ?? startsAt, timeZone, 'time'),
      was: moment(history.at(-1)?.was ?? startsAt, timeZone, 'datetime'),
      ref: code,
      // Where there is a chat, one writes there; on a phone one dials.
      way: t('appointments:mine.reach', { code: deps.ussdCode }),
    };
  }

  async function placeOf({ branchId, serviceId }: Appointment) {
    const [branch, service] = await Promise.all([offices.branch(branchId), offices.service(serviceId)]);
    return { branch, service };
  }

  const calendarFile = async (appointment: Appointment) => calendarOf(appointment, await placeOf(appointment));

  const attachment = async (appointment: Appointment): Promise<Attachment> =>
    keepCalendar(files, appointment, await calendarFile(appointment));

  async function tell(
    appointment: Appointment,
    kind: string,
    {
      key,
      more = [],
      attachments = [],
      isReminder = false,
      byDay = false,
    }: {
      readonly key: string;
      readonly more?: readonly Words[];
      readonly attachments?: readonly Attachment[];
      readonly isReminder?: boolean;
      readonly byDay?: boolean;
    },
  ): Promise<void> {
    const { id, personId, country } = appointment;
    // Of somebody who is forgotten.
    if (personId === '') return;
    await notifications.notify({
      key: `appointment:${id}:${key}`,
      to: await whereAsked(identity, appointment),
      body: [t(`appointments:told.${kind}`, factsOf(appointment)), ...more],
      country,
      attachments,
      // It is about what the person has asked for; reminders can be stopped.
      essential: !isReminder,
      ...(byDay ? { onlyByDay: country } : {}),
    });
  }

  /** Whoever leads the branch hears once a day that somebody waits for an answer; the list has them all. */
  async function tellManagers(appointment: Appointment): Promise<void> {
    const { state, offerUntil, branchId, timeZone, country, history, createdAt } = appointment;
    if (state !== 'pending' || offerUntil) return;
    const day = dayIn(timeZone, history.at(-1)?.at ?? createdAt);
    for (const personId of (await offices.branch(branchId))?.managers ?? [])
      await notifications.notify({
        key: `appointments-asked:${branchId}:${day}:${personId}`,
        to: { personId },
        body: [t('appointments:told.toAnswer', factsOf(appointment))],
        country,
        essential: true,
      });
  }

  async function tellOf(appointment: Appointment): Promise<void> {
    await tellManagers(appointment);
    const what = newsOf(appointment);
    const isPhone = appointment.channel === 'ussd';
    if (!what || (what.own && !isPhone)) return;
    const { history, state } = appointment;
    const reason = state === 'cancelled' && !what.own ? history.at(-1)?.reason : undefined;
    const isByBranch = history.at(-1)?.as === 'branch';
    await tell(appointment, what.kind, {
      key: `${history.length}:${what.kind}`,
      more: reason !== undefined && isByBranch ? [t('appointments:told.reason', { reason })] : [],
      // An SMS would carry a long address instead.
      attachments: what.dated && !isPhone ? [await attachment(appointment)] : [],
      byDay: what.kind === 'offered',
    });
  }

  /** Hours can change more than once: each time that is marked counts the revision. */
  const tellOfHours = (appointment: Appointment, kind: 'outside' | 'insideAgain'): Promise<void> =>
    tell(appointment, kind, { key: `${appointment.revision}:${kind}`, byDay: true });

  return {
    ...createNewsOfRecords<AppointmentRecord>({
      ...deps,
      records: appointmentModel(connection),
      later: 'the holder of an appointment is told later',
      tell: (record) => tellOf(toAppointment(record)),
    }),

    async remind(appointment, what) {
      const { service } = await placeOf(appointment);
      const documents = (service?.documents ?? []).join(', ');
      await tell(appointment, what, {
        key: `${appointment.startsAt.getTime()}:${what}`,
        more: documents === '' ? [] : [t('appointments:told.bring', { documents })],
        isReminder: true,
        byDay: what === 'day_before',
      });
    },

    askForAnotherTime: (appointment) => tellOfHours(appointment, 'outside'),
    tellInsideAgain: (appointment) => tellOfHours(appointment, 'insideAgain'),

    calendarFile,
  };
}
