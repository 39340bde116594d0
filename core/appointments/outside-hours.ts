import type { Connection } from 'mongoose';
import type { Calendar, OfficeFinder } from '../organisations/index.ts';
import type { AppointmentNotices } from './appointment-notices.ts';
import { appointmentModel, toAppointment, type AppointmentRecord } from './appointment.model.ts';
import { agreedStates } from './appointment.states.ts';
import { isWithinHours } from './slots.ts';

export interface OutsideHoursDeps {
  readonly connection: Connection;
  readonly offices: Pick<OfficeFinder, 'branch' | 'calendarOf'>;
  readonly notices: Pick<AppointmentNotices, 'askForAnotherTime' | 'tellInsideAgain'>;
}

/**
 * Finds appointments at times at which their branch is not open any more, because its hours have changed or it has
 * closed for good. Their holders are asked to choose another time; until they do the appointment stays, and when
 * the hours return they hear that, too.
 */
export function createOutsideHours({ connection, offices, notices }: OutsideHoursDeps) {
  const appointments = appointmentModel(connection);

  return {
    /** Looks at all that is to come; returns how many were found outside. */
    async find(now: Date): Promise<number> {
      const calendars = new Map<string, Calendar | undefined>();
      async function calendarOf(branchId: string): Promise<Calendar | undefined> {
        if (!calendars.has(branchId)) {
          const branch = await offices.branch(branchId);
          calendars.set(branchId, branch?.listed ? offices.calendarOf(branch) : undefined);
        }
        return calendars.get(branchId);
      }

      let found = 0;
      const toCome = appointments
        .find({ state: { $in: agreedStates }, startsAt: { $gt: now } })
        .lean<AppointmentRecord>();
      for await (const record of toCome.cursor()) {
        const { _id, branchId, startsAt, outsideSince } = record;
        const calendar = await calendarOf(branchId);
        const isOutside = !calendar || !isWithinHours(calendar, record);
        if (isOutside === (outsideSince !== undefined)) continue;
        // First told, then marked: after a crash in between it is found again, and told under the same key.
        await notices[isOutside ? 'askForAnotherTime' : 'tellInsideAgain'](toAppointment(record));
        await appointments.updateOne(
          { _id, startsAt },
          { ...(isOutside ? { $set: { outsideSince: now } } : { $unset: { outsideSince: 1 } }), $inc: { revision: 1 } },
        );
        if (isOutside) found += 1;
      }
      return found;
    },
  };
}

export type OutsideHours = ReturnType<typeof createOutsideHours>;
