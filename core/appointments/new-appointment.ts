import { newId } from '../database/index.ts';
import type { Channel, CountryCode } from '../dialog/types.ts';
import { dayIn } from '../organisations/index.ts';
import type { AppointmentRecord } from './appointment.model.ts';
import type { AppointmentMover, AppointmentState } from './appointment.states.ts';
import { entryOf } from './change-appointment.ts';
import { newCode } from './code.ts';
import { openAppointmentKey } from './seats.ts';
import type { Span } from './slots.ts';
import { nextReminder } from './times.ts';
import type { Office } from './timetable.ts';

/** Who is to come. */
export interface Holder {
  readonly personId: string;
  readonly channel: Channel;
  readonly country: CountryCode;
}

/** An appointment in its first state; everything but the seat it takes. */
export function newAppointment(
  office: Office,
  span: Span,
  holder: Holder,
  { key, state, as, by, at }: { key: string; state: AppointmentState; as: AppointmentMover; by: string; at: Date },
): Omit<AppointmentRecord, 'seat'> {
  const { service, branch, calendar } = office;
  const remindAt = nextReminder(span.startsAt, at);
  return {
    _id: newId(),
    key,
    code: newCode(),
    ...holder,
    organisationId: service.organisationId,
    branchId: branch.id,
    serviceId: service.id,
    organisationName: branch.organisationName,
    branchName: branch.name,
    serviceName: service.name,
    timeZone: calendar.timeZone,
    ...span,
    day: dayIn(calendar.timeZone, span.startsAt),
    open: openAppointmentKey(service.id, holder.personId),
    state,
    revision: 1,
    told: [],
    ...(remindAt ? { remindAt } : {}),
    tellAt: at,
    freed: [],
    createdAt: at,
    history: [entryOf(undefined, { to: state, as, by }, at)],
  };
}
