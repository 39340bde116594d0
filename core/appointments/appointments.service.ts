import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import type { AppointmentNotices } from './appointment-notices.ts';
import { appointmentModel, toAppointment, type Appointment, type AppointmentRecord } from './appointment.model.ts';
import { createBooking } from './booking.ts';
import { createCheckIn, type CheckInDeps } from './check-in.ts';
import type { Mover, Moving } from './moving.ts';
import type { Offers } from './offers.ts';
import type { Seats } from './seats.ts';
import type { Timetable } from './timetable.ts';
import type { AppointmentService } from './types.ts';
import type { WaitingList } from './waiting-list.ts';

export interface AppointmentsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly timetable: Timetable;
  readonly seats: Seats;
  readonly moving: Moving;
  readonly offers: Offers;
  readonly notices: AppointmentNotices;
  readonly waitingList: WaitingList;
  readonly tickets: CheckInDeps['tickets'];
}

const mostListed = 50;
/** Within one turn of a conversation; the job looks at all. */
const slotsLookedAt = 10;
const monthMs = 30 * 86_400_000;

const holder = ({ personId, key }: { personId: string; key: string }): Mover => ({ as: 'holder', by: personId, key });
const branch = ({ staffId, key }: { staffId: string; key?: string }): Mover => ({
  as: 'branch',
  by: staffId,
  ...(key === undefined ? {} : { key }),
});

/** E7: everything that people and branches do with appointments. */
export function createAppointments(deps: AppointmentsDeps): AppointmentService {
  const { connection, clock, timetable, moving, offers, notices, waitingList } = deps;
  const appointments = appointmentModel(connection);
  const { book } = createBooking(deps);
  const { checkIn } = createCheckIn(deps);

  /** What follows is begun at once; what a crash leaves of it is taken up by the jobs. */
  function follow(appointment: Appointment): Appointment {
    offers.freed.soon(appointment.id);
    return tell(appointment);
  }

  function tell(appointment: Appointment): Appointment {
    notices.soon(appointment.id);
    return appointment;
  }

  async function get(id: string): Promise<Appointment | undefined> {
    const record = await appointments.findById(id).lean<AppointmentRecord>();
    return record ? toAppointment(record) : undefined;
  }

  return {
    days: timetable.days,
    slots: timetable.slots,
    book: async (wish) => tell(await book(wish)),
    get,

    async ofPerson(personId) {
      const now = clock();
      const list = (which: object, way: 1 | -1): Promise<AppointmentRecord[]> =>
        appointments
          .find({ personId, ...which })
          .sort({ startsAt: way, _id: way })
          .limit(mostListed)
          .lean<AppointmentRecord[]>();
      const [toCome, past] = await Promise.all([
        list({ open: { $exists: true } }, 1),
        list({ open: { $exists: false }, startsAt: { $gt: new Date(now.getTime() - monthMs) } }, -1),
      ]);
      return [...toCome, ...past].map(toAppointment);
    },

    reschedule: async ({ id, startsAt, ...move }) => follow(await moving.reschedule(id, holder(move), startsAt)),
    cancel: async ({ id, ...move }) => follow(await moving.cancel(id, holder(move))),
    accept: async ({ id, ...move }) => tell(await moving.accept(id, holder(move))),
    checkIn: ({ id, ...move }) => checkIn(id, holder(move)),

    confirm: async ({ id, ...move }) => tell(await moving.confirm(id, branch(move))),
    decline: async ({ id, reason, ...move }) => follow(await moving.decline(id, branch(move), reason)),
    moveByBranch: async ({ id, startsAt, ...move }) => follow(await moving.reschedule(id, branch(move), startsAt)),
    cancelByBranch: async ({ id, reason, ...move }) => follow(await moving.cancel(id, branch(move), reason)),
    checkInByBranch: ({ id, ...move }) => checkIn(id, branch(move)),

    async wait(wish) {
      const waits = await waitingList.wait(wish);
      // What has become free between the look at the list and this.
      await offers.offerBetween(waits.serviceId, waits.from, waits.to, slotsLookedAt);
      return waits;
    },
    stopWaiting: waitingList.stopWaiting,
    waitingOf: waitingList.waitingOf,

    async calendarFile(id) {
      const appointment = await get(id);
      if (!appointment) throw new LisoloError('not_found', { reason: 'there is no such appointment' });
      return notices.calendarFile(appointment);
    },
  };
}
