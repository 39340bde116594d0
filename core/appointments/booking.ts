import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { appointmentModel, toAppointment, type Appointment, type AppointmentRecord } from './appointment.model.ts';
import { newAppointment } from './new-appointment.ts';
import { refused } from './refused.ts';
import { openAppointmentKey, type Seats } from './seats.ts';
import type { Timetable } from './timetable.ts';
import type { AppointmentService } from './types.ts';
import { waitingModel } from './waiting.model.ts';

export interface BookingDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly timetable: Timetable;
  readonly seats: Seats;
}

/** One of the free places by chance: of many who come at once each tries another one. */
export const anyOf = (free: readonly string[]): string | undefined => free[Math.floor(Math.random() * free.length)];

/** Takes a place in a slot by one insert; the unique index on the seat decides between all who want it. */
export function createBooking({ connection, clock, timetable, seats }: BookingDeps): Pick<AppointmentService, 'book'> {
  const appointments = appointmentModel(connection);
  const waiting = waitingModel(connection);

  /** What the same turn has booked before. */
  async function bookedBy(key: string, personId: string): Promise<Appointment | undefined> {
    const record = await appointments.findOne({ key }).lean<AppointmentRecord>();
    // The same key of somebody else is no repeat.
    if (record && record.personId !== personId) throw new LisoloError('conflict', { reason: 'key' });
    return record ? toAppointment(record) : undefined;
  }

  async function refuseSecond(serviceId: string, personId: string): Promise<void> {
    const open = openAppointmentKey(serviceId, personId);
    const other = await appointments.findOne({ open }, { _id: 1 }).lean<{ _id: string }>();
    if (other) throw refused('booked_before', { appointmentId: other._id });
  }

  return {
    async book({ key, serviceId, startsAt, personId, channel, country }) {
      await appointments.init();
      const before = await bookedBy(key, personId);
      if (before) return before;
      await refuseSecond(serviceId, personId);
      const office = await timetable.office(serviceId);
      const span = timetable.spanIn(office, startsAt);
      const { appointmentsAtOnce, confirmsAppointments } = office.service;
      const state = confirmsAppointments ? 'pending' : 'confirmed';
      for (;;) {
        const seat = anyOf(await seats.free(serviceId, span, appointmentsAtOnce));
        if (seat === undefined) throw refused('slot_full');
        const holder = { personId, channel, country };
        const record = newAppointment(office, span, holder, { key, state, as: 'holder', at: clock() });
        try {
          await appointments.create({ ...record, seat });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          const done = await bookedBy(key, personId);
          if (done) return done;
          await refuseSecond(serviceId, personId);
          // Somebody was quicker to this place: try what is left.
          continue;
        }
        // Whoever has one waits no longer for another.
        await waiting.deleteOne({ serviceId, personId });
        return toAppointment({ ...record, seat });
      }
    },
  };
}
