import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { appointmentModel, toAppointment, type Appointment, type AppointmentRecord } from './appointment.model.ts';

/** What whoever works at a branch sees of its appointments. */
export interface BranchAppointments {
  /** Those between two moments that were not called off, in the order of the clock. */
  between(branchId: string, from: Date, to: Date): Promise<readonly Appointment[]>;
  /** To come, asked for and not answered yet, the soonest first. */
  asked(branchId: string): Promise<readonly Appointment[]>;
  /** Of any day; of another branch there is none. */
  byCode(branchId: string, code: string): Promise<Appointment | undefined>;
}

/** More than a day of the largest branch. */
const mostListed = 500;

export function createBranchAppointments(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
}): BranchAppointments {
  const appointments = appointmentModel(deps.connection);

  async function list(branchId: string, which: object): Promise<readonly Appointment[]> {
    const found = await appointments
      .find({ branchId, ...which })
      .sort({ startsAt: 1, _id: 1 })
      .limit(mostListed)
      .lean<AppointmentRecord[]>();
    return found.map(toAppointment);
  }

  return {
    between: (branchId, from, to) => list(branchId, { startsAt: { $gte: from, $lt: to }, state: { $ne: 'cancelled' } }),
    // What is offered to somebody of the waiting list is theirs to answer.
    asked: (branchId) =>
      list(branchId, { startsAt: { $gt: deps.clock() }, state: 'pending', offerUntil: { $exists: false } }),

    async byCode(branchId, code) {
      const found = await appointments.findOne({ code }).lean<AppointmentRecord>();
      return found?.branchId === branchId ? toAppointment(found) : undefined;
    },
  };
}
