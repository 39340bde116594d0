import { DateTime } from 'luxon';
import {
  newAppointment,
  seatOf,
  spansOn,
  type AppointmentRecord,
  type AppointmentState,
  type Span,
} from '../appointments/index.ts';
import { countries } from '../countries/index.ts';
import type { Person } from '../identity/index.ts';
import { dayIn, toBranch, toOfficeService, type Calendar } from '../organisations/index.ts';
import { before, idOf } from './ids.ts';
import type { OfficeRecords } from './office-records.ts';

type Row = readonly [
  who: string,
  organisation: string,
  branch: string,
  service: string,
  /** From today on; past ones are negative. The next day on which the branch is open. */
  days: number,
  states: readonly [AppointmentState, ...AppointmentState[]],
];

/** Some to come, one to be confirmed, and some that are over. */
const rows: readonly Row[] = [
  ['patrick', 'Hôpital du Fleuve', 'Gombe', 'Consultation générale', 1, ['confirmed']],
  ['chantal', 'Maison communale', 'Lingwala', 'Dossier de passeport', 3, ['pending']],
  ['joseph', 'Banque du Fleuve', 'Agence du Marché', 'Conseil et crédit', 6, ['confirmed', 'rescheduled']],
  ['grace', 'Banque du Fleuve', 'Agence du Marché', 'Ouverture de compte', -5, ['confirmed', 'checked_in', 'in_progress', 'completed']],
  ['patrick', 'Banque du Fleuve', 'Agence Lubumbashi', 'Ouverture de compte', -8, ['confirmed', 'no_show']],
  ['awa', 'Hôpital de la Corniche', 'Fann', 'Vaccination', 2, ['confirmed']],
  ['fatou', 'Mairie', 'Médina', 'Dossier de passeport', 4, ['pending', 'confirmed']],
  ['mamadou', 'Banque de la Teranga', 'Agence Plateau', 'Conseil et crédit', -4, ['confirmed', 'cancelled']],
]; // prettier-ignore

const daysLookedThrough = 10;
const over: readonly AppointmentState[] = ['completed', 'no_show', 'cancelled'];

/** A slot before noon of that day, or of the next one on which the branch is open. */
function spanOf(calendar: Calendar, slotMinutes: number, now: Date, days: number): Span | undefined {
  const first = DateTime.fromISO(dayIn(calendar.timeZone, now)).plus({ days });
  for (let more = 0; more < daysLookedThrough; more += 1) {
    const spans = spansOn(calendar, first.plus({ days: more }).toFormat('yyyy-MM-dd'), slotMinutes);
    const span = spans[Math.floor(spans.length * 0.4)];
    if (span) return span;
  }
  return undefined;
}

function recordOf(
  row: Row,
  offices: OfficeRecords,
  people: ReadonlyMap<string, Person>,
  now: Date,
): AppointmentRecord[] {
  const [who, organisationName, branchName, serviceName, days, states] = row;
  const person = people.get(who);
  const place = offices.branches.find((one) => one.organisationName === organisationName && one.name === branchName);
  const done = offices.services.find((one) => one.branchId === place?._id && one.name === serviceName);
  if (!person || !place || !done) return [];
  const calendar = { hours: place.hours, timeZone: place.timeZone, holidays: countries[place.country].holidays };
  const span = spanOf(calendar, done.slotMinutes, now, days);
  if (!span) return [];
  const [first, ...then] = states;
  const bookedAt = days > 0 ? now : before(span.startsAt, 3);
  const office = { branch: toBranch(place), service: toOfficeService(done), calendar };
  const holder = { personId: person.id, channel: 'simulator', country: person.country } as const;
  const _id = idOf('appointment', row.slice(0, 5).join(' / '));
  const { tellAt: _told, open, remindAt, ...booked } = newAppointment(office, span, holder, {
    key: `demo:${_id}`, state: first, as: 'holder', by: person.id, at: bookedAt,
  }); // prettier-ignore
  const state = states.at(-1) ?? first;
  const isOver = over.includes(state);
  return [
    {
      ...booked,
      _id,
      code: `RDV-${_id.slice(0, 6).toUpperCase()}`,
      state,
      revision: states.length,
      ...(isOver ? {} : { open, ...(remindAt ? { remindAt } : {}) }),
      ...(state === 'cancelled' ? {} : { seat: seatOf(done._id, span.startsAt, 0) }),
      history: [
        ...booked.history,
        ...then.map((to, index) => ({
          from: states[index] ?? first,
          to,
          at: isOver ? span.startsAt : bookedAt,
          by: to === 'no_show' ? 'clock' : person.id,
          as:
            to === 'no_show'
              ? ('clock' as const)
              : to === 'cancelled' || to === 'rescheduled'
                ? ('holder' as const)
                : ('branch' as const),
        })),
      ],
    },
  ];
}

/** Appointments at the demo's offices, by the clock on their walls. */
export const appointmentRecords = (
  offices: OfficeRecords,
  people: ReadonlyMap<string, Person>,
  now: Date,
): AppointmentRecord[] => rows.flatMap((row) => recordOf(row, offices, people, now));
